"""The Rasa island: configuration, domain and components. Imports nothing of the api or the classifier."""
