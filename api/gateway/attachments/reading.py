"""Reads one uploaded file out of a multipart request, in memory only and never beyond its bound.

Starlette would spool a large upload, in clear, to a temporary file before anybody has looked at its size.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, fail_after
from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from api.cases.attachments.kinds import MAX_BYTES, MEGABYTE, Refused, too_big

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

ROOM_FOR_FRAME = 65_536
DRAINED = 80 * MEGABYTE
AT_ONCE = CapacityLimiter(8)  # uploads held in memory by one process
LONGEST_SECONDS = 300.0  # a connection that hangs must not keep its place for ever


@dataclass
class Upload:
    """The file as it came: bytes, and the name that the citizen's device gave it."""

    content: bytearray = field(default_factory=bytearray)
    name: str = ""


class _FilePart:
    """Gathers the part called `file`; everything else in the form is passed over."""

    def __init__(self) -> None:
        self.upload = Upload()
        self.found = False
        self._header = bytearray()
        self._value = bytearray()
        self._wanted = False
        self.ended = False

    def callbacks(self) -> MultipartCallbacks:
        """What the parser calls while it reads."""
        return {
            "on_part_begin": self.part_begin,
            "on_part_data": self.part_data,
            "on_header_field": self.header_field,
            "on_header_value": self.header_value,
            "on_header_end": self.header_end,
            "on_end": self.end,
        }

    def end(self) -> None:
        self.ended = True

    def part_begin(self) -> None:
        self._wanted = False

    def header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        if bytes(self._header).lower() == b"content-disposition" and not self.found:
            _, options = parse_options_header(bytes(self._value))
            if options.get(b"name") == b"file" and b"filename" in options:
                self._wanted = self.found = True
                self.upload.name = options[b"filename"].decode(errors="replace")
        self._header.clear()
        self._value.clear()

    def part_data(self, data: bytes, start: int, end: int) -> None:
        if self._wanted:
            self.upload.content += data[start:end]
            if len(self.upload.content) > MAX_BYTES:
                raise too_big()


def no_file() -> Refused:
    """The request holds no file part."""
    return Refused("no_file", "没有收到文件，请重新选择后上传。", 400)


def _broken_off() -> Refused:
    return Refused("upload_broken", "文件没有传完整，请检查网络后再传一次。", 400)


async def read_upload(request: Request) -> Upload:
    """The one file of the request. Raises Refused: too big (413), none or broken off (400)."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise no_file()
    parts = request.stream()
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > MAX_BYTES + ROOM_FOR_FRAME:
        await _drain(parts)
        raise too_big()
    try:
        with fail_after(LONGEST_SECONDS):
            return await _parsed(parts, options[b"boundary"])
    except TimeoutError as error:
        raise Refused("upload_slow", "传得太慢，没有传完。请换个网络，或者选小一点的文件再传。", 408) from error
    except Refused:
        await _drain(parts)
        raise


async def _parsed(parts: AsyncIterator[bytes], boundary: bytes) -> Upload:
    part, seen = _FilePart(), 0
    try:
        parser = MultipartParser(boundary, part.callbacks())
        async for piece in parts:
            seen += len(piece)
            if seen > MAX_BYTES + ROOM_FOR_FRAME:
                raise too_big()
            parser.write(piece)
        parser.finalize()
    except FormParserError as error:
        raise _broken_off() from error
    if not part.found:
        raise no_file()
    if not part.ended:
        raise _broken_off()
    return part.upload


async def _drain(parts: AsyncIterator[bytes]) -> None:
    """Read on for a while without keeping anything: a browser that is cut off shows no answer at all."""
    seen = 0
    async for piece in parts:
        seen += len(piece)
        if seen > DRAINED:
            return
