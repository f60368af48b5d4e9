"""How often one conversation or one address may do things: wide for people, narrow for machines.

An address may be a whole village office or a mobile network, so its limits are far above those of one conversation.
"""

from __future__ import annotations

from api.security.limits import limit

opening = limit("chat-open", per_minute=120, per_hour=1_500)
code_typing = limit("chat-code", per_minute=10, per_hour=60)
code_making = limit("chat-code-make", per_minute=6, per_hour=40)
speaking = limit("chat-say", per_minute=120, per_hour=2_000)
speaking_from = limit("chat-say-from", per_minute=1_200)
uploading = limit("chat-upload", per_minute=30, per_hour=120)
uploading_from = limit("chat-upload-from", per_minute=200)
listening = limit("chat-listen", per_minute=60)
looking_up = limit("chat-public", per_minute=600)
