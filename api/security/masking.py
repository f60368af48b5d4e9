"""How personal data is shown when nobody has asked, with a reason, to see it whole."""

from __future__ import annotations

import re
from collections.abc import Iterable

_COMPOUND = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "夏侯",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "端木",
)


def mask_name(name: str | None) -> str:
    """王桂兰 → 王**; 欧阳静 → 欧阳*."""
    if not name:
        return ""
    shown = 2 if name.startswith(_COMPOUND) and len(name) > 2 else 1
    return name[:shown] + "*" * (len(name) - shown)


def mask_id_number(number: str | None) -> str:
    """First three and last two characters stay."""
    if not number:
        return ""
    return number[:3] + "*" * max(len(number) - 5, 1) + number[-2:] if len(number) > 7 else "*" * len(number)


def mask_phone(phone: str | None) -> str:
    """138****5678; the last four digits stay."""
    if not phone:
        return ""
    return phone[:3] + "*" * max(len(phone) - 7, 1) + phone[-4:] if len(phone) > 7 else "*" * len(phone)


def mask_address(address: str | None) -> str:
    """Everything after the town or street is hidden: 某某区某某街道******."""
    if not address:
        return ""
    match = re.match(r"^.{2,30}?(?:街道|镇|乡|区|县|市)", address)
    shown = match.end() if match else min(3, len(address))
    return address[:shown] + "*" * min(len(address) - shown, 6)


SHORTEST_HOUSE = 4
_D = "[0-9０-９]"
_BETWEEN = r"[ \u3000\-－—]?"
_NUMBERS = re.compile(
    f"(?<!{_D})(?:{_D}{{6}}{_BETWEEN}(?:[1１][9９]|[2２][0０]){_D}{{2}}{_BETWEEN}{_D}{{4}}{_BETWEEN}{_D}{{3}}[0-9０-９XxＸｘ]"
    f"|[1１][3-9３-９]{_D}{_BETWEEN}{_D}{{4}}{_BETWEEN}{_D}{{4}}|{_D}{{11,}}[XxＸｘ]?)(?!{_D})"
)
_CUT_OFF = re.compile(f"(?<!{_D})(?:{_D}{_BETWEEN}){{5,22}}(?=…$)")  # a title may end within a number


def mask_text(text: str, names: Iterable[str] = (), address: str | None = None, *, whole_names: bool = False) -> str:
    """Running text without ID, telephone and card numbers (11 digits and more), the given names and the address.

    `whole_names` hides surnames too.
    """
    shown = _CUT_OFF.sub(lambda found: found[0][:3] + "**", _NUMBERS.sub(lambda found: _starred(found[0]), text))
    for name in sorted({name.strip() for name in names}, key=len, reverse=True):
        if len(name) >= 2:
            shown = shown.replace(name, "*" * len(name) if whole_names else mask_name(name))
    house = _house(shown, address or "")
    return shown.replace(house, "*" * min(len(house), 6)) if house else shown


def _house(text: str, address: str) -> str:
    """As much of the end of an address as stands in the text (people leave out the city), from the town on."""
    town = len(mask_address(address).rstrip("*"))
    ends = (address[start:] for start in range(town, len(address) - SHORTEST_HOUSE + 1))
    return next((end for end in ends if end in text), "")


def _starred(number: str) -> str:
    return number[:3] + "*" * (len(number) - 5) + number[-2:]
