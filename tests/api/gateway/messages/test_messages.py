"""A message: kept first, told to the bot in bounds, answered exactly once."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from api import database
from api.gateway.messages import repository
from api.gateway.messages.holders import new_holder, surely_dead
from api.gateway.sessions.models import ChatSession
from api.settings import settings
from api.working_days import now
from tests.api.gateway.conftest import Chat
from tests.api.gateway.rasa_standin import RasaStandIn


def kept(chat: Chat) -> list[str]:
    return [m["text"] for m in chat.show()["messages"] if m["speaker"] == "citizen"]


def test_the_answer_has_all_that_the_contract_promises(chat: Chat, rasa: RasaStandIn) -> None:
    rasa.buttons = [{"title": "有", "payload": "/affirm"}]
    rasa.custom = {"type": "summary"}
    answer = chat.send("工地欠薪").json()
    assert set(answer) >= {"messages", "ask", "draft", "filed", "handover"}
    first, second = answer["messages"]
    assert first["id"]
    assert first["text"] == "收到：工地欠薪"
    assert first["choices"] == [{"label": "有", "value": "/affirm"}]
    assert second["custom"] == {"type": "summary"}
    assert answer["handover"] is False
    shown = chat.show()
    assert [m["id"] for m in shown["messages"]][-2:] == [first["id"], second["id"]]
    assert shown["ask"] == answer["ask"]


def test_the_same_id_gives_the_same_answer_and_no_second_effect(chat: Chat, rasa: RasaStandIn) -> None:
    first, second = chat.send("漏水", "one"), chat.send("漏水", "one")
    assert first.json() == second.json()
    assert len(rasa.turns) == 1
    assert kept(chat) == ["漏水"]


def test_the_same_id_in_another_conversation_is_another_message(chat: Chat, rasa: RasaStandIn) -> None:
    other = Chat(chat.http).open()
    chat.send("甲", "one")
    other.send("乙", "one")
    assert rasa.heard == ["甲", "乙"]


def test_a_long_story_is_kept_whole_and_the_bot_hears_its_beginning(chat: Chat, rasa: RasaStandIn) -> None:
    story = "我家住在三楼，" * 2_500
    assert chat.send(story).status_code == 200
    assert rasa.turns[0]["message"] == story[:2_000]
    with database.reading() as db:
        assert repository.citizen_text(db, rasa.turns[0]["metadata"]["message_id"]) == story
        assert repository.citizen_text(db, "0" * 26) is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": "冤" * 20_001}, "text_too_long"),
        ({"text": "  \u200b "}, "empty_message"),
        ({}, "empty_message"),
        ({"choice": "/confirm_submit"}, "unknown_choice"),
        ({"attachment_ids": ["0" * 26]}, "unknown_attachment"),
    ],
)
def test_what_cannot_be_used_is_refused_in_plain_words_and_leaves_nothing(
    chat: Chat, rasa: RasaStandIn, body: dict, code: str
) -> None:
    answer = chat.send(**body)
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == code
    assert not rasa.turns
    assert kept(chat) == []
    assert chat.send("可以接着说").status_code == 200


def test_a_broken_surrogate_does_not_break_the_conversation(chat: Chat) -> None:
    raw = b'{"client_message_id":"s","text":"\\ud83d \\u62d6\\u6b20"}'
    answer = chat.http.post(
        f"{chat.path}/messages", content=raw, headers={**chat.headers, "content-type": "application/json"}
    )
    assert answer.status_code in (200, 422)
    assert chat.send("接着说").status_code == 200


def test_a_huge_body_is_cut_off_before_it_is_read(chat: Chat) -> None:
    answer = chat.http.post(f"{chat.path}/messages", content=b"x" * 1_500_000, headers=chat.headers)
    assert answer.status_code == 413
    assert "分成几段" in answer.json()["error"]["message"]


def test_a_typed_command_reaches_the_bot_as_text(chat: Chat, rasa: RasaStandIn) -> None:
    chat.send("/restart")
    assert rasa.turns[0]["message"] == "\u200b/restart"
    assert kept(chat) == ["/restart"]


def test_a_choice_counts_only_where_it_was_offered(chat: Chat, rasa: RasaStandIn) -> None:
    rasa.buttons = [{"title": "确认提交", "payload": "/confirm_submit"}]
    chat.send("说完了")
    assert Chat(chat.http).open().send(choice="/confirm_submit").status_code == 422
    answer = chat.send(choice="/confirm_submit")
    assert answer.status_code == 200
    assert rasa.turns[-1]["message"] == "/confirm_submit"
    assert rasa.turns[-1]["metadata"]["kind"] == "choice"
    assert kept(chat)[-1] == "确认提交"


def test_the_lines_of_a_summary_card_can_be_tapped(chat: Chat, rasa: RasaStandIn) -> None:
    edit = '/choose{"value":"edit=phone"}'
    rasa.custom = {"type": "summary", "fields": [{"slot": "phone", "label": "联系电话", "edit": edit}]}
    chat.send("说完了")
    assert chat.send(choice=edit).status_code == 200
    assert rasa.turns[-1]["message"] == edit
    assert kept(chat)[-1] == "修改联系电话"


def test_the_first_choices_can_be_tapped(chat: Chat, rasa: RasaStandIn) -> None:
    value = chat.opened["messages"][1]["choices"][0]["value"]
    assert chat.send(choice=value).status_code == 200
    assert rasa.heard == [value]


@pytest.mark.parametrize("trouble", ["failing", "empty", "deaf_after_turn"])
def test_when_the_bot_fails_the_words_are_kept_and_the_retry_counts_once(
    chat: Chat, rasa: RasaStandIn, trouble: str
) -> None:
    setattr(rasa, trouble, 1)
    failed = chat.send("我要反映欠薪", "one")
    assert failed.status_code == 503
    assert failed.json()["error"]["message"] == "系统一时没有接上，请再发一次，刚才的话已经保存。"
    waiting = chat.show()["messages"][-1]
    assert (waiting["text"], waiting["pending"], waiting["client_message_id"]) == ("我要反映欠薪", True, "one")
    again = chat.send("我要反映欠薪", "one")
    assert again.status_code == 200
    assert again.json()["messages"][0]["text"] == "收到：我要反映欠薪"
    assert [turn["retry"] for turn in rasa.turns] == [False, True]
    assert len(rasa.done) == 1
    assert kept(chat) == ["我要反映欠薪"]
    assert chat.send("我要反映欠薪", "one").json() == again.json()


def test_when_the_bot_is_gone_the_words_are_kept(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "RASA_URLS", ["http://127.0.0.1:9"])
    from api.gateway.messages import bot

    bot.forget()
    assert chat.send("我要反映欠薪").status_code == 503
    assert kept(chat) == ["我要反映欠薪"]


def test_what_was_never_answered_is_told_before_the_next_message(chat: Chat, rasa: RasaStandIn) -> None:
    rasa.failing = 1
    assert chat.send("第一段", "one").status_code == 503
    answer = chat.send("第二段", "two").json()
    assert [m["text"] for m in answer["messages"]] == ["收到：第一段", "收到：第二段"]
    assert chat.send("第一段", "one").json()["messages"][0]["text"] == "收到：第一段"
    assert len(rasa.done) == 2


def test_the_same_words_sent_again_under_a_new_id_are_told_once(chat: Chat, rasa: RasaStandIn) -> None:
    rasa.failing = 1
    assert chat.send("我要反映欠薪", "one").status_code == 503
    answer = chat.send("我要反映欠薪", "two")
    assert [m["text"] for m in answer.json()["messages"]] == ["收到：我要反映欠薪"]
    assert len(rasa.done) == 1


def test_a_message_that_always_fails_does_not_block_the_conversation(chat: Chat, rasa: RasaStandIn) -> None:
    rasa.failing = 3
    assert [chat.send("毒", "one").status_code for _ in range(3)] == [503] * 3
    answer = chat.send("接着说", "two").json()
    assert [m["text"] for m in answer["messages"]] == ["收到：接着说"]


def in_threads(*calls) -> list:
    answers: list = [None] * len(calls)

    def run(place: int) -> None:
        answers[place] = calls[place]()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(calls))]
    for thread in threads:
        thread.start()
        time.sleep(0.03)
    for thread in threads:
        thread.join()
    return answers


def test_the_same_message_sent_twice_at_once_joins(chat: Chat, rasa: RasaStandIn) -> None:
    rasa.delay = 0.4
    answers = in_threads(*[lambda: chat.send("漏水", "one")] * 4)
    assert {each.status_code for each in answers} == {200}
    assert len({each.text for each in answers}) == 1
    assert len(rasa.turns) == 1


def test_one_message_at_a_time_in_one_conversation(chat: Chat, rasa: RasaStandIn) -> None:
    rasa.delay = 0.2
    other = Chat(chat.http).open()
    answers = in_threads(*[lambda n=n: chat.send(f"话{n}", f"c{n}") for n in range(4)], lambda: other.send("别人"))
    assert {each.status_code for each in answers} == {200}
    assert rasa.most_at_once == {chat.id: 1, other.id: 1}
    assert sorted(rasa.heard) == sorted(["话0", "话1", "话2", "话3", "别人"])


def test_who_waits_too_long_is_told_so_and_nothing_is_lost(
    chat: Chat, rasa: RasaStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.gateway.messages.turn.PATIENCE_SECONDS", 0.3)
    rasa.delay = 1.2
    _, busy = in_threads(lambda: chat.send("第一句", "one"), lambda: chat.send("第二句", "two"))
    assert busy.status_code == 409
    assert "刚才的话已经保存" in busy.json()["error"]["message"]
    rasa.delay = 0
    assert chat.send("第二句", "two").json()["messages"][0]["text"] == "收到：第二句"
    assert kept(chat) == ["第一句", "第二句"]


def test_a_lock_left_by_a_dead_process_expires(chat: Chat, rasa: RasaStandIn) -> None:
    with database.transaction() as db:
        db.execute(sa.update(ChatSession).values(turn_holder="x" * 26, turn_until=now() + timedelta(seconds=0.5)))
    assert chat.send("还在吗").status_code == 200


def test_a_lock_from_before_the_clock_was_put_back_does_not_last(chat: Chat, rasa: RasaStandIn) -> None:
    with database.transaction() as db:
        db.execute(sa.update(ChatSession).values(turn_holder="x" * 26, turn_until=now() + timedelta(hours=1)))
    assert chat.send("还在吗").status_code == 200


def test_a_full_disk_is_said_and_the_message_can_be_sent_again(chat: Chat, rasa: RasaStandIn) -> None:
    engine = database.engine()
    if engine.dialect.name != "sqlite":
        pytest.skip("only SQLite can be told how large it may grow")

    def full(connection: sa.Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")

    def grow(connection: sa.Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")

    with contextlib.closing(engine.raw_connection()) as raw:
        raw.cursor().execute("VACUUM")  # no free pages of earlier tests
    long = "停水三天了，没有人管。" * 1_500
    sa.event.listen(engine, "begin", full)
    try:
        refused = chat.send(long, client_message_id="m-full")
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "database_away")
        assert "没有保存" in refused.json()["error"]["message"]
    finally:
        sa.event.remove(engine, "begin", full)
    sa.event.listen(engine, "begin", grow)
    try:
        assert kept(chat) == []
        assert chat.send(long, client_message_id="m-full").status_code == 200
        assert kept(chat) == [long]
    finally:
        sa.event.remove(engine, "begin", grow)


def test_the_turn_of_a_process_that_died_is_not_waited_out(chat: Chat, rasa: RasaStandIn) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", "from api.gateway.messages.holders import new_holder; print(new_holder())"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    with database.transaction() as db:
        db.execute(sa.update(ChatSession).values(turn_holder=killed, turn_until=now() + timedelta(seconds=20)))
    started = time.monotonic()
    assert chat.send("还在吗").status_code == 200
    assert time.monotonic() - started < 3


def test_a_living_or_unknown_holder_is_respected() -> None:
    assert not surely_dead(new_holder())
    assert not surely_dead("another-host:1:abc:def")
    assert not surely_dead("x" * 26)
    host, _, born, _ = new_holder().split(":")
    assert not surely_dead(f"{host}:{os.getppid()}:{born}:00")
    assert surely_dead(f"{host}:{os.getpid()}:earlier0:00")


def test_the_lock_is_given_back_after_success_and_failure(chat: Chat, rasa: RasaStandIn) -> None:
    chat.send("一")
    rasa.failing = 1
    chat.send("二")
    with database.reading() as db:
        assert db.scalars(sa.select(ChatSession.turn_holder).where(ChatSession.id == chat.id)).one() is None


def test_no_transaction_is_open_while_the_bot_thinks(chat: Chat, rasa: RasaStandIn) -> None:
    rasa.delay = 2.0
    waiting = threading.Thread(target=lambda: chat.send("慢"))
    waiting.start()
    time.sleep(0.5)
    started = time.monotonic()
    with database.transaction() as db:
        db.execute(sa.update(ChatSession).where(ChatSession.id == chat.id).values(campaign="x"))
    assert time.monotonic() - started < 1.0
    waiting.join()


def test_words_are_not_readable_in_the_database(chat: Chat) -> None:
    chat.send("拖欠工资的是某某建筑公司", "one")
    with database.reading() as db:
        raw = db.execute(sa.text("SELECT text, answer, choices FROM chat_messages")).all()
    assert raw
    for row in raw:
        for cell in row:
            assert cell is None or "工资".encode() not in bytes(cell)


def test_speaking_too_fast_is_slowed_kindly(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    from api.gateway import limits
    from api.security.limits import limit

    monkeypatch.setattr(settings(), "LIMITS_ON", True)
    monkeypatch.setattr(limits, "speaking", limit("say-test", per_minute=2))
    answers = [chat.send(f"话{n}") for n in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 429, 429]
    assert "不会丢失" in answers[-1].json()["error"]["message"]
    assert "retry-after" in answers[-1].headers
