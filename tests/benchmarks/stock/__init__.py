"""The same bot on stock Rasa (tracker store, action validation, errors as they come). For comparison only."""
