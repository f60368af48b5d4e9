"""A citizen who talks to a running office over HTTP: answers what is asked, sends again what was not answered.

Used by the benchmarks and the kill test. Knows only CONTRACT's chat interface.
"""

from __future__ import annotations

import http.client
import json
import random
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
_GIVEN = ("桂兰", "建国", "秀英", "志强", "丽华", "海燕", "国庆", "春梅", "立新", "玉珍", "文斌", "晓东")
PATIENCE_SECONDS = 180.0


def id_number(chance: random.Random) -> str:
    """An invented ID number with a right checksum."""
    body = f"3301{chance.choice(('02', '06', '08', '09'))}{chance.randint(1950, 2000)}"
    body += f"{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}{chance.randint(1, 998):03d}"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, _WEIGHTS, strict=True)) % 11]


@dataclass(frozen=True)
class Persona:
    """Who petitions: invented."""

    name: str
    id_number: str
    phone: str
    address: str
    region: str = "浙江省杭州市西湖区文新街道"

    @classmethod
    def invent(cls, seed: int) -> Persona:
        """The same person for the same seed."""
        chance = random.Random(seed)
        name = chance.choice(_SURNAMES) + chance.choice(_GIVEN)
        phone = f"13{chance.randint(0, 9)}{chance.randint(10_000_000, 99_999_999)}"
        home = f"杭州市西湖区文新街道骆家庄{chance.randint(1, 60)}幢{chance.randint(101, 1802)}室"
        return cls(name, id_number(chance), phone, home)


@dataclass
class Outcome:
    """How a dialogue went."""

    turns: int = 0
    seconds: float = 0.0
    retries: int = 0
    turn_seconds: list[float] = field(default_factory=list)
    filed: dict[str, str] | None = None
    asked: list[str | None] = field(default_factory=list)
    session_id: str = ""
    trouble: str = ""


class Citizen:
    """One conversation; `file` tells the story and answers until there is a receipt."""

    def __init__(self, base_url: str, persona: Persona, campaign: str | None = None) -> None:
        self.address, self.persona, self.campaign = urlsplit(base_url).netloc, persona, campaign
        self.outcome = Outcome()
        self._headers = {"Content-Type": "application/json"}
        self._connection: http.client.HTTPConnection | None = None

    def _once(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(self.address, timeout=40)
        try:
            self._connection.request(method, path, body, self._headers)
            answer = self._connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            self._connection = None
            raise

    def _persist(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Send until it is answered: a dead process or a busy turn is tried again with the very same request."""
        started, pause, sent = time.monotonic(), 0.05, json.dumps(body).encode()
        while True:
            try:
                status, answer = self._once(method, path, sent)
                if status < 500 and status not in (409, 429):
                    return status, json.loads(answer)
            except (OSError, http.client.HTTPException):
                pass
            self.outcome.retries += 1
            if time.monotonic() - started > PATIENCE_SECONDS:
                raise TimeoutError("the office did not answer")
            time.sleep(pause)
            pause = min(pause * 2, 2.0)

    def open(self) -> dict[str, Any]:
        """Start a conversation."""
        _, body = self._persist("POST", "/api/chat/sessions", {"channel": "web", "campaign": self.campaign})
        self.outcome.session_id = body["session_id"]
        self._headers["Authorization"] = f"Bearer {body['token']}"
        return body

    def say(self, text: str = "", choice: str = "") -> dict[str, Any]:
        """One turn."""
        said: dict[str, Any] = {"client_message_id": uuid.uuid4().hex}
        said.update({"choice": choice} if choice else {"text": text})
        started = time.monotonic()
        status, body = self._persist("POST", f"/api/chat/sessions/{self.outcome.session_id}/messages", said)
        took = time.monotonic() - started
        self.outcome.turns += 1
        self.outcome.turn_seconds.append(took)
        if status != 200:
            raise RuntimeError(f"{status}: {body}")
        return body

    def file(self, story: str, most_turns: int = 30, think_seconds: float = 0.0) -> Outcome:
        """Tell the story and answer what is asked until it is filed, thinking for a while before each answer."""
        started = time.monotonic()
        try:
            if not self.outcome.session_id:
                self.open()
            body = self.say(story)
            while body["filed"] is None and self.outcome.turns < most_turns:
                self.outcome.asked.append(body["ask"])
                time.sleep(think_seconds)
                body = self.say(**self._answer(body))
            self.outcome.filed = body["filed"]
            if self.outcome.filed is None:
                self.outcome.trouble = f"not filed after {self.outcome.turns} turns, asked {self.outcome.asked}"
        except (TimeoutError, RuntimeError) as error:
            self.outcome.trouble = str(error)
        finally:
            if self._connection is not None:
                self._connection.close()
        self.outcome.seconds = time.monotonic() - started
        return self.outcome

    def _answer(self, body: dict[str, Any]) -> dict[str, str]:
        choices = [c["value"] for message in body["messages"] for c in message.get("choices") or []]
        ask, person = body["ask"], self.persona
        if ask == "confirm":
            confirm = [value for value in choices if "confirm" in value]
            return {"choice": confirm[0]} if confirm else {"text": "确认提交"}
        told = {
            "story": "小区里的路灯坏了三个月没有人修，晚上老人不敢出门。",
            "demand": "请尽快处理并给我答复。",
            "region": person.region,
            "respondent": "不清楚",
            "people_count": "就我一个人",
            "representatives": f"代表：{person.name}、刘海燕",
            "history": "没有反映过，也没有起诉和仲裁",
            "attachments": "没有材料",
            "petitioner_name": f"我叫{person.name}，身份证号{person.id_number}，电话{person.phone}，住{person.address}",
            "id_number": person.id_number,
            "phone": person.phone,
            "address": person.address,
            "guardian": "监护人王建国，是孩子父亲，电话13900001111",
        }.get(ask or "")
        if told:
            return {"text": told}
        for wanted in ("new", "file", "record", "continue", "resume", "affirm"):
            fitting = [value for value in choices if wanted in value]
            if fitting:
                return {"choice": fitting[0]}
        return {"text": "我没事，继续登记"}


def many(base_url: str, stories: list[str], at_once: int, seed: int = 1, think_seconds: float = 0.0) -> list[Outcome]:
    """One dialogue per story, `at_once` at a time; outcomes in the order of the stories."""

    def one(numbered: tuple[int, str]) -> Outcome:
        number, story = numbered
        return Citizen(base_url, Persona.invent(seed * 100_000 + number)).file(story, think_seconds=think_seconds)

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(one, enumerate(stories)))
