"""The only public door: conversations, their messages and files, and the bot behind it."""
