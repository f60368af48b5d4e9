"""What the actions did in the last turn of a conversation: a repeated turn repeats the words, not the effect."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, UtcDateTime
from api.security import EncryptedJson


class DialogueTurn(Base):
    """One row for a conversation: the message that was last worked on, and the result of each action called for it.

    Rasa may die between our commit and its own: then it runs the turn again, and gets the same results.
    """

    __tablename__ = "dialogue_turns"

    session_id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    message_id: Mapped[str] = mapped_column(sa.String(64))
    calls: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("dialogue_turn.calls"), default=dict)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
