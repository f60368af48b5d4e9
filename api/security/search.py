"""Full-text search over encrypted texts: what is indexed are keyed hashes of the words."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable

from api.security.keys import blind_index
from classifier import text

_LONG_RUN = re.compile(r"(.)\1{4,}", re.DOTALL)  # 路路路路路路…: no word, but seconds of work for the tokenizer


def _hashed(words: Iterable[str]) -> list[str]:
    return sorted({base64.b32encode(blind_index(word, "search")[:10]).decode().rstrip("=").lower() for word in words})


def search_tokens(content: str) -> list[str]:
    """The hashed words under which `content` is found (a set, in hash order, so word order is not told)."""
    return _hashed(text.search_pieces(_LONG_RUN.sub(r"\1\1\1\1", content)))


def query_tokens(query: str) -> list[str]:
    """The hashed words all of which a document must have to match `query`."""
    return _hashed(text.query_pieces(query))
