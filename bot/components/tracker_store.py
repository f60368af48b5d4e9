"""The bot's memory of a conversation: encrypted in the database, and compact when it is read back.

Stock Rasa reloads and re-posts every event of a conversation at each turn; here only the latest value of each slot and
loop and the last events come back, so that turn 400 costs what turn 10 costs. Type, time and action name of an event
stay in clear (they carry no personal data); everything else is AES-GCM under the conversation's keyed hash.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import logging
import os
import secrets
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any, Dict, Iterable, List, Optional, Text

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

logger = logging.getLogger(__name__)

KEPT_EVENTS = 40
_NOT_STORED = ("text_tokens", "response_selector")
_RANKING_STORED = 5
_RECENT_CONVERSATIONS = 500
_RECENT_EVENTS = 100
_DAY_SECONDS = 86_400


class KeyMissing(RuntimeError):
    """The tracker key is not what it must be: 64 bytes in base64."""


def tracker_key() -> bytes:
    """The 64-byte key from TRACKER_KEY, else from DATA_DIR/keys/tracker.key, which is created at the first start."""
    given = os.environ.get("TRACKER_KEY")
    if not given:
        path = Path(os.environ.get("DATA_DIR", "var")) / "keys" / "tracker.key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(base64.b64encode(secrets.token_bytes(64)).decode(), encoding="ascii")
            logger.warning("Created %s: keep it, without it no conversation can be read again.", path)
        given = path.read_text(encoding="ascii")
    key = base64.b64decode(given)
    if len(key) != 64:
        raise KeyMissing("TRACKER_KEY must be 64 bytes in base64")
    return key


def tracker_url() -> str:
    """Where the events are: TRACKER_URL (sqlite:///… or postgresql://…), else DATA_DIR/tracker.db."""
    given = os.environ.get("TRACKER_URL")
    if given:
        return given.replace("postgresql+psycopg://", "postgresql://", 1)
    folder = Path(os.environ.get("DATA_DIR", "var"))
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'tracker.db'}"


class EncryptedTrackerStore(SQLTrackerStore):
    """Stores events encrypted, gives back the compact end of a conversation."""

    def __init__(
        self,
        domain: Optional[Domain] = None,
        host: Optional[Text] = None,
        event_broker: Optional[EventBroker] = None,
        **kwargs: Any,
    ) -> None:
        key = tracker_key()
        self._cipher, self._mac = AESGCM(key[:32]), key[32:]
        super().__init__(domain=domain, host=tracker_url(), event_broker=event_broker)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            self.engine.dispose()
        self._kept_seconds = float(os.environ.get("DRAFT_DAYS", "30")) * _DAY_SECONDS
        self._purged_at = 0.0
        self._recent: OrderedDict[str, DialogueStateTracker] = OrderedDict()

    def _sender(self, sender_id: Text) -> str:
        return hmac.new(self._mac, sender_id.encode(), hashlib.sha256).hexdigest()

    def _seal(self, sender: str, event: Dict[str, Any]) -> str:
        nonce = secrets.token_bytes(12)
        sealed = self._cipher.encrypt(nonce, json.dumps(event, ensure_ascii=False).encode(), sender.encode())
        return "v1:" + base64.b64encode(nonce + sealed).decode()

    def _open(self, sender: str, sealed: str) -> Dict[str, Any]:
        raw = base64.b64decode(sealed[3:])
        event: Dict[str, Any] = json.loads(self._cipher.decrypt(raw[:12], raw[12:], sender.encode()))
        return event

    async def _retrieve(self, sender_id: Text, fetch_events_from_all_sessions: bool) -> Optional[DialogueStateTracker]:
        sender = self._sender(sender_id)
        recent = self._recent.pop(sender, None)  # given away: a turn that fails must not leave its traces here
        if recent is not None and not fetch_events_from_all_sessions:
            return recent
        with self.session_scope() as session:
            rows = (
                session.query(self.SQLEvent).filter_by(sender_id=sender).order_by(self.SQLEvent.id).all()
                if fetch_events_from_all_sessions
                else self._compact_rows(session, sender)
            )
            events = [self._open(sender, row.data) for row in rows]
        if not events:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        tracker.stored_events = len(tracker.events)
        return tracker

    def _compact_rows(self, session: Any, sender: str) -> List[Any]:
        event = self.SQLEvent
        start = (
            session.query(sa.func.max(event.id)).filter_by(sender_id=sender, type_name="session_started").scalar() or 0
        )
        base = session.query(event).filter(event.sender_id == sender, event.id >= start)
        rows: List[Any] = base.order_by(event.id.desc()).limit(KEPT_EVENTS).all()[::-1]
        if not rows or rows[0].id <= start:
            return rows
        first = next((i for i, row in enumerate(rows[:-1]) if row.action_name == "action_listen"), 0)
        rows = rows[first:]
        per_slot = sa.case((event.type_name == "slot", event.action_name), else_="")
        latest = (
            base.filter(event.id < rows[0].id, event.type_name.in_(["slot", "active_loop"]))
            .with_entities(sa.func.max(event.id))
            .group_by(event.type_name, per_slot)
            .all()
        )
        earlier = session.query(event).filter(event.id.in_([row_id for (row_id,) in latest])).order_by(event.id).all()
        return [*earlier, *rows]

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append the events of this turn in one transaction."""
        await self.stream_events(tracker)
        sender = self._sender(tracker.sender_id)
        with self.session_scope() as session:
            stored = getattr(tracker, "stored_events", None)
            if stored is None:
                stored = len(self._compact_rows(session, sender))
            rows = list(self._rows(sender, itertools.islice(tracker.events, stored, None)))
            session.bulk_insert_mappings(self.SQLEvent, rows)
            session.commit()
        tracker.stored_events = len(tracker.events)
        self._remember(sender, tracker)
        self._purge_once_a_day()

    def _remember(self, sender: str, tracker: DialogueStateTracker) -> None:
        """Keep it for the next turn (one process serves a conversation); a long one is read back compact instead."""
        if len(tracker.events) <= _RECENT_EVENTS:
            self._recent[sender] = tracker
        while len(self._recent) > _RECENT_CONVERSATIONS:
            self._recent.popitem(last=False)

    def _purge_once_a_day(self) -> None:
        """What was said is kept in our own database; Rasa's copy goes DRAFT_DAYS after the last word."""
        if time.time() - self._purged_at > _DAY_SECONDS:
            self._purged_at = time.time()
            self.purge(self._kept_seconds)

    def _rows(self, sender: str, events: Iterable[Any]) -> Iterable[Dict[str, Any]]:
        for event in events:
            stored = event.as_dict()
            if stored.get("parse_data"):
                parsed = {name: value for name, value in stored["parse_data"].items() if name not in _NOT_STORED}
                parsed["intent_ranking"] = (parsed.get("intent_ranking") or [])[:_RANKING_STORED]
                stored["parse_data"] = parsed
            yield {
                "sender_id": sender,
                "type_name": event.type_name,
                "timestamp": stored.get("timestamp"),
                "action_name": stored.get("name"),
                "data": self._seal(sender, stored),
            }

    def purge(self, older_than_seconds: float) -> int:
        """Delete conversations whose last event is older than this; gives the number of events deleted."""
        event = self.SQLEvent
        with self.session_scope() as session:
            old = (
                session.query(event.sender_id)
                .group_by(event.sender_id)
                .having(sa.func.max(event.timestamp) < time.time() - older_than_seconds)
            )
            deleted = session.query(event).filter(event.sender_id.in_(old.subquery().select()))
            count: int = deleted.delete(synchronize_session=False)
            session.commit()
        self._recent.clear()
        return count


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """A write-ahead log lets readers go on while a turn is saved; a full sync keeps it through a power cut."""
    cursor = connection.cursor()
    for line in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA busy_timeout=5000"):
        cursor.execute(line)
    cursor.close()
