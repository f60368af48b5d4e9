"""Messages that come later reach the page by themselves, also after a lost connection and from any process."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from api import database
from api.gateway.messages import repository
from api.gateway.sessions.models import ChatSession
from api.main import create_app
from api.working_days import now
from tests.api.gateway.conftest import Chat
from tests.api.gateway.rasa_standin import serving


@pytest.fixture
def live(chat: Chat) -> Iterator[str]:
    """The address of a second api process's worth of app, on the same database."""
    with serving(create_app()) as address:
        yield address


def events(address: str, chat: Chat, count: int, seconds: float = 6.0, **headers: str) -> list[dict[str, Any]]:
    """The first `count` events of the stream."""
    found: list[dict[str, Any]] = []
    with httpx2.stream(
        "GET", f"{address}{chat.path}/events", headers={**chat.headers, **headers}, timeout=seconds
    ) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        event: dict[str, Any] = {}
        for line in answer.iter_lines():
            name, _, value = line.partition(": ")
            if name in ("event", "id", "data"):
                event[name] = value
            elif not line and event:
                found.append(event)
                event = {}
                if len(found) == count:
                    return found
    return found


def say(chat: Chat, speaker: str, text: str) -> str:
    with database.transaction() as db:
        return repository.append(db, chat.id, speaker, text, now()).id


def test_a_later_message_arrives_while_listening(chat: Chat, live: str) -> None:
    def reply() -> None:
        time.sleep(0.7)
        say(chat, "agent", "您好，我是工作人员")

    threading.Thread(target=reply).start()
    first, second = events(live, chat, 2)
    assert json.loads(first["data"]) == {"handover": False}
    assert second["event"] == "message"
    shown = json.loads(second["data"])
    assert (shown["speaker"], shown["text"], shown["id"]) == ("agent", "您好，我是工作人员", second["id"])


def test_a_reader_goes_on_where_it_stopped(chat: Chat, live: str) -> None:
    first = say(chat, "agent", "第一条")
    say(chat, "agent", "第二条")
    say(chat, "agent", "第三条")
    found = events(live, chat, 2, **{"Last-Event-ID": first})
    assert [json.loads(each["data"])["text"] for each in found] == ["第二条", "第三条"]


def test_a_foreign_or_unknown_id_starts_at_the_end(chat: Chat, live: str) -> None:
    say(chat, "agent", "旧的")
    other = Chat(chat.http).open()
    foreign = say(other, "agent", "别人的")
    assert [each["event"] for each in events(live, chat, 1, **{"Last-Event-ID": foreign})] == ["handover"]


def test_the_stream_ends_when_the_conversation_expires(chat: Chat, live: str) -> None:
    def expire() -> None:
        time.sleep(0.5)
        with database.transaction() as db:
            db.get_one(ChatSession, chat.id).expires_at = now()

    threading.Thread(target=expire).start()
    found = events(live, chat, 5)
    assert [each["event"] for each in found] == ["handover", "over"]


def test_many_writers_lose_nothing(chat: Chat) -> None:
    """Places are given under a row lock: a reader that has seen place n never misses a smaller one."""
    seen: list[str] = []
    stop = threading.Event()

    def read() -> None:
        from api.gateway.events.stream import read_news

        seq = 2
        while not stop.is_set() or len(seen) < 60:
            with database.reading() as db:
                news = read_news(db, chat.id, seq, now())
            seen.extend(message.text for message in news.messages)
            seq = news.seq
            time.sleep(0.002)

    reader = threading.Thread(target=read)
    reader.start()
    writers = [
        threading.Thread(target=lambda w=w: [say(chat, "agent", f"{w}-{n}") for n in range(20)]) for w in range(3)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    stop.set()
    reader.join(10)
    assert sorted(seen) == sorted(f"{w}-{n}" for w in range(3) for n in range(20))


def test_one_conversation_cannot_fill_the_office_with_listeners(
    chat: Chat, live: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.gateway.events import stream

    monkeypatch.setitem(stream._readers, chat.id, stream.MOST_READERS)
    refused = chat.http.get(f"{chat.path}/events", headers=chat.headers)
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many_readers")
    monkeypatch.delitem(stream._readers, chat.id)
    assert events(live, chat, 1)[0]["event"] == "handover"
    deadline = time.monotonic() + 5
    while chat.id in stream._readers and time.monotonic() < deadline:
        time.sleep(0.05)
    assert chat.id not in stream._readers  # a reader that has left is not counted any more
