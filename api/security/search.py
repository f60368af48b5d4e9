"""Full-text search over encrypted texts: what is indexed are keyed hashes of the words."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from api.security.keys import blind_index
from classifier import text


def _hashed(words: Iterable[str]) -> list[str]:
    return sorted({base64.b32encode(blind_index(word, "search")[:10]).decode().rstrip("=").lower() for word in words})


def search_tokens(content: str) -> list[str]:
    """The hashed words under which `content` is found (a set, in hash order, so word order is not told)."""
    return _hashed(text.search_pieces(content))


def query_tokens(query: str) -> list[str]:
    """The hashed words all of which a document must have to match `query`."""
    return _hashed(text.query_pieces(query))
