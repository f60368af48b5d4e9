"""Dialogues while api, worker and Rasa are killed at random: nothing filed is lost or doubled, no draft is lost."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.citizen import Outcome, many
from tests.running_office import ROOT, Office

READ_FILED = """
import json, sys
import sqlalchemy as sa
import api.main
from api.cases.models import Case, Petition
from api.database import reading
from api.intake.drafts.models import Draft
with reading() as db:
    cases = db.execute(sa.select(Case.number, Petition.draft_id, Petition.story)
                       .join(Petition, Case.petition_id == Petition.id)).all()
    drafts = db.scalars(sa.select(Draft)).all()
    found = {"cases": [list(row) for row in cases],
             "drafts": {d.id: [d.state, (d.fields or {}).get("story")] for d in drafts}}
json.dump(found, sys.stdout, ensure_ascii=False)
"""


THINK_SECONDS = 0.6  # without it the dialogues are over before much can die


@dataclass
class Killer:
    """Kills the children of the office with SIGKILL, in random order and at random moments, until stopped.

    Mostly it lets the office come back first (else the supervisor's back-off keeps it down and nothing is proved),
    but every fourth blow falls while it is still starting.
    """

    office: Office
    least: float = 1.0
    most: float = 4.0
    seed: int = 5
    killed: Counter[str] = field(default_factory=Counter)
    _stop: threading.Event = field(default_factory=threading.Event)

    def _run(self) -> None:
        chance = random.Random(self.seed)
        order: list[str] = []
        while not self._stop.wait(chance.uniform(self.least, self.most)):
            if chance.random() < 0.75:
                self._let_it_come_back()
            try:
                children = self.office.children()
            except (OSError, ValueError):
                continue
            if not order:
                order = chance.sample(sorted(children), len(children))
            name = order.pop()
            pid = children.get(name, {}).get("pid")
            if pid is None:
                continue
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            self.killed[name] += 1

    def _let_it_come_back(self, seconds: float = 90.0) -> None:
        until = time.monotonic() + seconds
        while not self._stop.is_set() and not self.office.ready() and time.monotonic() < until:
            self._stop.wait(0.5)

    def __enter__(self) -> Killer:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


@dataclass(frozen=True)
class Findings:
    """What was found after the kills."""

    dialogues: int
    filed: int
    troubles: list[str]
    lost_cases: list[str]
    doubled: list[str]
    lost_stories: int
    retries: int
    killed: dict[str, int]

    @property
    def good(self) -> bool:
        """Whether nothing was lost, doubled or left unfiled."""
        return (
            not (self.troubles or self.lost_cases or self.doubled or self.lost_stories) and self.filed == self.dialogues
        )


def _stories(count: int) -> list[str]:
    places = ("东风路", "解放街", "桃园小区", "滨江花园", "柳树村", "城北市场", "二中门口", "老车站")
    matters = (
        "的路灯坏了三个月没有人修，晚上老人摔倒过两次",
        "夜里十一点后还在施工，孩子没法睡觉",
        "的污水井盖不见了，前天有电动车掉进去",
        "垃圾堆了半个月没有清运，臭得开不了窗",
        "的公交站牌被撤了，走到下一站要二十分钟",
    )
    return [f"第{n}件：{places[n % 8]}{matters[n % 5]}，请尽快处理，编号{n * 7919}。" for n in range(count)]


def _found(office: Office) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", READ_FILED],
        cwd=ROOT, env=dict(office.environment), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return dict(json.loads(done.stdout))


def _judge(stories: list[str], outcomes: list[Outcome], found: dict[str, object], killed: Counter[str]) -> Findings:
    cases: list[list[str]] = found["cases"]  # type: ignore[assignment]
    told: dict[str, list[str | None]] = found["drafts"]  # type: ignore[assignment]
    stored = {number: story for number, _, story in cases}
    receipts = [o.filed["case_number"] for o in outcomes if o.filed]
    kept = [story for _, _, story in cases] + [story for _, story in told.values() if story]
    per_story = Counter(n for n, story in enumerate(stories) for kept_story in stored.values() if story in kept_story)
    return Findings(
        dialogues=len(stories),
        filed=len(receipts),
        troubles=[o.trouble for o in outcomes if o.trouble],
        lost_cases=[number for number in receipts if number not in stored],
        doubled=[stories[n] for n, times in per_story.items() if times > 1],
        lost_stories=sum(not any(story in one for one in kept) for story in stories),
        retries=sum(o.retries for o in outcomes),
        killed=dict(killed),
    )


def dialogues_under_fire(office: Office, count: int, at_once: int = 16) -> Findings:
    """Run `count` dialogues to their receipts while processes are killed, then look into the database."""
    stories = _stories(count)
    with Killer(office) as killer:
        outcomes = many(office.base_url, stories, at_once, seed=9, think_seconds=THINK_SECONDS)
    office.wait_ready()
    return _judge(stories, outcomes, _found(office), killer.killed)
