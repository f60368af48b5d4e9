"""Cases: what was told, our handling of it, its states, steps, deadlines, documents and search."""
