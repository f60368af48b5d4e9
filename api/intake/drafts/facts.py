"""What a message says in passing, read by the classifier's extraction; only certain things, shown for confirmation."""

from __future__ import annotations

import re
from datetime import date

from api.intake.drafts.state import Facts
from api.intake.drafts.wording import in_simplified, people_told
from classifier.extraction import Extraction, Span, extract

_LONG_DEMAND = 40
_WISH = re.compile(r"希望|请求|要求|恳请|恳求|盼望|请(?=有关|你们|您们|政府|领导|相关)|想叫|想让|想要|要他们|帮我")
_SCHOOL_YEAR = re.compile(r"[初高大][一二三四]|年级")
_PERSON = re.compile(
    r"[，,。；;\s]+(?=我叫|我是|本人|我姓|(我的|联系)?(电话|電話|手机|手機)|身份证|身份證|家住|我住|住址|联系人)"
)


def read_facts(text: str, today: date | None = None, near: str = "") -> Facts:
    """The facts of one message; `near` is the office's region code, which settles ambiguous place names."""
    said = extract(in_simplified(text), now=today, near=near or None)
    told = (said.petitioned, said.litigated, said.arbitrated)
    evidence = [each.evidence.text for each in told if each.evidence and len(each.evidence.text) >= 6]
    return Facts(
        phones=tuple(span.value for span in said.phones),
        id_numbers=tuple(span.value for span in said.id_numbers),
        names=tuple(_as_told(span, text) for span in said.names),
        places=tuple(said.places),
        address=_as_told(said.address, text) if said.address else None,
        respondent=_whole_name(_as_told(said.respondent, text)) if said.respondent else None,
        demand=_without_person(_as_told(said.demand, text)) if said.demand else None,
        people_count=_people(said),
        petitioned=said.petitioned.answer,
        litigated=said.litigated.answer,
        arbitrated=said.arbitrated.answer,
        history_detail="；".join(dict.fromkeys(evidence))[:200],
    )


def _as_told(span: Span, text: str) -> str:
    """The words as the citizen wrote them, unless the reading gave them another form."""
    return text[span.start : span.end] if span.value == span.text else span.value


def _without_person(demand: str) -> str | None:
    """A demand ends where the citizen begins to say who and where they are."""
    demand = _PERSON.split(demand, maxsplit=1)[0].strip("，,。；; ")
    wishes = list(_WISH.finditer(demand)) if len(demand) > _LONG_DEMAND else []
    return (demand[wishes[-1].start() :] if wishes else demand) or None


def _whole_name(respondent: str) -> str:
    """Without a count that stands before it by chance ("三四次物业")."""
    return re.sub(r"^[一二三四五六七八九十两几多\d]+[次遍回]", "", respondent) or respondent


def _people(said: Extraction) -> int | None:
    if said.people_count is None or _SCHOOL_YEAR.search(said.people_count.text):
        return None
    value = said.people_count.value
    return int(value) if value.isdigit() else people_told(value)
