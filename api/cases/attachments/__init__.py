"""Files that belong to a petition: looked into, cleaned, encrypted, and given out only as downloads."""
