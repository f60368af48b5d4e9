"""Where the petitioner lives."""

from __future__ import annotations

import re

from classifier.extraction.spans import Span, cut

_LABEL = re.compile(
    r"(?:家庭住址|家庭地址|联系地址|通讯地址|通信地址|现住址|住址|居住地址|居住地|户籍地址|户籍所在地|户口所在地|户籍地?|户口|地址|身份证地址|家住|现住|现居住?|居住[在于]?|我住|俺住|住在|住(?![建了院房户宅不进到过得满宿着的这那]))"
    r"(?:地)?\s{0,2}(?:是|为|在|于|[:：])?\s{0,3}(?P<at>[^\s，,。；;！!？?、\n:：]{3,60}(?:\s?\d{1,4}[号栋幢室单元层]{1,2}){0,4})"
)
_MARK = re.compile(r"[省市区县镇乡村街路道号栋幢室院苑园里弄巷屯庄组队坊寨湾楼]|小区|社区|单元|宿舍|公寓|花园|家属院")
_STOPS = re.compile(
    r"(?:身份证|联系电话|电话|手机|联系方式|邮编|姓名|我叫|本人|我是|我家|我要|我的|因为|因|现在|由于|于(?:19|20)\d\d年|(?:19|20)\d\d年|的(?:业主|居民|村民|住户|人|房子|时候|老百姓)|附近|周围|周边|旁边|楼下(?!\d)|的).*$"
)
_VERBS = re.compile(r"[我你他她们吗呢吧啊]|没有|怎么|什么|问题|反映|投诉|为什么|影响|严重")


def find_address(text: str) -> Span | None:
    """The petitioner's home or registered address with its house number where given; None when none is told."""
    best: Span | None = None
    for match in _LABEL.finditer(text):
        said = _STOPS.sub("", match["at"])
        start = match.start("at")
        if looks_like_address(said):
            score = 0.95 if re.match(r".*(?:址|籍|户口)", match[0][:6]) else 0.8
            if best is None or score > best.score:
                best = cut(text, start, start + len(said), said, score)
    return best


def looks_like_address(said: str) -> bool:
    """Whether words could be an address: 3–60 characters with a place mark and no sentence about something else."""
    text = said.strip()
    if not 3 <= len(text) <= 60 or _VERBS.search(text):
        return False
    return bool(_MARK.search(text)) and (len(text) >= 4 or bool(re.search(r"[村镇乡县区市]$", text)))


def address_in_answer(said: str) -> str | None:
    """The address when the whole answer is one, with or without "我住在" before it; None otherwise."""
    found = find_address(said)
    if found:
        return found.value
    plain = re.sub(r"^\s*(?:我家?|本人|俺)?(?:住在?|在|是)?\s*", "", said).strip(" 。.!！，,的")
    return plain if looks_like_address(plain) else None
