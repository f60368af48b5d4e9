"""What the bot did not understand reaches the trainers: masked, once, newest first, until it is dealt with."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from api import database
from api.accounts.actors import Role
from api.gateway.dialogue.heard import heard_in
from api.gateway.dialogue.misheard import keep_for_trainers
from api.gateway.dialogue.turn import Turn
from api.intake import misread
from api.intake.fields import DraftFields
from api.intake.misread import Misread, MisreadUtterance
from tests.api.making import MONDAY, sign_in


def line(number: int, text: str = "那个啥咋整", **more: Any) -> Misread:
    values: dict[str, Any] = {
        "reason": "fallback", "ask": "story", "intent": "nlu_fallback", "confidence": 0.31,
        "ranking": [("help_fill", 0.31), ("faq_scope", 0.2)], **more,
    }  # fmt: skip
    return Misread("session-1", f"message-{number}", text, **values)


def kept(db: Session) -> list[MisreadUtterance]:
    return list(db.scalars(sa.select(MisreadUtterance).order_by(MisreadUtterance.at)))


def test_a_line_is_kept_once_and_without_personal_data(db: Session) -> None:
    said = line(1, "我王桂兰的电话13896001234咋不对", known=["王桂兰"])
    misread.note(db, said, MONDAY)
    misread.note(db, said, MONDAY)
    (row,) = kept(db)
    assert row.text == "我王某某的电话***********咋不对"
    raw = db.execute(sa.text("SELECT text FROM misread_utterances")).scalar_one()
    assert "咋不对".encode() not in bytes(raw)


def test_the_tapped_meaning_is_added_when_it_was_offered(db: Session) -> None:
    misread.note(db, line(1), MONDAY)
    misread.note_choice(db, "session-2", "help_fill", MONDAY)
    misread.note_choice(db, "session-1", "cancel", MONDAY)  # a later button, not offered for this line
    assert kept(db)[0].meant is None
    misread.note_choice(db, "session-1", "help_fill", MONDAY)
    misread.note_choice(db, "session-1", "faq_scope", MONDAY)
    assert kept(db)[0].meant == "help_fill"


def test_old_lines_are_forgotten(db: Session) -> None:
    misread.note(db, line(1), MONDAY - timedelta(days=181))
    misread.note(db, line(2), MONDAY)
    assert misread.forget_old(db, MONDAY) == 1
    assert [row.message_id for row in kept(db)] == ["message-2"]


class _Mind:
    fields = DraftFields(petitioner_name="王桂兰")


def _turn(db: Session, said: list[str], *, text: str = "那个啥咋整王桂兰", intent: str = "nlu_fallback") -> Turn:
    kind = "choice" if text.startswith("/") else "text"
    message = {
        "text": text, "intent": {"name": intent, "confidence": 0.2}, "metadata": {"message_id": text, "kind": kind},
        "intent_ranking": [{"name": "help_fill", "confidence": 0.2}],
    }  # fmt: skip
    heard = heard_in(SimpleNamespace(sender_id="session-1", latest_message=message, events=[], slots={}))
    return Turn(db, heard, None, _Mind(), MONDAY, [{"response": name} for name in said])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "asked", "intent", "reason"),
    [
        (["utter_clarify_in_form"], "demand", "nlu_fallback", "fallback"),
        (["utter_reask_demand"], "demand", "thanks", "asked_back"),
        (["utter_corrected"], "demand", "inform", "corrected"),
        (["utter_ask_demand"], "demand", "describe", None),
        (["utter_reask_phone"], "phone", "inform", None),
    ],
)
def test_what_counts_as_misread(db: Session, said: list[str], asked: str, intent: str, reason: str | None) -> None:
    keep_for_trainers(_turn(db, said, intent=intent), asked)
    assert [row.reason for row in kept(db)] == ([reason] if reason else [])
    assert all("桂兰" not in row.text for row in kept(db))


def test_a_tap_after_the_clarifying_question_is_the_label(db: Session) -> None:
    keep_for_trainers(_turn(db, ["utter_clarify"]), None)
    keep_for_trainers(_turn(db, ["utter_faq"], text="/help_fill", intent="help_fill"), None)
    assert [row.meant for row in kept(db)] == ["help_fill"]


def test_the_inbox_by_http(client: TestClient) -> None:
    with database.transaction() as db:
        for number in range(60):
            misread.note(db, line(number, f"咋整{number}楼的事"), MONDAY + timedelta(minutes=number))
    sign_in(client, Role.ADMIN)
    assert client.get("/api/training/inbox").status_code == 403
    sign_in(client, Role.TRAINER)
    first = client.get("/api/training/inbox").json()
    assert (first["total"], len(first["lines"]), first["lines"][0]["text"]) == (60, 50, "咋整59楼的事")
    second = client.get("/api/training/inbox", params={"page": 2}).json()
    assert [each["text"] for each in second["lines"]] == [f"咋整{number}楼的事" for number in range(9, -1, -1)]
    done = client.post(f"/api/training/inbox/{first['lines'][0]['id']}/done", json={"verdict": "help_fill"})
    assert done.json()["verdict"] == "help_fill"
    assert client.get("/api/training/inbox").json()["total"] == 59
    assert client.get("/api/training/inbox", params={"shown": "done"}).json()["total"] == 1
    assert client.get("/api/training/inbox", params={"reason": "corrected"}).json()["total"] == 0
    assert client.get("/api/training/inbox", params={"page": 0}).status_code == 422
    assert client.post(f"/api/training/inbox/{'0' * 26}/done", json={}).status_code == 404
