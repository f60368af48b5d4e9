"""Texts for people who may learn from them but not know whom they are about: trainers, corpora, examples.

Names become 王某某 as in published judgments, numbers become stars, a home address ends at the town. What the record
knows about the person is hidden wherever it stands; the rest is found by reading, which can miss a stranger's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from api.security.masking import mask_address, mask_name
from classifier.extraction import extract, looks_like_name, name_in_answer

_NUMBER = re.compile(r"(?<![\d.])\d(?:[ \-－—]?[\d０-９]){6,}[xX]?(?!\d|\.\d|\s*[元块万亿平亩吨])")
_SPOKEN = re.compile(r"[零〇一二三四五六七八九幺]{7,}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-Z0-9]{5,6}(?![A-Z0-9])"
)
_ROLE = (
    r"(?:包工头|工头|老板|老板娘|局长|副局长|主任|副主任|书记|支书|村长|镇长|乡长|队长|所长|法官|会计|经理|校长|院长|房东|中介|司机"
    r"|邻居|村民|居民|业主|工友|同事|丈夫|妻子|老公|老婆|父亲|母亲|儿子|女儿|哥哥|弟弟|姐姐|妹妹|法人|法定代表人|负责人|联系人|代表)"
)
_HAN = r"[\u4e00-\u9fff]"
_AFTER_ROLE = re.compile(_ROLE + r"(?:叫做|名叫|叫|是|为|[:：])?\s?(?P<name>" + _HAN + r"{2,4})(?![了着过])")
_BEFORE_ROLE = re.compile(r"(?=(?P<name>" + _HAN + r"{2,3})" + _ROLE + r")")
Piece = tuple[int, int, str]


def redact(text: str, known: Iterable[str] = ()) -> str:
    """The text without personal data; `known` are the names, numbers and addresses that the record holds of people."""
    pieces = [*_known(text, known), *_read(text)]
    return _put(text, pieces)


def _known(text: str, known: Iterable[str]) -> Iterator[Piece]:
    for value in known:
        if len(value) >= 2:
            yield from _everywhere(text, value, _shown(value))


def _shown(value: str) -> str:
    if looks_like_name(value):
        return _name(value)
    return "*" * len(value) if re.search(r"\d{5}", value) else mask_address(value)


def _name(value: str) -> str:
    return mask_name(value).replace("*", "某")


def _everywhere(text: str, value: str, shown: str) -> Iterator[Piece]:
    for found in re.finditer(re.escape(value), text):
        yield found.start(), found.end(), shown


def _read(text: str) -> Iterator[Piece]:
    said = extract(text)
    numbers = [(span.start, span.end) for span in (*said.id_numbers, *said.phones)]
    numbers += [(wrong.start, wrong.end) for wrong in said.rejected]
    for start, end in numbers:
        yield start, end, "*" * (end - start)
    for pattern in (_MAIL, _PLATE, _NUMBER, _SPOKEN):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), "*" * len(match[0])
    whole = name_in_answer(text)
    for name in {*(span.text for span in said.names), *_strangers(text), *([whole] if whole else ())}:
        yield from _everywhere(text, name, _name(name))
    if said.address:
        yield said.address.start, said.address.end, mask_address(said.address.text)


def _strangers(text: str) -> Iterator[str]:
    """Names that stand beside a role: 包工头周建军, 李建国书记."""
    for match in _AFTER_ROLE.finditer(text):
        longest = (match["name"][:n] for n in (3, 2) if len(match["name"]) >= n)
        name = next((each for each in longest if looks_like_name(each)), None)
        if name:
            yield name
    for match in _BEFORE_ROLE.finditer(text):
        if looks_like_name(match["name"]):
            yield match["name"]


def _put(text: str, pieces: list[Piece]) -> str:
    """Put every piece in its place; of two that overlap both are hidden, the longer one is what is shown."""
    merged: list[Piece] = []
    for start, end, shown in sorted(pieces, key=lambda piece: (piece[0], -piece[1])):
        if merged and start < merged[-1][1]:
            before = merged[-1]
            if end > before[1]:
                merged[-1] = (before[0], end, "*" * (end - before[0]))
            continue
        merged.append((start, end, shown))
    for start, end, shown in reversed(merged):
        text = text[:start] + shown + text[end:]
    return text
