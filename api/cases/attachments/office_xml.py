"""Reads the XML parts of office files without ever following a reference out of them. Pure."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from api.cases.attachments.kinds import disguised

Element = Callable[[str, dict[str, str]], None]


class _Reader:
    """Calls `element` for every element and gathers the field codes of a Word document."""

    def __init__(self, element: Element) -> None:
        self._element = element
        self._in_code = False
        self.codes: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        self._in_code = local == "instrText"
        self.codes.extend(value for name, value in attributes.items() if name.endswith("instr"))
        self._element(local, attributes)

    def end(self, _: str) -> None:
        self._in_code = False

    def text(self, text: str) -> None:
        if self._in_code:
            self.codes.append(text)

    def doctype(self, *_: object) -> None:
        raise disguised()


def read(part: bytes, element: Element) -> str:
    """Visit every element (local name, attributes); give all field codes joined. Raises ExpatError, or Refused for a
    document type declaration, by which entities could load or multiply."""
    reader = _Reader(element)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.Parse(part, True)
    return "".join(reader.codes)
