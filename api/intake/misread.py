"""What the bot did not understand, kept for the trainers: without personal data and without the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.database import Base, UtcDateTime, new_id
from api.intake.fields import DraftFields
from api.security import EncryptedText, blind_index
from api.security.redaction import redact
from classifier.extraction import looks_like_name

Reason = Literal["fallback", "asked_back", "corrected"]
LONGEST = 500
KEPT = timedelta(days=180)
CHOICE_COUNTS_FOR = timedelta(minutes=10)
ALWAYS_OFFERED = ("describe", "ask_human")


class MisreadUtterance(Base):
    """One line that fell back to a question with choices, was asked again, or was a correction of an earlier reading.

    `meant` is the intent that the citizen then chose among the choices. `conversation` is a keyed hash.
    """

    __tablename__ = "misread_utterances"

    id: Mapped[str] = mapped_column(sa.String(26), primary_key=True, default=new_id)
    message_id: Mapped[str] = mapped_column(sa.String(64), unique=True)
    conversation: Mapped[bytes] = mapped_column(sa.LargeBinary(16), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    text: Mapped[str] = mapped_column(EncryptedText("misread.text"))
    reason: Mapped[str] = mapped_column(sa.String(16))
    ask: Mapped[str | None] = mapped_column(sa.String(32))
    intent: Mapped[str] = mapped_column(sa.String(64))
    confidence: Mapped[float]
    ranking: Mapped[list[list[Any]]] = mapped_column(sa.JSON)
    meant: Mapped[str | None] = mapped_column(sa.String(64))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by: Mapped[str | None] = mapped_column(sa.String(26))
    verdict: Mapped[str | None] = mapped_column(sa.String(64))


@dataclass(frozen=True, slots=True)
class Misread:
    """A line and what was made of it; `known` are the citizen's own names and numbers, to be hidden."""

    session_id: str
    message_id: str
    text: str
    reason: Reason
    ask: str | None
    intent: str
    confidence: float
    ranking: Sequence[tuple[str, float]] = ()
    known: Sequence[str] = ()


def note(db: Session, misread: Misread, now: datetime) -> None:
    """Keep a line for the trainers, once; the personal data is taken out before it is written."""
    text = redact(misread.text[:LONGEST], misread.known).strip()
    if not text or _is_noted(db, misread.message_id):
        return
    row = MisreadUtterance(
        message_id=misread.message_id, conversation=_conversation(misread.session_id), at=now, text=text,
        reason=misread.reason, ask=misread.ask, intent=misread.intent, confidence=round(misread.confidence, 4),
        ranking=[[name, round(chance, 4)] for name, chance in misread.ranking[:5]],
    )  # fmt: skip
    db.add(row)
    db.flush()


def note_choice(db: Session, session_id: str, intent: str, now: datetime) -> None:
    """The citizen tapped what was meant: the best label there is for the line that was not understood just before."""
    last = db.scalar(
        sa.select(MisreadUtterance)
        .where(
            MisreadUtterance.conversation == _conversation(session_id),
            MisreadUtterance.reason == "fallback",
            MisreadUtterance.at > now - CHOICE_COUNTS_FOR,
        )
        .order_by(MisreadUtterance.at.desc(), MisreadUtterance.id.desc())
        .limit(1)
    )
    if last is None or last.meant is not None:
        return
    if intent in ALWAYS_OFFERED or intent in [name for name, _ in last.ranking]:
        last.meant = intent


def personal_words(fields: DraftFields) -> list[str]:
    """The names, numbers and addresses of people in what a citizen has given; a unit that is complained of is none."""
    given = [fields.petitioner_name, fields.id_number, fields.phone, fields.address, fields.guardian, fields.proxy_for]
    if fields.respondent and looks_like_name(fields.respondent):
        given.append(fields.respondent)
    return [value for value in (*given, *fields.representatives) if value]


def forget_old(db: Session, now: datetime) -> int:
    """Delete lines older than 180 days (个人信息保护法 第19条); how many. A job, run daily."""
    done = db.execute(sa.delete(MisreadUtterance).where(MisreadUtterance.at < now - KEPT))
    return int(done.rowcount)  # type: ignore[attr-defined]


def _is_noted(db: Session, message_id: str) -> bool:
    return db.scalar(sa.select(MisreadUtterance.id).where(MisreadUtterance.message_id == message_id)) is not None


def _conversation(session_id: str) -> bytes:
    return blind_index(session_id, "misread.conversation")
