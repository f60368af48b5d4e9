"""The citizen hears in the conversation of what the office does."""

from __future__ import annotations

import pytest

from api import database
from api.gateway.sessions.models import ChatSession
from api.intake import drafts
from api.intake.fields import DraftFields
from api.intake.filing import file_draft
from api.rules.vocabulary import HandlingStep
from api.working_days import now
from tests.api.gateway.conftest import Chat
from tests.api.making import HANDLER, REGISTRAR, draft, step


@pytest.fixture
def case_number(chat: Chat) -> str:
    """A case filed in the conversation."""
    with database.transaction() as db:
        mine = drafts.current(db, chat.id, now())
        mine.fields = draft().fields.model_dump(mode="json")
        assert DraftFields.model_validate(mine.fields).story
        return file_draft(db, mine, now=now()).case_number


def take(number: str, name: HandlingStep, actor=REGISTRAR, **given) -> None:
    from api.cases import repository

    with database.transaction() as db:
        case = repository.by_number(db, number)
        assert case is not None
        case.confirmed_purpose = "GRIEVANCE"
        db.flush()
        step(db, case, name, actor, now(), **given)


def news(chat: Chat) -> list[str]:
    return [m["text"] for m in chat.show()["messages"] if m["speaker"] == "system"]


def test_steps_for_citizens_are_told_and_inner_ones_are_not(chat: Chat, case_number: str) -> None:
    assert news(chat) == []  # filing itself is told by the receipt
    take(case_number, HandlingStep.REVIEW)
    assert news(chat) == []
    take(case_number, HandlingStep.FORWARD, unit_code="RS")
    take(case_number, HandlingStep.SIGN, HANDLER)
    told = news(chat)
    assert len(told) == 2
    assert case_number in told[0]
    assert "转送" in told[0]
    assert "签收" in told[1]


def test_nobody_is_told_in_a_conversation_that_is_over(chat: Chat, case_number: str) -> None:
    with database.transaction() as db:
        db.get_one(ChatSession, chat.id).expires_at = now()
    take(case_number, HandlingStep.FORWARD, unit_code="RS")
    with database.transaction() as db:
        db.get_one(ChatSession, chat.id).expires_at = now().replace(year=now().year + 1)
    assert news(chat) == []
