"""Which unit handles a case, and bringing cases to the outside platform."""
