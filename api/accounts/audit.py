"""The audit trail: append-only and chained by hashes; covers sign-ins, steps and every reading of personal data."""

from __future__ import annotations

import hashlib
import hmac
import json
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from api.accounts.actors import Actor
from api.accounts.models import AuditEntry, AuditHead
from api.security import derived_key

START = bytes(32)


class AuditUnchangeable(RuntimeError):
    """Something tried to change or delete a line of the audit trail."""


@event.listens_for(AuditEntry, "before_update")
@event.listens_for(AuditEntry, "before_delete")
def _refuse(*_: object) -> None:
    raise AuditUnchangeable("the audit trail is never changed")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found: how many lines are sound, and the first that is not (None: all are)."""

    sound: int
    broken_at: int | None


def append(db: Session, actor: Actor, action: str, subject: str, now: datetime, **detail: Any) -> AuditEntry:
    """Add one line in the caller's transaction. `subject` is a number or id, never a name; `detail` is encrypted."""
    number, previous = _take_head(db)
    entry = AuditEntry(
        number=number, at=now, actor_id=actor.id, actor_role=actor.role, action=action, subject=subject,
        detail=detail, previous=previous, hash=b"",
    )  # fmt: skip
    entry.hash = _hash(entry)
    db.add(entry)
    db.execute(sa.update(AuditHead).where(AuditHead.id == 1).values(hash=entry.hash))
    db.flush()
    return entry


def verify(db: Session) -> Verdict:
    """Walk the whole chain; a changed, missing or added line breaks it."""
    expected, previous = 0, START
    lines = db.scalars(sa.select(AuditEntry).order_by(AuditEntry.number).execution_options(yield_per=500))
    with closing(lines):
        for entry in lines:
            expected += 1
            in_place = entry.number == expected and entry.previous == previous
            if not in_place or not hmac.compare_digest(entry.hash, _hash(entry)):
                return Verdict(expected - 1, expected)
            previous = entry.hash
    head = db.get(AuditHead, 1)
    if head is not None and (head.number, head.hash) != (expected, previous):
        return Verdict(expected, expected + 1)
    return Verdict(expected, None)


def _take_head(db: Session) -> tuple[int, bytes]:
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(AuditHead).values(id=1, number=1, hash=START)
    head = insert.on_conflict_do_update(index_elements=[AuditHead.id], set_={"number": AuditHead.number + 1}).returning(
        AuditHead.number, AuditHead.hash
    )
    number, previous = db.execute(head).one()
    return number, previous


def _hash(entry: AuditEntry) -> bytes:
    e = entry
    said = [e.number, e.at.isoformat(), e.actor_id, e.actor_role, e.action, e.subject, e.detail]
    content = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hmac.new(derived_key("audit-chain"), entry.previous + content.encode(), hashlib.sha256).digest()
