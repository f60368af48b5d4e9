"""Which unit should handle a matter, with the reason and alternatives. Pure: units and responsibilities are arguments.

Sources: 条例 第5条(三)、22条、27—31条; 检举控告 goes to the discipline organ and never to the accused (第30条第3款).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from api.rules.vocabulary import Purpose
from classifier import taxonomy

DISCIPLINE, BUREAU, PARTY_ORGANISATION = "JW", "XFJ", "ZZ"
SHORTEST_NAME = 2
SPECIFIC = 2
ROADS = {
    "1": "诉讼、仲裁以外的司法程序", "2": "仲裁", "3": "党员申诉、申请复审",
    "4": "行政复议、裁决、许可等行政程序", "5": "申请查处违法行为、履行法定职责", "6": "信访程序",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnitCard:
    """A unit as the rules see it; `names` are all names people use for it."""

    code: str
    name: str
    names: tuple[str, ...]
    serves: str
    region_code: str | None = None
    parent_code: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit with the reason why it is (or must not be) chosen."""

    code: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class RoutingProposal:
    """A proposal for people: one unit or none, alternatives, co-handlers, units that must not get it, legal roads."""

    unit: Choice | None
    alternatives: tuple[Choice, ...] = ()
    co_units: tuple[str, ...] = ()
    excluded: tuple[Choice, ...] = ()
    roads: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As stored with the case."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Question:
    """What is known when a unit is looked for; `guesses` are the classifier's unit names, the best first."""

    purpose: Purpose | None
    category: tuple[str, ...] = ()
    region_code: str | None = None
    respondent: str | None = None
    accusation: bool = False
    guesses: tuple[str, ...] = field(default_factory=tuple)


def named_units(text: str | None, units: Sequence[UnitCard]) -> list[UnitCard]:
    """The units that a text names, the longest name first; a name inside a longer found one does not count."""
    if not text:
        return []
    names = sorted(
        ((name, unit) for unit in units for name in unit.names if len(name) >= SHORTEST_NAME and name in text),
        key=lambda pair: -len(pair[0]),
    )
    found: dict[str, UnitCard] = {}
    rest = text
    for name, unit in names:
        if name in rest:
            found.setdefault(unit.code, unit)
            rest = rest.replace(name, "·" * len(name))
    return list(found.values())


def local_unit(serves: str, region_code: str | None, units: Sequence[UnitCard]) -> UnitCard | None:
    """The unit of a department that serves a place: the narrowest region that contains it, else one for all places."""
    fitting = [
        unit for unit in units
        if unit.serves == serves and (unit.region_code is None or (region_code or "").startswith(unit.region_code))
    ]  # fmt: skip
    return max(fitting, key=lambda unit: len(unit.region_code or ""), default=None)


def propose(question: Question, units: Sequence[UnitCard]) -> RoutingProposal:
    """The unit that should handle a matter. For accusations the accused and their unit are excluded."""
    if question.accusation or question.purpose is Purpose.ACCUSATION:
        return _accusation(question, units)
    return _ordinary(question, units)


def _accusation(question: Question, units: Sequence[UnitCard]) -> RoutingProposal:
    accused = named_units(question.respondent, units)
    below = {unit.code for unit in accused}
    excluded = tuple(Choice(u.code, u.name, "被检举、揭发的单位，不得接触本件") for u in accused)
    for serves, reason in (
        (DISCIPLINE, "检举控告类事项按管理权限由纪检监察机关处理（条例第22条、第30条）"),
        (PARTY_ORGANISATION, "被检举的是纪检监察机关，改由组织部门按干部管理权限处理（条例第30条）"),
    ):
        unit = local_unit(serves, question.region_code, units)
        if unit is not None and unit.code not in below:
            return RoutingProposal(Choice(unit.code, unit.name, reason), excluded=excluded)
    return RoutingProposal(None, excluded=excluded)


def _ordinary(question: Question, units: Sequence[UnitCard]) -> RoutingProposal:
    choices: dict[str, Choice] = {}
    duty = _responsible(question.category)
    if duty is not None and len(question.category) >= SPECIFIC:
        _add(choices, duty.lead.code, _in_charge(question), question, units)
    for guess in question.guesses:
        known = taxonomy.unit_by_name(guess)
        if known is not None:
            _add(choices, known.code, "与同类事项的历史分派相近（分类模型建议）", question, units)
    if duty is not None:  # a first level alone is too broad to stand before the text's own voice
        _add(choices, duty.lead.code, _in_charge(question), question, units)
    for helper in duty.helpers if duty else ():
        known = taxonomy.unit_by_name(helper)
        if known is not None:
            _add(choices, known.code, "同类事项的协同单位", question, units)
    found = list(choices.values())
    roads = tuple(ROADS[number] for number in duty.roads.split("/") if number in ROADS) if duty else ()
    co_units = tuple(duty.helpers) if duty else ()
    return RoutingProposal(found[0] if found else None, tuple(found[1:5]), co_units, (), roads)


def _in_charge(question: Question) -> str:
    return f"内容分类“{' › '.join(question.category)}”由该部门主管"


def _responsible(category: tuple[str, ...]) -> taxonomy.Responsibility | None:
    try:
        return taxonomy.responsible(category) if category else None
    except KeyError:
        return None


def _add(
    choices: dict[str, Choice], serves: str, reason: str, question: Question, units: Sequence[UnitCard]
) -> None:  # fmt: skip
    unit = local_unit(serves, question.region_code, units)
    if unit is not None and unit.code not in (BUREAU, "QT"):
        choices.setdefault(unit.code, Choice(unit.code, unit.name, reason))
