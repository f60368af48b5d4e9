"""Fills a fresh office with a believable month: units, staff of every role, cases in every state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml
from sqlalchemy.orm import Session

from api.accounts.actors import CITIZEN, Actor, Role
from api.accounts.models import User
from api.accounts.service import by_username, create_user
from api.cases import repository
from api.cases.models import Case
from api.cases.service import StepRequest, office_pack, take_step
from api.database import new_id
from api.demo.people import STAFF, invent
from api.errors import Conflict
from api.intake import progress
from api.intake.fields import DraftFields, History, Region
from api.intake.filing import Origin, file_draft
from api.review.service import Labels, review
from api.routing.units import seed_units
from api.rules.vocabulary import Channel, HandlingStep, Outcome, Procedure, Purpose
from api.working_days import OFFICE_ZONE, is_working_day

S = HandlingStep
DAYS = 30
STORIES = Path(__file__).with_name("stories.yml")
HANDLED_BY_STATUTE = {"FY", "GJ", "TX", "DL"}


@dataclass
class Draft:
    """A draft as filing wants it."""

    fields: DraftFields
    id: str = field(default_factory=new_id)


class AlreadyFull(Conflict):
    """The office has staff of its own; a demonstration must not be mixed into it."""


def staff(db: Session, password: str, now: datetime) -> dict[str, Actor]:
    """Create the staff; raises AlreadyFull when the first of them is there already."""
    if by_username(db, STAFF[0].username) is not None:
        raise AlreadyFull("demo_there", "演示数据已经在了。要重新生成，请换一个空的 DATA_DIR。")
    made: dict[str, Actor] = {}
    for one in STAFF:
        user: User = create_user(
            db, one.username, one.name, one.role, password, now=now, unit_code=one.unit_code,
            may_open_sealed=one.may_open_sealed, must_change_password=False,
        )  # fmt: skip
        made[one.username] = user.as_actor()
    return made


def stories() -> list[dict[str, Any]]:
    """The invented petitions."""
    loaded = yaml.safe_load(STORIES.read_text(encoding="utf-8"))
    assert isinstance(loaded, list)  # noqa: S101 - our own file
    return loaded


def fill(db: Session, actors: dict[str, Actor], now: datetime, seed: int = 7) -> Iterator[Case]:
    """File and handle every story; gives each case when it is done. The same seed gives the same month."""
    seed_units(db)
    dice = Random(seed)  # noqa: S311 - a demonstration, not a secret
    told = stories()
    dice.shuffle(told)
    for place, story in enumerate(told):
        filed_at = _office_hour(dice, now - timedelta(days=DAYS * (1 - place / len(told))))
        case = _file(db, story, dice, actors, min(filed_at, now - timedelta(minutes=20)))
        Month(db, case, story, dice=dice, actors=actors, now=now).live()
        yield case


def _file(db: Session, story: dict[str, Any], dice: Random, actors: dict[str, Actor], at: datetime) -> Case:
    person = invent(dice, story["place"])
    accusation = story["purpose"] == Purpose.ACCUSATION
    fields = DraftFields(
        story=story["story"], demand=story["demand"], region=Region(text=f"云川市青禾区{story['place']}"),
        respondent=story["respondent"], respondent_unknown=story["respondent"] is None, people_count=story["people"],
        history=History(petitioned=dice.choice(["yes", "no", "no"]), litigated="no", arbitrated="no"),
        petitioner_name=person.name, id_number=person.id_number, phone=person.phone, address=person.address,
        accusation=accusation, suggestion=story["purpose"] == Purpose.SUGGESTION,
        confidential=accusation or dice.random() < 0.08,
    )  # fmt: skip
    channel = dice.choices([Channel.WEB, Channel.WECHAT, Channel.PHONE, Channel.VISIT], [52, 24, 8, 16])[0]
    by_proxy = channel is Channel.VISIT and dice.random() < 0.5
    campaign = dice.choice([None, None, "社区二维码", "政务网站"])
    origin = Origin(channel, campaign, actors["daiban"] if by_proxy else CITIZEN)
    draft = Draft(fields)
    file_draft(db, draft, now=at, origin=origin)
    case = repository.by_draft(db, draft.id)
    assert case is not None  # noqa: S101 - it was filed just now
    return case


def _office_hour(dice: Random, moment: datetime) -> datetime:
    """Some time of the day on the office's clock; citizens write at night and on Sundays too."""
    local = moment.astimezone(OFFICE_ZONE)
    return local.replace(hour=dice.choice([8, 9, 10, 11, 14, 15, 16, 19, 21]), minute=dice.randint(0, 59), second=0)


class Month:
    """One case on its way, as far as the days until now reach and as this office is diligent."""

    def __init__(
        self, db: Session, case: Case, story: dict[str, Any], *, dice: Random, actors: dict[str, Actor], now: datetime
    ) -> None:
        self.db, self.case, self.story, self.dice, self.actors, self.now = db, case, story, dice, actors, now
        self.at = case.registered_at
        self.registrar = actors["jubao" if case.sealed else "dengji"]

    def live(self) -> None:
        """Take steps until the days are used up or somebody lets the case lie."""
        for step in (self._review, self._forward, self._sign, self._decide, self._answer, self._end):
            if self.dice.random() < 0.05 or not step():
                return

    def _later(self, fewest: float, most: float) -> bool:
        """Go on by some days to a working hour; false when that is not yet."""
        at = self.at + timedelta(days=self.dice.uniform(fewest, most))
        while not is_working_day(at.astimezone(OFFICE_ZONE).date())[0]:
            at += timedelta(days=1)
        at = at.astimezone(OFFICE_ZONE).replace(hour=self.dice.choice([9, 10, 11, 14, 15, 16]))
        self.at = max(at, self.at + timedelta(minutes=25))
        return self.at < self.now

    def _take(self, step: HandlingStep, actor: Actor, **given: Any) -> bool:
        take_step(self.db, self.case, StepRequest(step, **given), actor, self.at)
        return True

    def _handler(self) -> Actor:
        unit = str(self.case.unit_code)
        known = next((a for a in self.actors.values() if a.role is Role.HANDLER and a.unit_code == unit), None)
        return known or Actor(f"demo-{unit}", "承办人", Role.HANDLER, unit, may_open_sealed=self.case.sealed)

    def _review(self) -> bool:
        if not self._later(0.02, 2):
            return False
        category = tuple(self.story["category"].split("/"))
        flags = ("collective",) if self.story["people"] >= 10 else ()
        labels = Labels(Purpose(self.story["purpose"]), category, flags, self.story["unit"], self.dice.random() < 0.15)
        review(self.db, self.case, labels, self.registrar, now=self.at, expected_version=None)
        return True

    def _forward(self) -> bool:
        step = S.ASSIGN if self.story["people"] >= 10 else S.FORWARD
        return self._later(0.02, 3) and self._take(step, self.registrar, unit_code=self.story["unit"])

    def _sign(self) -> bool:
        if not self._later(0.1, 2):
            return False
        if self.dice.random() < 0.05:
            self._take(S.OBJECT, self._handler(), why="经核实，该事项不属于我单位职权范围，建议转送主管部门")
            return False
        return self._take(S.SIGN, self._handler())

    def _decide(self) -> bool:
        if self.case.confirmed_purpose != Purpose.GRIEVANCE:
            return self._later(0.5, 6) and self._take(S.REPLY_DIRECTLY, self._handler(), documents=("回复",))
        statutory = self.story["unit"] in HANDLED_BY_STATUTE
        route = Procedure.STATUTORY if statutory else Procedure.PETITION
        return self._later(0.5, 5) and self._take(S.ACCEPT, self._handler(), route=route, documents=("受理告知书",))

    def _answer(self) -> bool:
        if self.case.outcome == Outcome.DIRECT_REPLY:
            return True
        if not self._later(0.5, 3):
            return False
        self._take(S.INVESTIGATE, self._handler(), why="已电话联系信访人并到现场核实情况")
        document = "答复意见书" if self.case.procedure == Procedure.STATUTORY else "信访处理意见书"
        return self._later(1, 7) and self._take(S.REPLY, self._handler(), documents=(document,))

    def _end(self) -> bool:
        for number in range(office_pack().sign_offs):
            leader = self.actors["lingdao"] if number == 0 else Actor("demo-head", "主要领导", Role.LEADER, None, True)
            if not self._later(0.1, 2) or not self._take(S.SIGN_OFF, leader):
                return False
        if not self._later(0.2, 3) or not self._take(S.DELIVER, self._handler(), documents=("送达回证",)):
            return False
        if not self._later(0.1, 2) or not self._take(S.CONCLUDE, self._handler()):
            return False
        if self.dice.random() < 0.7 and self._later(0.5, 5):
            self._rate()
        return True

    def _rate(self) -> None:
        person = self.case.petition.petitioner
        bureau, unit = self.dice.choices([3, 2, 1], [80, 15, 5])[0], self.dice.choices([3, 2, 1], [65, 22, 13])[0]
        tail = (person.phone or "")[-4:]
        progress.rate(self.db, self.case.query_code, tail, bureau, unit, "", self.at)
