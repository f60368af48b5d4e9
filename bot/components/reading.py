"""How the bot reads a line: full-width and traditional characters become plain ones, numbers become kinds."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

TRADITIONAL_TABLE = Path("nlu_data/traditional.tsv")

_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dx](?![\da-z])")
_PHONE = re.compile(r"(?<!\d)(?:86)?1[3-9]\d{9}(?!\d)")
_QUERY_CODE = re.compile(
    r"(?<![a-z0-9])(?:[a-z0-9]{5}-[a-z0-9]{5}|(?=[a-z0-9]*[a-z])(?=[a-z0-9]*\d)[a-z0-9]{10})(?![a-z0-9])"
)
_LONG_NUMBER = re.compile(r"\d{5,}")
_HOTLINES = {"12345": "①", "12388": "②", "12348": "③", "12356": "④", "12333": "⑤", "12355": "⑥", "12338": "⑦"}
_HOTLINE = re.compile(rf"(?<!\d)(?:{'|'.join(_HOTLINES)})(?!\d)")
_SPACE = re.compile(r"[\s\u200b\u3000]+")
_REPEATED = re.compile(r"([^\da-z])\1{2,}")


def load_traditional(path: Path = TRADITIONAL_TABLE) -> dict[str, str]:
    """Read the table of traditional characters and their simplified forms (tab separated, # for remarks)."""
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t", 1) for line in lines if line and not line.startswith("#"))
    return dict(pairs)


def fingerprint_of_files(*paths: str) -> str:
    """A hash of the contents of these files."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(Path(path).read_bytes())
    return digest.hexdigest()


def plain(text: str, traditional: Mapping[str, str]) -> str:
    """The text in half-width, simplified, lower-case characters without spaces."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = "".join(traditional.get(character, character) for character in text)
    return _SPACE.sub("", text)


def kinds(text: str) -> str:
    """The plain text with numbers replaced by what they are; a hotline is one sign of its own, the rest only a kind."""
    text = _ID_NUMBER.sub("□证□", text)
    text = _PHONE.sub("□机□", text)
    text = _QUERY_CODE.sub("□码□", text)
    text = _HOTLINE.sub(lambda found: _HOTLINES[found[0]], text)
    text = _LONG_NUMBER.sub("□号□", text)
    return _REPEATED.sub(r"\1\1", text)
