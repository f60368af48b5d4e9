"""What is not needed any more is deleted; what may still be needed is not."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from api import database
from api.cases.attachments import storage
from api.cases.attachments.models import Attachment
from api.gateway.dialogue.models import DialogueTurn
from api.gateway.messages.models import ChatMessage
from api.gateway.sessions.models import ChatSession, ChatToken
from api.gateway.sessions.retention import purge_expired, void_codes
from api.intake import drafts
from api.intake.drafts.models import Draft
from api.settings import settings
from api.working_days import now
from tests.api.gateway.conftest import Chat

TABLES = (ChatSession, ChatMessage, ChatToken, DialogueTurn, Draft, Attachment)
DAYS = settings().DRAFT_DAYS


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(storage, "folder", lambda: tmp_path)
    return tmp_path


def purge(when: datetime) -> int:
    with database.transaction() as db:
        return purge_expired(db, when)


def left(table: type) -> int:
    with database.reading() as db:
        return db.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_an_old_conversation_goes_with_its_draft_and_files(chat: Chat, own_folder: Path) -> None:
    chat.send("我反映一件事")
    kept = chat.upload("欠条.txt", b"a").json()["attachment_id"]
    chat.send(attachment_ids=[kept])
    with database.transaction() as db:
        db.add(DialogueTurn(session_id=chat.id, message_id=kept, calls={}, updated_at=now()))
    assert purge(now() + timedelta(days=DAYS - 1)) == 0
    assert purge(now() + timedelta(days=DAYS + 1)) == 1
    assert [left(table) for table in TABLES] == [0] * 6
    assert not [path for path in own_folder.rglob("*") if path.is_file()]


def test_a_conversation_with_a_petition_stays(chat: Chat) -> None:
    chat.send("我反映一件事")
    with database.transaction() as db:
        drafts.current(db, chat.id, now()).state = "filed"
    assert purge(now() + timedelta(days=DAYS + 1)) == 0
    assert left(ChatMessage) > 0


def test_a_draft_that_was_used_later_keeps_its_conversation(chat: Chat) -> None:
    with database.transaction() as db:
        drafts.current(db, chat.id, now()).updated_at = now() + timedelta(days=20)
    assert purge(now() + timedelta(days=DAYS + 1)) == 0
    assert purge(now() + timedelta(days=DAYS + 21)) == 1


def test_codes_nobody_typed_are_forgotten(chat: Chat) -> None:
    chat.http.post(f"{chat.path}/handoff-code", headers=chat.headers)
    with database.transaction() as db:
        assert void_codes(db, now()) == 0
        assert void_codes(db, now() + timedelta(minutes=11)) == 1
