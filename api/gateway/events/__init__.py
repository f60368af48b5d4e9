"""Messages that come later (an agent's reply, news of the case), as server-sent events."""
