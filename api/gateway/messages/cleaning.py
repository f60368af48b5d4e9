"""Rules for what a citizen may send: bounds, invisible characters, and nothing that the bot could read as a command."""

from __future__ import annotations

import re
import unicodedata

from api.errors import Invalid

TEXT_LIMIT = 20_000
BOT_LIMIT = 2_000
GUARD = "\u200b"

# Tab and line feed stay; bidirectional overrides would let a text show something other than what is stored.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")
BLANKS_KEPT = 100
_EMPTY_PAGE = re.compile(rf"\s{{{BLANKS_KEPT + 1},}}")  # they say nothing, and make readers of names slow
_BLANK = frozenset("\u200b\u200c\u200d\u2060\u3164\u115f\u1160\u00ad")


def clean(text: str) -> str:
    """The text as it is stored: line ends as \\n, control characters and pages of blanks gone, nothing else changed."""
    seen = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return _EMPTY_PAGE.sub(lambda blanks: blanks[0][:BLANKS_KEPT], seen)


def says_something(text: str) -> bool:
    """Whether anything visible is left."""
    return any(not char.isspace() and char not in _BLANK and unicodedata.category(char) != "Cf" for char in text)


def accepted(text: str) -> str:
    """The cleaned text; raises Invalid when it is empty or longer than 20,000 characters."""
    cleaned = clean(text)
    if not says_something(cleaned):
        message = "还没有写内容。请写几个字再发送，或者点选一个选项。"
        raise Invalid("empty_message", message, fields={"text": "没有内容"})
    if len(cleaned) > TEXT_LIMIT:
        raise too_long()
    return cleaned


def too_long() -> Invalid:
    """The refusal of a text that is too long; nothing was stored, and the page keeps what was typed."""
    return Invalid(
        "text_too_long",
        "这段话超过了 2 万字，一次发不出去。请分成几段发送，或者存成文件上传。您写的内容还在输入框里，不会丢。",
        fields={"text": "最多 20000 字"},
    )


def for_bot(text: str) -> str:
    """What the bot hears: at most 2,000 characters, and a leading "/" is never read as a command."""
    heard = text.strip()
    if heard.startswith("/"):
        heard = GUARD + heard
    return heard[:BOT_LIMIT]
