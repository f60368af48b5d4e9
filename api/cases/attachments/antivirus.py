"""Asks clamd about a file, when the office runs one (CLAMD_SOCKET: a socket's path, or host:port)."""

from __future__ import annotations

import socket
from contextlib import closing

import structlog

from api.cases.attachments.kinds import Refused
from api.errors import Unavailable
from api.settings import settings

log = structlog.get_logger(__name__)
_PIECE = 262_144
_TIMEOUT_SECONDS = 20.0


def check(content: bytes) -> None:
    """Raises Refused when clamd finds something, Unavailable when it does not answer; does nothing without clamd."""
    address = settings().CLAMD_SOCKET
    if not address:
        return
    try:
        verdict = _ask(address, content)
    except OSError as error:
        log.error("clamd_unreachable", kind=type(error).__name__)
        verdict = b""
    if verdict.endswith(b"FOUND"):
        raise Refused("file_virus", "这个文件里查出了病毒，不能收。请换一台设备重新拍照或另存后再传。")
    if not verdict.endswith(b"OK"):
        raise Unavailable("file_check_unavailable", "现在没法检查文件，请过几分钟再传，已经填的内容都在。")


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(_TIMEOUT_SECONDS)
        try:
            link.connect(address)
        except OSError:
            link.close()
            raise
        return link
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=_TIMEOUT_SECONDS)


def _ask(address: str, content: bytes) -> bytes:
    """The INSTREAM command: pieces with their length in front, an empty one at the end, one line as the answer."""
    with closing(_connect(address)) as link:
        link.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _PIECE):
            piece = content[start : start + _PIECE]
            link.sendall(len(piece).to_bytes(4, "big") + piece)
        link.sendall(b"\0\0\0\0")
        answer = bytearray()
        while not answer.endswith(b"\0") and (more := link.recv(4096)):
            answer += more
    return bytes(answer).rstrip(b"\0\n ")
