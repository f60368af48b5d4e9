"""What the chat page needs to know of the office before anybody speaks."""
