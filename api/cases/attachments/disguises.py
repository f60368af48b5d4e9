"""Files that are two things at once: a recording that is also an archive, a page or a document. Pure."""

from __future__ import annotations

import re

from api.cases.attachments.kinds import disguised

_ZIP_END = b"PK\x05\x06"
_TAIL = 66_000
_PAGE = re.compile(rb"<(?:!doctype|html|script|svg|iframe|\?php)", re.IGNORECASE)


def ends_as_archive(content: bytes) -> bool:
    """Whether an archive program would open this file by its end."""
    tail = content[-_TAIL:]
    at = tail.rfind(_ZIP_END)
    while at >= 0:
        if len(tail) - at >= 22 and int.from_bytes(tail[at + 20 : at + 22], "little") <= len(tail) - at - 22:
            return True
        at = tail.rfind(_ZIP_END, 0, at)
    return False


def check_single(content: bytes, *, is_pdf: bool) -> None:
    """Raises Refused when the file can also be read as an archive, a PDF or a web page."""
    head = content[:1_024]
    if ends_as_archive(content) or _PAGE.search(head) or (not is_pdf and b"%PDF-" in head):
        raise disguised()
