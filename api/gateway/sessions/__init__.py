"""A citizen's conversation: opened without sign-in, held by a token, resumed on any device."""
