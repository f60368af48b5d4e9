"""When things happened: the words, and the calendar date where they allow one."""

from __future__ import annotations

import re
from datetime import date, timedelta

from classifier.extraction.numerals import read_number
from classifier.extraction.spans import Span, cut

_N = r"[\d一二三四五六七八九十两〇零]"
_YEAR = r"(?P<year>(?:19|20)\d{2}|[一二]九?[〇零九]?[〇零一二三四五六七八九]{2,3})年"
_RELATIVE_YEAR = r"(?P<ryear>今年|去年|前年|大前年|明年|上一年|本年)"
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])月份?"
_D = "[一二三四五六七八九]"
_DAY = rf"(?P<day>3[01]|[12]\d|0?[1-9]|三十一?|二十{_D}?|十{_D}?|[一二三四五六七八九])[日号]"
_FULL = re.compile(
    rf"(?:{_YEAR}|{_RELATIVE_YEAR})?的?\s?{_MONTH}(?:{_DAY})?|"
    rf"{_YEAR.replace('year', 'only')}(?:初|底|末|春节|上半年|下半年)?"
)
_NUMERIC = re.compile(
    r"(?<![\d.\-/])(?P<y>(?:19|20)\d{2})[-./](?P<m>1[0-2]|0?[1-9])"
    r"(?:[-./](?P<d>3[01]|[12]\d|0?[1-9]))?(?![\d\-/])"
)
_LUNAR = re.compile(
    r"(?:今年|去年|前年|大前年)?的?(?:腊月|正月|冬月|农历[一二三四五六七八九十]+月)(?:初[一二三四五六七八九十]|廿[一二三四五六七八九]|[二三]?十[一二三四五六七八九]?)?"
)
_BARE_YEAR = re.compile(r"(?:大前年|前年|去年|今年)(?:年?[初底末]|春节|春天|夏天|秋天|冬天|上半年|下半年)?")
_MONTHS = {"上上个月": -2, "上个月": -1, "上月": -1, "这个月": 0, "本月": 0, "下个月": 1}
_DAYS = {
    "大前天": -3,
    "前天": -2,
    "昨天": -1,
    "昨晚": -1,
    "昨日": -1,
    "今天": 0,
    "今早": 0,
    "今晚": 0,
    "今日": 0,
    "明天": 1,
}
_NEAR = re.compile(
    rf"(?P<near>{'|'.join(_MONTHS)})(?:的?{_DAY})?|{'|'.join(_DAYS)}|上个?星期[一二三四五六日天]?|上周[一二三四五六日]?|这周|本周"
)
_AGO = re.compile(rf"(?P<n>{_N}{{1,4}}|半|几)个?(?P<unit>天|日|周|星期|礼拜|月|年)(?:多)?(?:以?前|之前)")
_YEAR_WORD = re.compile("大前年|前年|去年|今年")
_YEARS = {"今年": 0, "本年": 0, "去年": -1, "上一年": -1, "前年": -2, "大前年": -3, "明年": 1}


def find_dates(text: str, now: date | None = None) -> list[Span]:
    """Dates and times of the text in order; value is ISO ("2024-03", "2023-11-02", "2022") or "" if it cannot be told.

    Relative words are resolved against `now`; without it they keep an empty value.
    """
    found: list[Span] = []
    for pattern in (_NUMERIC, _FULL, _LUNAR, _NEAR, _AGO, _BARE_YEAR):
        for match in pattern.finditer(text):
            if all(match.end() <= span.start or match.start() >= span.end for span in found):
                found.append(cut(text, *match.span(), _value(pattern, match, now)))
    return sorted(found, key=lambda span: span.start)


def _value(pattern: re.Pattern[str], match: re.Match[str], now: date | None) -> str:
    if pattern is _NUMERIC:
        return _iso(int(match["y"]), int(match["m"]), int(match["d"]) if match["d"] else None)
    if pattern is _FULL:
        return _full(match, now)
    if now is None or pattern is _LUNAR:
        return ""
    if pattern is _NEAR:
        return _near(match, now)
    if pattern is _AGO:
        return _ago(match, now)
    word = _YEAR_WORD.match(match[0])
    return str(now.year + _YEARS[word[0]]) if word else ""


def _full(match: re.Match[str], now: date | None) -> str:
    said = match["year"] or match["only"]
    year = _number(said) if said else now.year + _YEARS.get(match["ryear"] or "今年", 0) if now else None
    if year is None or not 1900 <= year <= 2100:
        return ""
    if match["month"] is None:
        return str(year)
    month = _number(match["month"]) or 0
    day = _number(match["day"]) if match["day"] else None
    if now and not said and not match["ryear"] and (year, month) > (now.year, now.month):
        year -= 1
    return _iso(year, month, day)


def _iso(year: int, month: int, day: int | None) -> str:
    try:
        date(year, month, day or 1)
    except ValueError:
        return ""
    return f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day else "")


def _near(match: re.Match[str], now: date) -> str:
    said = match[0]
    if match["near"]:
        month = _shift_months(now, _MONTHS[match["near"]])
        day = _number(match["day"]) if match["day"] else None
        return _iso(int(month[:4]), int(month[5:]), day) if day else month
    if said in _DAYS:
        return (now + timedelta(days=_DAYS[said])).isoformat()
    weekday = "一二三四五六日".find(said[-1].replace("天", "日"))
    if said[0] == "上" and weekday >= 0:
        return (now - timedelta(days=now.weekday() + 7 - weekday)).isoformat()
    return ""


def _ago(match: re.Match[str], now: date) -> str:
    unit = match["unit"]
    if match["n"] == "半":
        return _shift_months(now, -6) if unit == "年" else (now - timedelta(days=15)).isoformat()
    count = _number(match["n"])
    if count is None or count > 100:
        return ""
    if unit == "年":
        return str(now.year - count)
    if unit == "月":
        return _shift_months(now, -count)
    return (now - timedelta(days=count * (1 if unit in "天日" else 7))).isoformat()


def _shift_months(now: date, months: int) -> str:
    index = now.year * 12 + now.month - 1 + months
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def _number(said: str) -> int | None:
    value = read_number(said)
    return None if value is None else int(value)
