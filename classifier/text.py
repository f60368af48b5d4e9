"""Chinese words: one segmenter with the office's own vocabulary, for the classifier and for full-text search.

It is an instance of its own, never jieba's global one; `nlu_data/petition_words.txt` holds names of units, legal terms
and the words of 信访, one a line.
"""

from __future__ import annotations

import logging
import re
import threading
from functools import lru_cache
from pathlib import Path

import jieba

from classifier.extraction.spans import fold

_WORDS = Path(__file__).resolve().parent.parent / "nlu_data" / "petition_words.txt"
_TRADITIONAL = Path(__file__).resolve().parent.parent / "nlu_data" / "traditional.tsv"
_LOCK = threading.Lock()
_HAN_OR_ALNUM = re.compile(r"[\u3400-\u9fff0-9a-z]")
LONGEST = 20_000
OWN_WORD_FREQUENCY = 2_000


@lru_cache(maxsize=1)
def _ready() -> jieba.Tokenizer:
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    for word in _WORDS.read_text(encoding="utf-8").split():
        tokenizer.add_word(word, max(OWN_WORD_FREQUENCY, tokenizer.FREQ.get(word, 0)))
    return tokenizer


def tokenizer() -> jieba.Tokenizer:
    """The segmenter, loaded at its first use (about half a second)."""
    with _LOCK:
        return _ready()


@lru_cache(maxsize=1)
def _to_simplified() -> dict[int, str]:
    if not _TRADITIONAL.exists():
        return {}
    lines = _TRADITIONAL.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {ord(old): new for old, new in pairs}


def plain(text: str) -> str:
    """Full-width made plain, traditional characters made simple, letters small; every position stays the same."""
    folded = fold(text[:LONGEST]).translate(_to_simplified())
    small = folded.lower()
    return small if len(small) == len(folded) else folded


def cut(text: str) -> list[str]:
    """The words of a text as jieba finds them, in order, with nothing left out ("".join gives `plain(text)`)."""
    return list(tokenizer().lcut(plain(text)))


def search_pieces(text: str) -> set[str]:
    """The words under which a text shall be found: whole words and the shorter words inside them."""
    return {piece for piece in tokenizer().cut_for_search(plain(text)) if _HAN_OR_ALNUM.search(piece)}


def query_pieces(text: str) -> set[str]:
    """The finest words of a query: a word that contains another one is left out ("拖欠工资" asks for 拖欠 and 工资)."""
    pieces = search_pieces(text)
    return {piece for piece in pieces if not any(other != piece and other in piece for other in pieces)}
