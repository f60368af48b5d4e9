"""PDF files: only those that show pages and do nothing.

What is looked through: the whole file as it stands (names with #xx escapes resolved), and what its compressed object
streams hold. What cannot be looked through (passwords, object streams with unusual filters) is refused. A dangerous
action needs one of the names below, so a page text that happens to hold one costs a refusal, never a hole. Not looked
into: fonts, pictures and page contents, which hold no actions.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from api.cases.attachments.kinds import Refused, active, broken, disguised, locked

MAX_INFLATED = 64 * 1_048_576
_ADVICE = "请用“打印为 PDF”另存一份，或者截成照片再传。"
_SCRIPT = "这个 PDF 里有自动运行的脚本"
_FILES = "这个 PDF 里夹着别的文件"
_MEDIA = "这个 PDF 里有可以运行的多媒体"
_OPENS = "这个 PDF 打开时会自动做别的动作"
_FORBIDDEN = {
    b"JavaScript": _SCRIPT,
    b"OnInstantiate": _SCRIPT,
    b"Launch": "这个 PDF 会打开别的程序",
    b"EmbeddedFile": _FILES,
    b"EmbeddedFiles": _FILES,
    b"GoToE": _FILES,
    b"GoToR": "这个 PDF 会打开别的文件",
    b"RichMedia": _MEDIA,
    b"Rendition": _MEDIA,
    b"SubmitForm": "这个 PDF 会自动往外发送内容",
    b"ImportData": "这个 PDF 会自动读取别的文件",
}
# These are so short that compressed bytes hold them by chance: looked for only outside of streams.
_FORBIDDEN_SHORT = {b"JS": _SCRIPT, b"XFA": "这个 PDF 是动态表单", b"AA": _OPENS}
_UNUSUAL = {b"ASCIIHexDecode", b"ASCII85Decode", b"LZWDecode", b"RunLengthDecode", b"Crypt", b"Predictor"}
_UNUSUAL |= {b"AHx", b"A85", b"LZW", b"RL"}

_NAME = re.compile(rb"/((?:[^\x00-\x20()<>\[\]{}/%#]|#[0-9A-Fa-f]{2})+)")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream(?=[\r\n])\r?\n?")
_OPENING = re.compile(
    rb"/OpenAction\b\s*(\[|<<\s*(?:/Type\s*/Action\s*)?(?:/D\s*\[[^\]]*\]\s*)?/S\s*/GoTo\b)?", re.DOTALL
)


def check_pdf(content: bytes) -> None:
    """Raises Refused unless this is a whole, readable, passive PDF and nothing else."""
    end = content.rfind(b"%%EOF")
    if end < 0 or b"obj" not in content:
        raise broken("PDF")
    if len(content) - end > 2_048:
        raise disguised()
    names = _names(content)
    if b"Encrypt" in names:
        raise locked("PDF")
    _refuse(names, _FORBIDDEN)
    _refuse(_names(_outside(content)), _FORBIDDEN_SHORT)
    _check_opening(content)
    for inflated in _object_streams(content):
        _refuse(_names(inflated), _FORBIDDEN | _FORBIDDEN_SHORT)
        _check_opening(inflated)


def _names(content: bytes) -> set[bytes]:
    return {_unescaped(name) for name in _NAME.findall(content)}


def _unescaped(name: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: bytes((int(found[1], 16),)), name) if b"#" in name else name


def _refuse(names: set[bytes], forbidden: dict[bytes, str]) -> None:
    for name in names & forbidden.keys():
        raise active(forbidden[name], _ADVICE)


def _check_opening(content: bytes) -> None:
    """An open action may only name the page to begin with, as word processors write it."""
    if b"OpenAction" not in _names(content):
        return
    plain = _NAME.sub(lambda found: b"/" + _unescaped(found[1]), content)
    if not all(found[1] for found in _OPENING.finditer(plain)):
        raise active(_OPENS, _ADVICE)


def _outside(content: bytes) -> bytes:
    """The file without what its streams hold."""
    pieces, at = [], 0
    for found in _STREAM.finditer(content):
        if found.start() < at or not content[max(found.start() - 8, 0) : found.start()].rstrip().endswith(b">>"):
            continue
        pieces.append(content[at : found.start()])
        stop = content.find(b"endstream", found.end())
        at = stop if stop >= 0 else len(content)
    return b"".join([*pieces, content[at:]])


def _object_streams(content: bytes) -> Iterator[bytes]:
    """What every compressed object stream holds, also of one hidden inside another stream. Raises Refused when one
    cannot be looked into or all together grow beyond 64 MB."""
    before, left, view = 0, MAX_INFLATED, memoryview(content)
    for found in _STREAM.finditer(content):
        head, before = content[before : found.start()], found.end()
        names = _names(head)
        if b"ObjStm" not in names and not {b"N", b"First"} <= names:
            continue
        if b"ObjStm" in names and (names & _UNUSUAL or head.count(b"FlateDecode") > 1 or left <= 0):
            raise _hidden()
        inflated = _inflated(view[found.end() :], left)
        left -= len(inflated)
        yield inflated


def _inflated(body: memoryview, most: int) -> bytes:
    """The beginning of `body` inflated; empty when it is not compressed (then the whole file's check has seen it)."""
    inflater = zlib.decompressobj()
    try:
        inflated = inflater.decompress(body, max(most, 1))
    except zlib.error:
        return b""
    if not inflater.eof and inflater.unconsumed_tail:
        raise _hidden()
    return inflated


def _hidden() -> Refused:
    return active("这个 PDF 有一部分内容无法检查", _ADVICE)
