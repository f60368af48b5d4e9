"""Conversations that a member of staff takes over from the bot, and hands back."""
