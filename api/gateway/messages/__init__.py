"""What is said in a conversation: stored before anything else happens, answered exactly once."""
