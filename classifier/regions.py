"""Finds administrative places in free text, and answers what lies where (province, city, county, street).

Names are matched longest first and joined into one place when they stand together ("江苏昆山玉山镇"); a name that
several places share keeps all of them as candidates. Streets are read from disk only when one is asked for.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from classifier.taxonomy import taxonomy_folder

PROVINCE, CITY, COUNTY, STREET = 1, 2, 3, 4
NOT_A_PLACE_AFTER = re.compile(
    r"[路街道桥湖山河江海里酒菜牌]|大道|大街|公园|大厦|广场|花园|小区|银行|时间|证券|保险|航空|石油|移动|电信|联通|日报|晚报|大学|籍"
)
MAY_STAND_BEFORE = re.compile(r"(?:^|[\s,，。、；;:：!！?？（(“\"]|[在是到来自去往从于我家住乡省市州的县区])$")
NEEDS_PARENT_LISTED = "城区 郊区 矿区 新城区 老城区 城中区 市中区 港口区 开发区 南部县 桥东区 桥西区"
NEEDS_PARENT = frozenset(NEEDS_PARENT_LISTED.split())
ANONYMOUS = re.compile(
    r"(?:[\u4e00-\u9fff]地省)?(?<![A-Za-z0-9])[A-Z]\d{0,2}(?:市|区|县|镇)(?:[A-Z]\d{0,2}(?:市|区|县|镇))*"
)
TOWN = re.compile(r"([\u4e00-\u9fff]{2,5}?(?:街道|镇|乡))(?!政府|党|长|下|村振|亲|里|干部|级)")
GAP = re.compile(r"^[\s,，、的]?$")


@dataclass(frozen=True, slots=True)
class Region:
    """One row of the national list; level 1 province, 2 city, 3 county, 4 street or town."""

    code: str
    name: str
    parent: str
    level: int


@dataclass(frozen=True, slots=True)
class Place:
    """A place named in a text: its chain of names, or candidates when the name alone does not tell which.

    `code` is None when nothing in the national list matches (an anonymised or unknown place) or when several do.
    """

    text: str
    start: int
    end: int
    code: str | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    street: str | None = None
    candidates: tuple[str, ...] = ()

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end


@dataclass(slots=True)
class _Mention:
    start: int
    end: int
    codes: list[str] = field(default_factory=list)
    vague: set[str] = field(default_factory=set)


@lru_cache(maxsize=1)
def _upper() -> tuple[dict[str, Region], dict[str, list[tuple[str, str, bool]]]]:
    """Regions down to counties, and their spoken forms (form, code, is full name) by the first two characters."""
    found: dict[str, Region] = {}
    forms: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    with (taxonomy_folder() / "regions.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for code, name, parent, level, short in rows:
            if level == "4":
                break
            found[code] = Region(code, name, parent, int(level))
            forms[name[:2]].append((name, code, True))
            if short:
                forms[short[:2]].append((short, code, False))
    for entries in forms.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return found, dict(forms)


@lru_cache(maxsize=1)
def _streets() -> tuple[dict[str, Region], dict[str, list[str]], dict[str, list[str]]]:
    """Streets by code, their codes by parent, and by name."""
    found: dict[str, Region] = {}
    by_parent: dict[str, list[str]] = defaultdict(list)
    by_name: dict[str, list[str]] = defaultdict(list)
    with (taxonomy_folder() / "regions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            if row[3] == "4":
                found[row[0]] = Region(row[0], row[1], row[2], STREET)
                by_parent[row[2]].append(row[0])
                by_name[row[1].removesuffix("办事处")].append(row[0])
    return found, dict(by_parent), dict(by_name)


def by_code(code: str) -> Region | None:
    """The region of a six-digit code (nine digits for a street), or None."""
    upper = _upper()[0].get(code)
    return upper or (_streets()[0].get(code) if len(code) > 6 else None)


@lru_cache(maxsize=1)
def _children() -> dict[str, list[Region]]:
    found: dict[str, list[Region]] = defaultdict(list)
    for region in _upper()[0].values():
        found[region.parent].append(region)
    return dict(found)


def children(code: str = "") -> list[Region]:
    """What lies directly below a region; the provinces for ""."""
    upper = _children().get(code, [])
    if upper or not code:
        return list(upper)
    streets, by_parent, _ = _streets()
    return [streets[street] for street in by_parent.get(code, [])]


def ancestors(code: str) -> list[Region]:
    """The chain from the province down to the region itself; empty for an unknown code."""
    chain: list[Region] = []
    region = by_code(code)
    while region is not None:
        chain.append(region)
        region = by_code(region.parent) if region.parent else None
    return chain[::-1]


def full_name(code: str) -> str:
    """Its whole name, as "江苏省苏州市昆山市玉山镇"; "" for an unknown code."""
    return "".join(region.name for region in ancestors(code))


def is_within(code: str, ancestor: str) -> bool:
    """Whether `code` is `ancestor` or lies below it."""
    return any(region.code == ancestor for region in ancestors(code))


def place_of(code: str, text: str = "", start: int = 0, end: int = 0) -> Place:
    """The Place of a known code, with its chain of names."""
    names = {region.level: region.name for region in ancestors(code)}
    chain = (names.get(PROVINCE), names.get(CITY), names.get(COUNTY), names.get(STREET))
    return Place(text or full_name(code), start, end, code, *chain)


def search(text: str, near: str | None = None) -> list[Place]:
    """The places named in `text`, each once, in order of appearance.

    `near` is the office's own region code: a name several places share means the one within it.
    """
    mentions = _join(_mentions(text))
    _settle(mentions, near)
    taken: list[Place] = []
    for mention in mentions:
        if not taken or mention.start >= taken[-1].end:
            taken.append(_finish(text, mention))
    covered = [place.span for place in taken]
    context = next((place.code for place in taken if place.code), None) or near
    for found in (*_anonymous(text), *_towns(text, context)):
        if all(found.end <= start or found.start >= end for start, end in covered):
            taken.append(found)
            covered.append(found.span)
    first = {(place.text, place.code): place for place in sorted(taken, key=lambda p: -p.start)}
    return sorted(first.values(), key=lambda place: place.start)


def most_specific(places: list[Place]) -> Place | None:
    """The place that says most: settled before candidates, deeper before higher, earlier before later."""

    def weight(place: Place) -> tuple[bool, int, int]:
        depth = sum(name is not None for name in (place.province, place.city, place.county, place.street))
        return place.code is not None, depth, -place.start

    return max(places, key=weight, default=None)


def _mentions(text: str) -> list[_Mention]:
    regions, forms = _upper()
    found: list[_Mention] = []
    at, last = 0, len(text) - 1
    while at < last:
        entries = forms.get(text[at : at + 2])
        mention = _match(text, at, entries, regions) if entries else None
        if mention is None:
            at += 1
        else:
            found.append(mention)
            at = mention.end
    return found


def _match(text: str, at: int, entries: list[tuple[str, str, bool]], regions: dict[str, Region]) -> _Mention | None:
    mention: _Mention | None = None
    for form, code, is_full in entries:
        end = at + len(form)
        if (mention and end < mention.end) or not text.startswith(form, at):
            continue
        if not is_full and NOT_A_PLACE_AFTER.match(text, end):
            continue
        if mention is None:
            mention = _Mention(at, end)
        mention.codes.append(code)
        if _is_vague(text, at, end, regions[code], is_full):
            mention.vague.add(code)
    return mention


def _is_vague(text: str, at: int, end: int, region: Region, is_full: bool) -> bool:
    """Whether the words may mean something else unless the region's city is named beside them."""
    if region.level != COUNTY or (at == 0 and end == len(text)):
        return False
    if text[at:end] in NEEDS_PARENT or (not is_full and region.name.endswith("区")):
        return True
    return end - at == 2 and not MAY_STAND_BEFORE.search(text[max(0, at - 1) : at])


def _join(mentions: list[_Mention]) -> list[_Mention]:
    """Joins neighbours of which the second lies in the first (江苏 + 昆山); drops the vague ones left alone."""
    joined: list[_Mention] = []
    for mention in mentions:
        before = joined[-1] if joined else None
        if before and mention.start - before.end <= 1:
            inside = [code for code in mention.codes if any(is_within(code, c) for c in before.codes)]
            if inside:
                before.end, before.codes, before.vague = mention.end, inside, set()
                continue
        joined.append(mention)
    for mention in joined:
        mention.codes = [code for code in mention.codes if code not in mention.vague]
    return [mention for mention in joined if mention.codes]


def _settle(mentions: list[_Mention], near: str | None) -> None:
    """Chooses among candidates by the other places of the text, then by the office's own region."""
    known = [mention.codes[0] for mention in mentions if len(mention.codes) == 1]
    for mention in mentions:
        if len(mention.codes) > 1:
            for context in [*known, *([near] if near else [])]:
                mention.codes = _nearest(mention.codes, context)
                if len(mention.codes) == 1:
                    break


def _nearest(codes: list[str], context: str) -> list[str]:
    for ancestor in reversed(ancestors(context)):
        inside = [code for code in codes if is_within(code, ancestor.code)]
        if inside:
            return inside
    return codes


def _finish(text: str, mention: _Mention) -> Place:
    if len(mention.codes) > 1:
        said = text[mention.start : mention.end]
        highest = min(mention.codes, key=lambda code: _upper()[0][code].level)
        parents = all(is_within(code, highest) for code in mention.codes)
        if not parents:
            return Place(said, mention.start, mention.end, candidates=tuple(mention.codes))
        mention.codes = [highest]
    code, end = _street_after(text, mention.codes[0], mention.end)
    return place_of(code, text[mention.start : end], mention.start, end)


def _street_after(text: str, code: str, end: int) -> tuple[str, int]:
    town = TOWN.match(text, end + 1 if text[end : end + 1] in {" ", "，", ","} else end)
    if town is None:
        return code, end
    inside = [street for street in _streets()[2].get(town[1], []) if is_within(street, code)]
    return (inside[0], town.end()) if len(inside) == 1 else (code, end)


def _anonymous(text: str) -> list[Place]:
    return [Place(found[0], found.start(), found.end()) for found in ANONYMOUS.finditer(text)]


def _towns(text: str, context: str | None) -> list[Place]:
    places: list[Place] = []
    for found in TOWN.finditer(text):
        for cut in range(found.start(), found.end() - 2):
            codes = _streets()[2].get(text[cut : found.end()])
            if codes:
                settled = _nearest(codes, context) if context and len(codes) > 1 else codes
                inside = [c for c in settled if not context or len(codes) == 1 or is_within(c, context[:2] + "0000")]
                places.append(_town(text, cut, found.end(), inside))
                break
    return places


def _town(text: str, start: int, end: int, codes: list[str]) -> Place:
    said = text[start:end]
    if len(codes) == 1:
        return place_of(codes[0], said, start, end)
    return Place(said, start, end, street=said, candidates=tuple(codes[:20]))
