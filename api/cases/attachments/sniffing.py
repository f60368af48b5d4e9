"""What kind of file this is, by what it holds; its name and the browser's word count for nothing. Pure."""

from __future__ import annotations

import io
import zipfile

import filetype

from api.cases.attachments.kinds import Kind, Refused, unknown_kind
from api.cases.attachments.media import iso_kind

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_OFFICE_PARTS = {"word/document.xml": Kind.DOCX, "xl/workbook.xml": Kind.XLSX}
_SIGNS = (
    (b"\xff\xd8\xff", Kind.JPG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"%PDF-", Kind.PDF),
    (b"#!AMR\n", Kind.AMR),
    (b"#!AMR-WB\n", Kind.AMR),
)

_HINTS = {
    "gif": "动图（gif）收不了，请截成照片。",
    "webp": "webp 图片收不了，请截屏或另存为 jpg。",
    "bmp": "bmp 图片收不了，请另存为 jpg 或 png。",
    "tif": "tif 图片收不了，请另存为 jpg 或 pdf。",
    "avif": "avif 图片收不了，请另存为 jpg。",
    "mov": "这种视频（mov）收不了，请在手机里另存为 mp4，或者用微信转发后保存再传。",
    "3gp": "这种视频（3gp）收不了，请另存为 mp4。",
    "avi": "这种视频（avi）收不了，请另存为 mp4。",
    "mkv": "这种视频（mkv）收不了，请另存为 mp4。",
    "webm": "这种视频（webm）收不了，请另存为 mp4。",
    "wav": "这种录音（wav）收不了，请另存为 mp3 或 m4a。",
    "ogg": "这种录音（ogg）收不了，请另存为 mp3 或 m4a。",
    "aac": "这种录音（aac）收不了，请另存为 m4a。",
    "flac": "这种录音（flac）收不了，请另存为 mp3。",
    "zip": "压缩包收不了，请把里面的文件一个一个传。",
    "rar": "压缩包收不了，请把里面的文件一个一个传。",
    "7z": "压缩包收不了，请把里面的文件一个一个传。",
    "gz": "压缩包收不了，请把里面的文件一个一个传。",
    "exe": "程序文件收不了。",
    "doc": "老格式的 Word、Excel 文件（doc、xls）或加了密码的文件收不了，请另存为不带密码的 docx、xlsx 或 pdf。",
    "rtf": "rtf 文件收不了，请另存为 docx 或 pdf。",
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind_of(content: bytes) -> Kind:
    """The kind of file; raises Refused with a hint when it is none that an office takes."""
    for sign, kind in _SIGNS:
        if content.startswith(sign):
            return kind
    if content[4:8] == b"ftyp":
        return _iso(content)
    if content.startswith(b"PK"):
        return _office(content)
    if content.startswith(_OLD_OFFICE):
        raise unknown_kind(_HINTS["doc"])
    if _sounds_like_mp3(content):
        return Kind.MP3
    hint = None if content.startswith((b"\xff\xfe", b"\xfe\xff")) else _hint(content)
    if hint is not None:
        raise unknown_kind(hint)
    return Kind.TXT  # or nothing at all: the text is decoded strictly


def _hint(content: bytes) -> str | None:
    guess = filetype.guess(content[:8192])
    if content.startswith(b"MZ") or content.startswith(b"\x7fELF"):
        return _HINTS["exe"]
    if content.startswith(b"{\\rtf"):
        return _HINTS["rtf"]
    return None if guess is None else _HINTS.get(guess.extension, "这种文件收不了。")


def _sounds_like_mp3(content: bytes) -> bool:
    return content.startswith(b"ID3") or (
        len(content) > 4 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2
    )  # frame sync, layer III


def _iso(content: bytes) -> Kind:
    brands = {content[8:12], *(content[at : at + 4] for at in range(16, min(_first_box(content), 256), 4))}
    if content[8:12] in _HEIC_BRANDS:
        if b"avif" in brands or b"avis" in brands:
            raise unknown_kind(_HINTS["avif"])
        return Kind.HEIC
    if content[8:12] in (b"avif", b"avis"):
        raise unknown_kind(_HINTS["avif"])
    if content[8:12] == b"qt  ":
        raise unknown_kind(_HINTS["mov"])
    if content[8:11] == b"3gp" or content[8:11] == b"3g2":
        raise unknown_kind(_HINTS["3gp"])
    return iso_kind(content)


def _first_box(content: bytes) -> int:
    return int.from_bytes(content[:4], "big")


def _office(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise unknown_kind(_HINTS["zip"]) from error
    kinds = [kind for part, kind in _OFFICE_PARTS.items() if part in names]
    if "[Content_Types].xml" not in names or len(kinds) != 1:
        raise _not_office(names)
    return kinds[0]


def _not_office(names: set[str]) -> Refused:
    if any(name.startswith("ppt/") for name in names):
        return unknown_kind("幻灯片（pptx）收不了，请另存为 pdf。")
    if "Document.ofd" in names or "OFD.xml" in names:
        return unknown_kind("ofd 文件收不了，请另存为 pdf。")
    return unknown_kind(_HINTS["zip"])
