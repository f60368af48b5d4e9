"""What this bot adds to Rasa: understanding of Chinese citizens, a safe channel, a compact encrypted memory."""
