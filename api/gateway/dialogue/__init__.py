"""The bot's side of the gateway: asking Rasa, and the actions that Rasa calls back."""
