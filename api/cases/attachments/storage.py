"""The encrypted files: pieces of 1 MiB, each bound to its file, its place and whether it is the last.

A file appears whole or not at all (written aside, synced, renamed), before its row does; a row never lacks its file.
Form of a piece: 4 bytes length, then what `encrypt_bytes` gives.
"""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from api.errors import NotFound, OfficeError
from api.security import decrypt_bytes, encrypt_bytes
from api.settings import settings

PIECE = 1_048_576
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def folder() -> Path:
    """Where the files lie."""
    return settings().data_dir / "attachments"


def path_of(attachment_id: str) -> Path:
    """The place of one file; spread over folders by the random end of the id."""
    return folder() / attachment_id[-2:] / attachment_id


def _aad(attachment_id: str, number: int, last: bool) -> str:
    return f"attachment:{attachment_id}:{number}:{'last' if last else 'more'}"


def _sealed(attachment_id: str, content: bytes) -> Iterator[bytes]:
    view = memoryview(content)
    starts = range(0, max(len(content), 1), PIECE)
    for number, start in enumerate(starts):
        piece = bytes(view[start : start + PIECE])
        blob = encrypt_bytes(piece, _aad(attachment_id, number, number == len(starts) - 1))
        yield len(blob).to_bytes(4, "big") + blob


def write(attachment_id: str, content: bytes) -> None:
    """Keep the bytes of one file. Raises OfficeError 507 when the disk is full; then nothing of it is left."""
    path = path_of(attachment_id)
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_synced(part, _sealed(attachment_id, content))
        part.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        for leftover in (part, path):
            with contextlib.suppress(OSError):
                leftover.unlink(missing_ok=True)
        if error.errno in _FULL:
            raise OfficeError(
                "disk_full", "现在存不下文件了，我们会尽快处理。您可以先不传附件继续填写，提交后再补交。", status=507
            ) from error
        raise


def _write_synced(path: Path, pieces: Iterable[bytes]) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(attachment_id: str) -> Iterator[bytes]:
    """The bytes of one file, piece by piece. Raises NotFound when it is gone, Unreadable when it was changed."""
    path = path_of(attachment_id)
    if not path.exists():
        raise NotFound("attachment_gone", "这个文件已经不在了。")
    return _pieces(attachment_id, path)


def _pieces(attachment_id: str, path: Path) -> Iterator[bytes]:
    left = path.stat().st_size
    with path.open("rb") as file:
        number = 0
        while left > 0:
            size = int.from_bytes(file.read(4), "big")
            left -= 4 + size
            yield decrypt_bytes(file.read(size), _aad(attachment_id, number, left == 0))
            number += 1


def remove(attachment_id: str) -> None:
    """Delete one file; it is no error when it is gone already."""
    path_of(attachment_id).unlink(missing_ok=True)


def kept(older_than_seconds: float) -> Iterator[tuple[str, Path]]:
    """The files (also half-written ones) untouched for so long, by attachment id."""
    limit = time.time() - older_than_seconds
    for path in folder().glob("??/*"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < limit:
                yield path.name.removesuffix(".part"), path
