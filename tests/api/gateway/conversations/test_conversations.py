"""Staff take a conversation over from the bot and hand it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from api import database
from api.accounts.actors import Actor, Role
from api.accounts.models import AuditEntry
from api.gateway.conversations import service
from api.intake import drafts
from api.working_days import now
from tests.api.gateway.conftest import Chat, Desk
from tests.api.gateway.rasa_standin import RasaStandIn


def want_person(chat: Chat, danger: bool = False) -> None:
    """What the bot's action does when somebody asks for a person."""
    with database.transaction() as db:
        draft = drafts.current(db, chat.id, now())
        draft.handover = True
        if danger:
            draft.safety_at = now()


@pytest.fixture
def waiting(chat: Chat) -> Chat:
    want_person(chat)
    assert chat.send("我要找真人").json()["handover"] is True
    return chat


def test_only_flagged_conversations_are_listed_and_danger_comes_first(chat: Chat, desk_of) -> None:
    want_person(chat)
    chat.send("找人工")
    quiet = Chat(chat.http).open()
    quiet.send("我反映一件事")
    urgent = Chat(chat.http).open()
    want_person(urgent, danger=True)
    urgent.send("不想活了")
    listed = desk_of(Role.REGISTRAR).get("/api/conversations?waiting=1").json()
    assert [(each["id"], each["danger"]) for each in listed] == [(urgent.id, True), (chat.id, False)]
    assert "找人工" not in str(listed)


def test_staff_read_what_was_said_and_it_is_recorded(waiting: Chat, desk_of) -> None:
    opened = desk_of(Role.REGISTRAR).get(f"/api/conversations/{waiting.id}").json()
    assert [m["text"] for m in opened["messages"] if m["speaker"] == "citizen"] == ["我要找真人"]
    with database.reading() as db:
        actions = db.scalars(sa.select(AuditEntry.action).where(AuditEntry.subject == waiting.id)).all()
    assert actions == ["conversation.read"]


def test_a_conversation_that_waits_for_nobody_cannot_be_opened(chat: Chat, desk_of) -> None:
    chat.send("我反映一件事")
    desk = desk_of(Role.REGISTRAR)
    assert desk.get(f"/api/conversations/{chat.id}").status_code == 404
    assert desk.post(f"/api/conversations/{chat.id}/take-over").status_code == 404


OTHERS = [(Role.HANDLER, "RS"), (Role.TRAINER, None), (Role.AUDITOR, None), (Role.LEADER, "RS")]


@pytest.mark.parametrize(("role", "unit"), OTHERS)
def test_other_posts_may_not(waiting: Chat, desk_of, role, unit) -> None:
    desk = desk_of(role, unit)
    assert desk.get("/api/conversations").status_code == 403
    assert desk.post(f"/api/conversations/{waiting.id}/messages", client_message_id="a", text="x").status_code == 403
    assert waiting.http.get("/api/conversations").status_code == 401


def test_while_staff_talk_the_bot_is_silent(waiting: Chat, rasa: RasaStandIn, desk_of) -> None:
    desk: Desk = desk_of(Role.REGISTRAR)
    assert desk.post(f"/api/conversations/{waiting.id}/take-over").status_code == 204
    before = len(rasa.turns)
    answer = waiting.send("您好，我的事怎么样了").json()
    assert (answer["messages"], answer["handover"]) == ([], True)
    assert len(rasa.turns) == before
    said = desk.post(f"/api/conversations/{waiting.id}/messages", client_message_id="r1", text="我来帮您看看")
    again = desk.post(f"/api/conversations/{waiting.id}/messages", client_message_id="r1", text="我来帮您看看")
    assert (said.status_code, again.json()["id"]) == (201, said.json()["id"])
    shown = waiting.show()["messages"]
    assert [(m["speaker"], m["text"]) for m in shown][-2:] == [
        ("citizen", "您好，我的事怎么样了"), ("agent", "我来帮您看看"),
    ]  # fmt: skip
    assert desk.post(f"/api/conversations/{waiting.id}/hand-back").status_code == 204
    assert waiting.send("还有一个问题").json()["messages"][0]["text"] == "收到：还有一个问题"
    assert waiting.show()["handover"] is False
    assert desk.get("/api/conversations?waiting=1").json() == []


def test_a_conversation_can_wait_again_after_it_was_handed_back(waiting: Chat, desk_of) -> None:
    desk = desk_of(Role.REGISTRAR)
    desk.post(f"/api/conversations/{waiting.id}/take-over")
    desk.post(f"/api/conversations/{waiting.id}/hand-back")
    assert waiting.send("好的").json()["handover"] is False
    want_person(waiting)
    assert waiting.send("还是要找人").json()["handover"] is True


def test_two_colleagues_do_not_talk_at_once(waiting: Chat, desk_of) -> None:
    first, second, leader = desk_of(Role.REGISTRAR), desk_of(Role.REGISTRAR), desk_of(Role.LEADER)
    path = f"/api/conversations/{waiting.id}"
    assert first.post(f"{path}/messages", client_message_id="a", text="您好").status_code == 201  # takes over by it
    assert second.post(f"{path}/take-over").status_code == 409
    assert second.post(f"{path}/messages", client_message_id="a", text="x").status_code == 409
    assert second.post(f"{path}/hand-back").status_code == 409
    assert leader.post(f"{path}/hand-back").status_code == 204


def test_staff_may_look_at_the_files_of_the_conversation_only(waiting: Chat, desk_of) -> None:
    kept = waiting.upload("欠条.txt", "欠条".encode()).json()["attachment_id"]
    other = Chat(waiting.http).open()
    foreign = other.upload("别的.txt", "别的".encode()).json()["attachment_id"]
    desk = desk_of(Role.REGISTRAR)
    assert desk.get(f"/api/conversations/{waiting.id}/attachments/{kept}").content.decode() == "欠条"
    assert desk.get(f"/api/conversations/{waiting.id}/attachments/{foreign}").status_code == 404
    with database.reading() as db:
        assert db.scalars(sa.select(AuditEntry.subject).where(AuditEntry.action == "attachment.read")).all() == [kept]


def test_expired_conversations_leave_the_list(waiting: Chat, desk_of) -> None:
    assert len(desk_of(Role.REGISTRAR).get("/api/conversations?waiting=1").json()) == 1
    with database.reading() as db:
        assert service.listed(db, Actor("x", "x", Role.REGISTRAR), True, now() + timedelta(days=10)) == []


def test_an_accusation_is_only_for_those_who_may_open_it_unless_a_life_is_in_danger(waiting: Chat, desk_of) -> None:
    with database.transaction() as db:
        draft = drafts.current(db, waiting.id, now())
        draft.fields = {**draft.fields, "accusation": True}
    desk = desk_of(Role.REGISTRAR)
    assert [line["sealed"] for line in desk.get("/api/conversations").json()] == [True]
    assert desk.get(f"/api/conversations/{waiting.id}").status_code == 403
    assert desk.post(f"/api/conversations/{waiting.id}/take-over").status_code == 403
    said = {"client_message_id": "1", "text": "您好"}
    assert desk.post(f"/api/conversations/{waiting.id}/messages", **said).status_code == 403
    assert desk.get(f"/api/conversations/{waiting.id}/attachments/{'0' * 26}").status_code == 403
    assert desk_of(Role.REGISTRAR, may_open_sealed=True).get(f"/api/conversations/{waiting.id}").status_code == 200
    with database.transaction() as db:
        actions = db.scalars(sa.select(AuditEntry.action).where(AuditEntry.subject == waiting.id)).all()
        assert actions.count("conversation_refused") == 4
        drafts.current(db, waiting.id, now()).safety_at = now()
    assert desk.get(f"/api/conversations/{waiting.id}").status_code == 200
