"""Jurisdiction rule packs: deadlines, forbidden methods, documents and targets as data, each with its clause."""
