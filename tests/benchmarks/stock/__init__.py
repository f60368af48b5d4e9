"""The same bot on stock Rasa: stock tracker store, stock action validation, stock error handling. For comparison only."""
