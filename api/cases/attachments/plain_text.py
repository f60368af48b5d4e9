"""Plain text: decoded strictly, kept as UTF-8. Pure."""

from __future__ import annotations

import re

from api.cases.attachments.kinds import unknown_kind

_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_PAGE = re.compile(r"\s*<(?:!doctype|html|head|body|script|svg|iframe|\?xml|\?php)", re.IGNORECASE)


def read_text(content: bytes) -> str:
    """The text of a .txt file in UTF-8, UTF-16 with its mark, or GB 18030; raises Refused when it is none of them."""
    text = _decoded(content)
    if text is None or _CONTROL.search(text) or text.startswith("#!"):
        raise unknown_kind()
    if _PAGE.match(text):
        raise unknown_kind("网页或程序代码收不了，请截图或另存为 pdf。")
    return text


def _decoded(content: bytes) -> str | None:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
