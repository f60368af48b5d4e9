"""A believable office for a first look: `./run demo`."""
