"""Takes facts out of a message into any field of the draft, so that nothing that was said is asked again."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from api.intake.drafts import identity
from api.intake.drafts.state import Facts, Mind
from api.intake.drafts.wording import simplified
from api.intake.fields import SLOT_LABELS, History, Region

TITLE_LENGTH = 40
ADULT = 18

_SEVERAL = re.compile(
    r"我们(?!家|屋|单位|公司|学校|医院|村里?的?书记|镇上)|大家|业主们|全体|全村|村民们|联名|大伙|多名|多户|工友们|家长们|居民们|户业主|名业主|位业主"
)
_OFFICIAL = (
    r"(书记|村长|村主任|村支书|社长|主任|局长|副局长|所长|站长|科长|处长|镇长|乡长|县长|区长|市长|队长|队员|校长|院长|干部|领导|公务员|"
    r"民警|警察|交警|辅警|法官|检察官|城管|执法人员|会计|组长|两委)"
)
_WRONGDOING = (
    r"(贪污|受贿|索贿|行贿|以权谋私|滥用职权|徇私|吃拿卡要|收受|收礼|收了?.{0,6}(钱|好处|红包|回扣)|好处费|回扣|优亲厚友|私吞|侵吞|挪用|"
    r"截留|套取|冒领|包庇|保护伞|公款|打击报复|渎职|失职|勾结|中饱私囊|虚报|权钱交易|私分|侵占)"
)
_ACCUSES = re.compile(
    rf"{_OFFICIAL}.{{0,40}}{_WRONGDOING}|{_WRONGDOING}.{{0,25}}{_OFFICIAL}|(举报|检举|控告).{{0,15}}{_OFFICIAL}"
)
_SUGGESTS = re.compile(
    r"^(您好|你好|领导|尊敬的.{0,10})?[，,：:！!。\s]*(我?(想|要)?(提|提个|提一个|有个)?(一点|一个|几点|些)?(小)?建议|建言)"
)
_MINOR = re.compile(
    r"我(今年|现在|才|刚)?(满)?(?P<age>[1-9]|1[0-7]|十[一二三四五六七]?)(周?岁)|我(是|在读|在上|正上|今年上?|还在上)(小学|初中|初一|初二|初三|[一二三四五六]年级)(学?生)?"
)
_SENTENCE = re.compile(r"[。！？!?；;\n]")


def title_of(story: str) -> str:
    """The first clause of the story, at most 40 characters."""
    line = re.sub(r"^(尊敬的.{0,12}[：:，,]|您?好[，,！!。\s]*|领导[，,：:]?好?[，,！!。]?)+", "", story.strip())
    first = _SENTENCE.split(line, maxsplit=1)[0] or line
    return (first if len(first) <= TITLE_LENGTH else first[: TITLE_LENGTH - 1] + "…").strip("，, ") or story[
        :TITLE_LENGTH
    ]


def accuses_official(text: str) -> bool:
    """Whether the text accuses a person in office of wrongdoing (条例第30条)."""
    return bool(_ACCUSES.search(simplified(text)))


def only_suggests(text: str) -> bool:
    """Whether the text presents itself as a suggestion (条例第29条)."""
    return bool(_SUGGESTS.search(simplified(text)))


def says_minor(text: str) -> bool:
    """Whether the writer says to be under eighteen."""
    return bool(_MINOR.search(simplified(text)))


def start_story(mind: Mind, text: str, facts: Facts, today: date) -> list[str]:
    """Keep the story and what it tells about the other questions; gives the names of the fields it filled."""
    first = not mind.fields.story
    story = text if first else f"{mind.fields.story}\n{text}"
    mind.give("story", story, "told")
    mind.fields.title = title_of(story)
    mind.fields.accusation = mind.fields.accusation or accuses_official(text)
    mind.fields.suggestion = mind.fields.suggestion or (only_suggests(text) and not mind.fields.accusation)
    mind.fields.minor = mind.fields.minor or says_minor(text)
    mind.fields.confidential = mind.fields.confidential or mind.fields.accusation
    filled = take_facts(mind, facts, "story", today)
    if facts.respondent and not mind.fields.respondent:
        mind.give("respondent", facts.respondent, "story")
        filled.append("respondent")
    if facts.demand and not mind.fields.demand:
        mind.give("demand", facts.demand, "story")
        filled.append("demand")
    if mind.fields.people_count is None and first and not _SEVERAL.search(simplified(text)):
        mind.give("people_count", 1, "default")
    return filled


def take_facts(mind: Mind, facts: Facts, source: str, today: date) -> list[str]:
    """Fill empty fields from what a message says in passing; gives their names."""
    filled = [
        *_take_person(mind, facts, source, today),
        *_take_place(mind, facts, source),
        *_take_history(mind, facts, source),
    ]
    if facts.people_count and mind.fields.people_count is None:
        mind.give("people_count", facts.people_count, source)
        filled.append("people_count")
    return filled


def _take_person(mind: Mind, facts: Facts, source: str, today: date) -> list[str]:
    filled = []
    for name, values in (("petitioner_name", facts.names), ("phone", facts.phones)):
        if values and getattr(mind.fields, name) is None:
            mind.give(name, values[0], source)
            filled.append(name)
    if facts.id_numbers and mind.fields.id_number is None:
        filled += ["id_number"] if take_id(mind, facts.id_numbers[0], source, today) else []
    if facts.address and mind.fields.address is None:
        mind.give("address", facts.address, source)
        filled.append("address")
    return filled


def take_id(mind: Mind, number: str, source: str, today: date) -> bool:
    """Fill in a checked ID number; whoever is under eighteen by it is asked for a guardian."""
    checked = identity.check_id_number(number, today)
    if checked.value is None:
        return False
    mind.give("id_number", checked.value, source)
    mind.fields.id_refused = False
    years = identity.age(checked.value, today)
    mind.fields.minor = years < ADULT if years is not None else mind.fields.minor
    return True


def region_from(place: Any, text: str = "") -> Region:
    """A Place of the gazetteer as the draft keeps it."""
    return Region(
        code=place.code, province=place.province, city=place.city, county=place.county, street=place.street,
        text=text or place.text,
    )  # fmt: skip


def exact_enough(region: Region) -> bool:
    """Down to the county, or a place that no list knows and that is kept as told."""
    return bool(region.county or region.street or (region.code is None and not region.province))


def _take_place(mind: Mind, facts: Facts, source: str) -> list[str]:
    if mind.fields.region is not None and "region_wide" not in mind.talk.settled:
        return []
    places = [p for p in facts.places if not getattr(p, "candidates", ())]
    exact = [p for p in places if p.county or p.street or not p.province]
    if exact:
        best = max(exact, key=lambda p: (p.code is not None, bool(p.street), len(p.text)))
        mind.give("region", region_from(best), source)
        settle(mind, "region_wide", False)
        return ["region"]
    if places and mind.fields.region is None:
        mind.give("region", region_from(max(places, key=lambda p: bool(p.city))), source)
        settle(mind, "region_wide", True)
    return []


def _take_history(mind: Mind, facts: Facts, source: str) -> list[str]:
    told = {"petitioned": facts.petitioned, "litigated": facts.litigated, "arbitrated": facts.arbitrated}
    if mind.fields.history is not None or not any(value for value in told.values()):
        return []
    answers: dict[str, Any] = {name: {True: "yes", False: "no", None: "unknown"}[value] for name, value in told.items()}
    mind.give("history", History(**answers, detail=facts.history_detail), source)
    return ["history"]


def settle(mind: Mind, name: str, on: bool = True) -> None:
    """Mark a side question as answered (or as open again)."""
    if on and name not in mind.talk.settled:
        mind.talk.settled.append(name)
    if not on and name in mind.talk.settled:
        mind.talk.settled.remove(name)


def labels(names: list[str]) -> str:
    """The names of fields in the office's words."""
    return "、".join(SLOT_LABELS[name] for name in SLOT_LABELS if name in names)
