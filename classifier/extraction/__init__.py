"""Reads out of a citizen's words what a registration needs (《网上办理规程》第4—5条).

`extract` is pure: the same text and day give the same answer, nothing is kept, nothing is asked of a model.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from classifier.extraction.addresses import find_address
from classifier.extraction.amounts import find_amounts
from classifier.extraction.dates import find_dates
from classifier.extraction.demands import find_demand
from classifier.extraction.history import find_history
from classifier.extraction.numbers import NumberCheck, check_id_number, check_phone, find_id_numbers, find_phones
from classifier.extraction.people import find_people_count, people_count_in_answer
from classifier.extraction.persons import find_names, looks_like_name, name_in_answer
from classifier.extraction.respondents import find_respondent
from classifier.extraction.spans import Rejected, Span, Told, fold
from classifier.regions import Place, search

__all__ = [
    "Extraction",
    "NumberCheck",
    "Place",
    "Rejected",
    "Span",
    "Told",
    "check_id_number",
    "check_phone",
    "extract",
    "looks_like_name",
    "name_in_answer",
    "people_count_in_answer",
]

LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a text says; every span points into the text as it was given."""

    phones: list[Span] = field(default_factory=list)
    id_numbers: list[Span] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    names: list[Span] = field(default_factory=list)
    amounts: list[Span] = field(default_factory=list)
    dates: list[Span] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    people_count: Span | None = None
    respondent: Span | None = None
    demand: Span | None = None
    petitioned: Told = field(default_factory=Told)
    litigated: Told = field(default_factory=Told)
    arbitrated: Told = field(default_factory=Told)
    address: Span | None = None


def extract(text: str, *, now: date | None = None, near: str | None = None) -> Extraction:
    """Everything the text tells; at most its first 20,000 characters are read.

    `now` settles relative dates (去年, 上个月); `near` is the office's region code and settles place names that
    several places share.
    """
    whole = text[:LONGEST]
    plain = fold(whole)
    ids, wrong_ids = find_id_numbers(plain)
    phones, wrong_phones = find_phones(plain, ids)
    history = find_history(plain)
    said = Extraction(
        phones=phones,
        id_numbers=ids,
        rejected=[*wrong_ids, *wrong_phones],
        names=find_names(plain),
        amounts=find_amounts(plain),
        dates=find_dates(plain, now),
        places=search(plain, near),
        people_count=find_people_count(plain),
        respondent=find_respondent(plain),
        demand=find_demand(plain),
        petitioned=history.petitioned,
        litigated=history.litigated,
        arbitrated=history.arbitrated,
        address=find_address(plain),
    )
    return said if plain == whole else _as_written(said, whole)


def _as_written(said: Extraction, whole: str) -> Extraction:
    """The same with every span's words as they stand in the text, full-width characters included."""

    def own(item: Any) -> Any:
        if isinstance(item, list):
            return [own(one) for one in item]
        if isinstance(item, Told):
            return replace(item, evidence=own(item.evidence))
        if isinstance(item, Span | Rejected | Place):
            return replace(item, text=whole[item.start : item.end])
        return item

    return Extraction(**{part.name: own(getattr(said, part.name)) for part in fields(said)})
