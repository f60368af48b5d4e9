"""Opening, showing and passing on a conversation."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from api import database, working_days
from api.gateway.sessions.models import ChatSession, ChatToken
from api.settings import settings
from tests.api.gateway.conftest import Chat


def test_opening_says_the_notice_then_asks_for_the_story(chat: Chat) -> None:
    notice, question = chat.opened["messages"]
    for needed in ("第三十四条", "第十七条", "第三十五条", settings().OFFICE_PHONE, "5 年", "更正", "删除"):
        assert needed in notice["text"]
    assert "说给我听" in question["text"]
    assert chat.opened["ask"] == "story"
    assert len(chat.token) >= 40


def test_only_the_hash_of_the_token_is_stored(chat: Chat) -> None:
    with database.reading() as db:
        rows = db.execute(sa.select(ChatToken.token_hash)).scalars().all()
    assert len(rows) == 1
    assert chat.token.encode() not in rows[0]
    assert len(rows[0]) == 32


def test_the_campaign_is_kept_without_anything_strange(client, rasa) -> None:
    chat = Chat(client).open(channel="widget", campaign="春节<script>-2026")
    with database.reading() as db:
        row = db.get_one(ChatSession, chat.id)
    assert (row.channel, row.campaign) == ("widget", "春节script-2026")


@pytest.mark.parametrize("path", ["", "/messages", "/handoff-code", "/attachments", "/events"])
def test_wrong_token_unknown_and_expired_conversations_cannot_be_told_apart(chat: Chat, path: str) -> None:
    method = "get" if path in ("", "/events") else "post"

    def answer(session_id: str, token: str):
        body = {"json": {"client_message_id": "a", "text": "b"}} if path == "/messages" else {}
        call = getattr(chat.http, method)
        return call(f"/api/chat/sessions/{session_id}{path}", headers={"Authorization": f"Bearer {token}"}, **body)

    other = Chat(chat.http).open()
    tries = [(chat.id, "wrong"), ("0" * 26, chat.token), (chat.id, other.token), (chat.id, "")]
    answers = [answer(*each) for each in tries]
    with time_machine.travel(working_days.now() + timedelta(hours=settings().SESSION_HOURS + 1), tick=False):
        answers.append(answer(chat.id, chat.token))
    assert {each.status_code for each in answers} == {401}
    assert len({each.text for each in answers}) == 1
    assert "查询码" in answers[0].json()["error"]["message"]


def test_speaking_slides_the_expiry(chat: Chat) -> None:
    hours = settings().SESSION_HOURS
    with time_machine.travel(working_days.now() + timedelta(hours=hours - 1), tick=False):
        assert chat.send("老板拖欠我三个月工资").status_code == 200
    with time_machine.travel(working_days.now() + timedelta(hours=2 * hours - 2), tick=False):
        assert chat.show()["session_id"] == chat.id


def test_another_device_goes_on_by_a_code_that_works_once(chat: Chat) -> None:
    chat.send("楼上漏水没人管")
    code = chat.http.post(f"{chat.path}/handoff-code", headers=chat.headers).json()["code"]
    typed = f" {code.lower().replace('-', ' ')} "
    resumed = chat.http.post("/api/chat/sessions/resume", json={"code": typed})
    assert resumed.status_code == 200
    other = Chat(chat.http, resumed.json()["session_id"], resumed.json()["token"])
    assert other.id == chat.id
    assert other.token != chat.token
    assert [m["text"] for m in other.show()["messages"]] == [m["text"] for m in chat.show()["messages"]]
    again = chat.http.post("/api/chat/sessions/resume", json={"code": code})
    assert again.status_code == 404
    assert "一次" in again.json()["error"]["message"]


def test_a_code_is_void_after_ten_minutes_and_when_a_new_one_is_made(chat: Chat) -> None:
    first = chat.http.post(f"{chat.path}/handoff-code", headers=chat.headers).json()["code"]
    second = chat.http.post(f"{chat.path}/handoff-code", headers=chat.headers).json()["code"]
    assert chat.http.post("/api/chat/sessions/resume", json={"code": first}).status_code == 404
    with time_machine.travel(working_days.now() + timedelta(minutes=11), tick=False):
        assert chat.http.post("/api/chat/sessions/resume", json={"code": second}).status_code == 404


def test_code_guessing_is_slowed_down(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "LIMITS_ON", True)
    answers = [chat.http.post("/api/chat/sessions/resume", json={"code": f"ABCD{n:04}"}) for n in range(15)]
    assert answers[0].status_code == 404
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) > 0
    assert "秒后再试" in answers[-1].json()["error"]["message"]
