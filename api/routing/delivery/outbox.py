"""The outbox: enqueue in the caller's transaction, drain in the worker, back off, give up loudly, send again.

A message is claimed for five minutes, handed over with no transaction open, then settled. Killed in between, it is
claimed again later and the receiver drops the repeat by its key.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from api import database
from api.errors import Conflict, NotFound
from api.routing.delivery.embedded import Embedded
from api.routing.delivery.envelope import Adapter, Envelope, NotDelivered
from api.routing.delivery.file_drop import FileDrop
from api.routing.delivery.models import OutboxMessage
from api.routing.delivery.webhook import Webhook
from api.settings import settings

log = structlog.get_logger(__name__)
CLAIM = timedelta(minutes=5)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
SHORTEST_SECRET = 16
MOST_ATTEMPTS = 90  # with the waits above more than three days, so that a weekend without the platform loses nothing


def enqueue(db: Session, key: str, kind: str, case_number: str, body: dict[str, Any], *, now: datetime) -> None:
    """Put one message into the outbox; a key that is already there is left as it is."""
    if db.scalar(sa.select(OutboxMessage.id).where(OutboxMessage.key == key)) is None:
        db.add(OutboxMessage(key=key, kind=kind, case_number=case_number, body=body, next_at=now, created_at=now))


def claim(db: Session, now: datetime, limit: int) -> list[Envelope]:
    """Take up to `limit` messages whose time has come; others that drain at the same time skip them."""
    until = OutboxMessage.claimed_until  # more than a claim ahead: the clock was put back
    free = sa.or_(until.is_(None), until <= now, until > now + 2 * CLAIM)
    due = (
        sa.select(OutboxMessage)
        .where(OutboxMessage.state == "pending", OutboxMessage.next_at <= now, free)
        .order_by(OutboxMessage.next_at, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = list(db.scalars(due))
    for message in taken:
        message.claimed_until = now + CLAIM
    return [Envelope(m.id, m.key, m.kind, m.case_number, m.created_at, m.body) for m in taken]


def anything_due(db: Session, now: datetime) -> bool:
    """Whether a message waits whose time has come (cheap enough to ask every few seconds)."""
    due = sa.exists().where(OutboxMessage.state == "pending", OutboxMessage.next_at <= now)
    return bool(db.scalar(sa.select(due)))


def settle(db: Session, message_id: str, failure: NotDelivered | None, now: datetime) -> None:
    """Write down how a delivery went."""
    message = db.get_one(OutboxMessage, message_id)
    message.attempts += 1
    message.claimed_until = None
    if failure is None:
        message.state, message.delivered_at, message.last_error = "delivered", now, None
        return
    message.last_error = failure.code
    message.next_at = now + wait_after(message.attempts)
    if failure.final or message.attempts >= MOST_ATTEMPTS:
        message.state = "dead"
        log.error("delivery_given_up", message=message.id, case=message.case_number, error=failure.code)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 30 s, doubled each time, at most an hour."""
    doubled: timedelta = FIRST_WAIT * int(2 ** min(attempts - 1, 20))
    return min(doubled, LONGEST_WAIT)


def drain(now: datetime, adapter: Adapter | None = None, limit: int = 20) -> int:
    """Deliver what is due; gives how many were handed over. Run by the worker every few seconds."""
    through = adapter or office_adapter()
    with database.transaction() as db:
        envelopes = claim(db, now, limit)
    delivered = 0
    for envelope in envelopes:
        failure = _attempt(through, envelope)
        with database.transaction() as db:
            settle(db, envelope.id, failure, now)
        delivered += failure is None
    return delivered


def _attempt(adapter: Adapter, envelope: Envelope) -> NotDelivered | None:
    try:
        adapter.deliver(envelope)
    except NotDelivered as failure:
        log.warning("not_delivered", message=envelope.id, case=envelope.case_number, error=failure.code)
        return failure
    except Exception as error:  # one broken message (a lost attachment, say) must not hold up those behind it
        log.error("delivery_failed", message=envelope.id, case=envelope.case_number, kind=type(error).__name__)
        return NotDelivered(type(error).__name__)
    return None


def resend(db: Session, message_id: str, now: datetime) -> OutboxMessage:
    """Let a dead message be tried again; raises NotFound, Conflict."""
    message = db.get(OutboxMessage, message_id)
    if message is None:
        raise NotFound("no_message", "没有这条待发消息。")
    if message.state != "dead":
        raise Conflict("not_dead", "这条消息没有停止发送，不需要重发。")
    message.state, message.attempts, message.next_at, message.claimed_until = "pending", 0, now, None
    return message


class DeliveryNotSet(RuntimeError):
    """The office chose an adapter but not what it needs."""


def office_adapter() -> Adapter:
    """The adapter that this office has set; raises DeliveryNotSet when its secret or address is missing."""
    office = settings()
    secret = office.DELIVERY_SECRET.get_secret_value()
    if office.DELIVERY_ADAPTER != "embedded" and len(secret) < SHORTEST_SECRET:
        raise DeliveryNotSet(f"DELIVERY_SECRET needs at least {SHORTEST_SECRET} characters")
    if office.DELIVERY_ADAPTER == "webhook" and not office.DELIVERY_WEBHOOK_URL:
        raise DeliveryNotSet("DELIVERY_WEBHOOK_URL is missing")
    if office.DELIVERY_ADAPTER == "webhook":
        return Webhook(office.DELIVERY_WEBHOOK_URL, secret, office.DELIVERY_TIMEOUT_SECONDS)
    if office.DELIVERY_ADAPTER == "file_drop":
        return FileDrop(office.DELIVERY_DIR or office.data_dir / "outgoing", secret)
    return Embedded()
