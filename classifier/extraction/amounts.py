"""Sums of money in a text, in yuan."""

from __future__ import annotations

import re
from decimal import Decimal

from classifier.extraction.numerals import NUMBER, read_number
from classifier.extraction.spans import Span, cut

_MONEY = re.compile(
    rf"(?:人民币|￥|¥)?\s?(?P<n>{NUMBER})\s?(?P<more>[多余来几]?)\s?(?P<wan>[万千百亿]?)(?P<yuan>元|块钱|块|圆|RMB|rmb)(?P<rest>[一二三四五六七八九](?![个十百千万月日号年]))?"
)
_WAN = re.compile(
    r"(?<![\d.])(?P<n>\d{1,9}(?:\.\d{1,4})?)\s?(?:多)?\s?(?P<wan>[万wW])(?P<yuan>)(?P<rest>)(?P<more>)(?![\d人户亩平方个名吨台辆份册字斤公米])"
)
_SCALE = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "w": 10_000, "W": 10_000, "亿": 100_000_000}


def find_amounts(text: str) -> list[Span]:
    """Amounts of money in the order of the text; value is yuan as a plain number ("3.5万元" → "35000")."""
    found: list[Span] = []
    last = -1
    matches = sorted([*_MONEY.finditer(text), *_WAN.finditer(text)], key=lambda m: (m.start(), -m.end()))
    for match in matches:
        number = read_number(match["n"])
        if number is not None and match.start() >= last:
            value = number * _SCALE[match["wan"]]
            found.append(cut(text, *match.span(), _plain(value)))
            last = match.end()
    return found


def _plain(value: Decimal) -> str:
    return str(int(value)) if value == int(value) else str(value.normalize())
