"""Bringing cases to the outside platform: an outbox of our own, and one adapter per kind of platform."""
