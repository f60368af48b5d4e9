"""Invented people of the demonstration: petitioners with formally right but unassigned numbers, and the staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from api.accounts.actors import Role

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = ("桂兰", "建国", "秀英", "志强", "玉梅", "海涛", "小燕", "德明", "淑芬",
          "国庆", "雪莲", "永福", "春花", "立新", "美玲", "大勇")  # fmt: skip
_AREA = "990118"  # no region has this code: the numbers cannot belong to anybody
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Person:
    """An invented petitioner."""

    name: str
    id_number: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class Staff:
    """An invented member of staff."""

    username: str
    name: str
    role: Role
    unit_code: str | None = None
    may_open_sealed: bool = False


STAFF = (
    Staff("dengji", "苏晓登", Role.REGISTRAR),
    Staff("jubao", "秦守密", Role.REGISTRAR, may_open_sealed=True),
    Staff("lingdao", "方主任", Role.LEADER, may_open_sealed=True),
    Staff("renshe", "卢经办", Role.HANDLER, "RS"),
    Staff("renshe-ld", "魏局长", Role.LEADER, "RS"),
    Staff("zhujian", "蒋经办", Role.HANDLER, "ZJ"),
    Staff("chengguan", "范经办", Role.HANDLER, "CG"),
    Staff("huanbao", "石经办", Role.HANDLER, "ST"),
    Staff("jiwei", "严守正", Role.HANDLER, "JW", may_open_sealed=True),
    Staff("daiban", "白代办", Role.PROXY),
    Staff("shenji", "莫审计", Role.AUDITOR, may_open_sealed=True),
    Staff("xunlian", "温训练", Role.TRAINER),
    Staff("guanli", "金管理", Role.ADMIN),
)


def invent(dice: Random, place: str) -> Person:
    """A person; the ID number has a right checksum but an area code that does not exist."""
    born = date(dice.randint(1948, 2003), dice.randint(1, 12), dice.randint(1, 28))
    body = f"{_AREA}{born:%Y%m%d}{dice.randint(0, 999):03d}"
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]
    name = dice.choice(_SURNAMES) + dice.choice(_GIVEN)
    phone = f"1990000{dice.randint(0, 9999):04d}"
    return Person(name, body + check, phone, f"云川市青禾区{place}和平路{dice.randint(1, 200)}号")
