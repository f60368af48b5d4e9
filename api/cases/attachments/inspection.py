"""One file, looked into: what it is, whether it may be kept, and in which form. Pure."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from api.cases.attachments import media, office, pdf, pictures, plain_text
from api.cases.attachments.disguises import check_single
from api.cases.attachments.kinds import MAX_BYTES, Checked, Kind, empty, too_big
from api.cases.attachments.sniffing import kind_of

_PICTURES = (Kind.JPG, Kind.PNG, Kind.HEIC)
_ENDINGS = {Kind.JPG: (".jpg", ".jpeg"), Kind.TXT: (".txt", ".text", ".md", ".csv", ".log")}
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]')
NAME_LENGTH = 100


def checked(content: bytes, name: str) -> Checked:
    """The file as it will be kept; raises Refused with the reason in plain Chinese."""
    if not content:
        raise empty()
    if len(content) > MAX_BYTES:
        raise too_big()
    kind = kind_of(content)
    if kind in _PICTURES:
        kind, content = pictures.cleaned(content, kind)
    elif kind in (Kind.DOCX, Kind.XLSX):
        office.check_office(content, kind)
    elif kind is Kind.TXT:
        content = plain_text.read_text(content).encode()
    else:
        _check_whole(content, kind)
    return Checked(kind, content, shown_name(name, kind))


def _check_whole(content: bytes, kind: Kind) -> None:
    check_single(content, is_pdf=kind is Kind.PDF)
    if kind is Kind.PDF:
        pdf.check_pdf(content)
    elif kind is Kind.AMR:
        media.check_amr(content)
    elif kind is Kind.MP3:
        media.check_mp3(content)


def shown_name(name: str, kind: Kind) -> str:
    """The citizen's name for the file, without folders and signs that mislead, ending as its kind does."""
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    plain = _UNSAFE.sub("", last).strip(" .") or "附件"
    endings = _ENDINGS.get(kind, (f".{kind}",))
    stem = plain if plain.lower().endswith(endings) else f"{plain.rpartition('.')[0] or plain}.{kind}"
    base, _, ending = stem.rpartition(".")
    return f"{base[: NAME_LENGTH - len(ending) - 1]}.{ending}"
