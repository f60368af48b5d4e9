"""How personal data is shown when nobody has asked, with a reason, to see it whole."""

from __future__ import annotations

import re

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
