"""The table of attachments; the bytes themselves lie encrypted under DATA_DIR/attachments."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from api.database import Base, UtcDateTime, new_id
from api.security import EncryptedText


class Attachment(Base):
    """One file. Until filing it belongs to a conversation (`session_id`), afterwards also to a petition.

    `byte_count` and `sha256` are of the kept form (pictures are re-encoded).
    """

    __tablename__ = "attachments"

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=new_id)
    session_id: Mapped[str | None] = mapped_column(sa.String(26), index=True)
    draft_id: Mapped[str | None] = mapped_column(sa.String(26), index=True)
    petition_id: Mapped[str | None] = mapped_column(sa.String(26), index=True)
    name: Mapped[str] = mapped_column(EncryptedText("attachment.name"))
    kind: Mapped[str] = mapped_column(sa.String(8))
    byte_count: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
