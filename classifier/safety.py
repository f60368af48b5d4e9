"""Hears that somebody may hurt himself, hurt others, or is in danger now: a lexicon with negation and context.

A hit here is never suppressed by a model (see `classifier.flags`). Counted is a danger to anybody in the case, the
writer or the one he worries about ("怕老人想不开"); not counted are idioms (跳楼价, 气死我了), news and the past
deaths of others, threats uttered by the other side, and plain denials ("我不会自杀").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from classifier import safety_lexicon as lexicon
from classifier.extraction.spans import Span, cut, fold

LONGEST = 20_000
_SENTENCE = re.compile(r"[^。！!？?；;\n]+[！!？?]*")
_Judge = Callable[[str, re.Match[str]], bool]


@dataclass(frozen=True, slots=True)
class Safety:
    """What was heard, each with the words that say it; all empty when nothing was."""

    self_harm: list[Span] = field(default_factory=list)
    harm_others: list[Span] = field(default_factory=list)
    emergency: list[Span] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.self_harm or self.harm_others or self.emergency)


_HIT_BEFORE = 14
_FIRST_PERSON = re.compile(
    r"我(?:也|就|要|想|只|真|会|们|都|实在|真的|已|快|不|活|还|和|跟|带)|我$|俺|咱|本人|自己(?:也|就|要)"
)
_ABOUT_TO = re.compile(r"(?:要|想|正在|正|准备|扬言|打算|企图|试图|闹着?|说要|念头|快要|差点�?|险些|几次)[^，,]{0,4}$")
_STRONG = re.compile(
    r"^(?:砍|捅|杀|弄|宰|剁|劈|崩|灭|炸|烧|打断)(?:死|了|掉|平|光)?(?:你|他|她|它)|^要(?:了)?(?:他|你|她)|^取(?:他|你|她)|^弄死|^炸|^引爆"
)


def assess(text: str) -> Safety:
    """What dangers `text` tells of; at most its first 20,000 characters are read. Pure and without a model."""
    plain = fold(text[:LONGEST])
    return Safety(
        self_harm=_spans(text, plain, lexicon.SELF, _self_is_meant),
        harm_others=_spans(text, plain, lexicon.HARM, _harm_is_meant),
        emergency=_spans(text, plain, lexicon.DANGER, _is_now),
    )


def _spans(text: str, plain: str, words: re.Pattern[str], is_meant: _Judge) -> list[Span]:
    found: list[Span] = []
    for sentence in _SENTENCE.finditer(plain):
        said, offset = sentence[0], sentence.start()
        for hit in words.finditer(said):
            if is_meant(said, hit):
                found.append(cut(text, offset + hit.start(), offset + hit.end()))
    return found


def _covered(said: str, hit: re.Match[str], by: re.Pattern[str]) -> bool:
    """Whether `by` matches somewhere over the hit itself."""
    window = max(0, hit.start() - _HIT_BEFORE)
    return any(m.start() < hit.end() and m.end() > hit.start() for m in by.finditer(said, window, hit.end() + 8))


def _clause(said: str, hit: re.Match[str]) -> tuple[str, str]:
    """The words of the hit's own clause before and after it."""
    start = max(said.rfind(mark, 0, hit.start()) for mark in "，,、 ") + 1
    ends = [at for mark in "，," if (at := said.find(mark, hit.end())) >= 0]
    return said[start : hit.start()], said[hit.end() : min(ends, default=len(said))]


def _self_is_meant(said: str, hit: re.Match[str]) -> bool:
    before, after = _clause(said, hit)
    if _covered(said, hit, lexicon.SELF_IDIOM) or lexicon.SELF_DENIED.search(before):
        return False
    if _FIRST_PERSON.search(before):
        return True
    told = said[max(0, hit.start() - 40) : hit.start()]
    if lexicon.NEWS.search(told):
        return False
    if lexicon.PAST_DEATH.search(hit[0] + after) or lexicon.PAST_DEATH.search(said[hit.end() : hit.end() + 14]):
        return False
    return not lexicon.OTHERS.search(before) or bool(_ABOUT_TO.search(before))


def _harm_is_meant(said: str, hit: re.Match[str]) -> bool:
    before, after = _clause(said, hit)
    if _covered(said, hit, lexicon.HARM_IDIOM) or _covered(said, hit, lexicon.WE_ARE_VICTIMS):
        return False
    told = said[max(0, hit.start() - 40) : hit.end()]
    if lexicon.HARM_DENIED.search(before) or lexicon.NEWS.search(told) or lexicon.WARNED.search(told):
        return False
    if lexicon.THREATENED.search(said[max(0, hit.start() - 20) : hit.end() + 4]):
        return False
    side = lexicon.OTHER_SIDE.search(before + hit[0])
    own = lexicon.WILL.search(before + hit[0] + after)
    if side and not (own and own.start() >= side.start() and _FIRST_PERSON.search(before)):
        return False
    if lexicon.ALWAYS.search(hit[0]) or _STRONG.search(hit[0]):
        return True
    return bool(own or lexicon.WILL.search(said[max(0, hit.start() - 30) : hit.end() + 20]))


def _is_now(said: str, hit: re.Match[str]) -> bool:
    if _covered(said, hit, lexicon.WE_ARE_SAFE):
        return False
    if lexicon.CRY.search(said) and not lexicon.SUPPOSED.search(said):
        return True
    return bool(lexicon.NOW.search(said)) and not lexicon.NOT_NOW.search(said)
