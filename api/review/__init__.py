"""Agents confirm or correct what the classifier proposed; only confirmed labels count."""
