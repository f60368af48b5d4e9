"""Reads a petition's text: who, where, what is asked, and which labels an agent should be offered."""
