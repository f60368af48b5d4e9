"""The petition office's server: citizens' chat, intake, cases, routing, statistics."""
