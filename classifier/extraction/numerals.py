"""Numbers as people write them: 37, 三十七, 二十多, 3.5万, 两千三, 几十."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3, "壹": 1, "贰": 2}
DIGITS |= {"叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9, "二": 2, "兩": 2, "貳": 2, "廿": 20}
SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS = {"万": 10_000, "萬": 10_000, "w": 10_000, "W": 10_000, "亿": 100_000_000}
VAGUE = {"几", "好几", "数", "上"}

HAN = "零〇一二三四五六七八九两俩仨壹贰叁肆伍陆柒捌玖兩貳十拾百佰千仟万萬亿"
NUMBER = (
    rf"(?:\d[\d,，]{{0,12}}(?:\.\d{{1,4}})?\s?[十百千万萬wW亿]{{0,2}}|"
    rf"(?:[上几数好]{{1,2}}(?=[十百千万]))?[{HAN}几]{{1,12}})"
)


def read_number(said: str) -> Decimal | None:
    """The number said, its lower bound where vague ("几十" → 20, "上百" → 100, "十几" → 11); None if it is none."""
    text = said.strip().replace(",", "").replace("，", "").replace(" ", "")
    text = re.sub(r"[多余来]", "", text)
    if re.match(r"(?:好几|几|数)[十百千万]", text):
        text = "二" + text.lstrip("好几数")
    text = re.sub(r"^上(?=[百千万])", "一", text)
    text = re.sub(r"(?<=[十百千万])几$", "一" if text.endswith("十几") else "", text)
    if not text or text in {"几", "数"}:
        return None
    plain = re.fullmatch(r"(\d+(?:\.\d+)?)([十百千万萬wW亿]*)", text)
    if plain:
        value = Decimal(plain[1])
        for scale in plain[2]:
            value *= SCALES.get(scale) or MYRIADS[scale]
        return value
    return _han(text)


def _han(text: str) -> Decimal | None:
    if any(c not in DIGITS and c not in SCALES and c not in MYRIADS for c in text):
        return None
    if all(c in DIGITS for c in text):
        return Decimal("".join(str(DIGITS[c]) for c in text))
    total = section = digit = 0
    scale = 1
    for c in text:
        if c in DIGITS:
            digit = DIGITS[c]
        elif c in SCALES:
            scale = SCALES[c]
            section += (digit or (1 if scale == 10 or not section else 0)) * scale
            digit = 0
        else:
            scale = MYRIADS[c]
            total = (total + section + digit) * scale if total + section + digit else scale
            section = digit = 0
    shortened = digit and scale >= 100 and text[-2] not in "零〇"
    return Decimal(total + section + digit * (scale // 10 if shortened else 1))
