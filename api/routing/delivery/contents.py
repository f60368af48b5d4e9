"""Where an adapter gets the bytes of attachments, which lie in a room that routing may not import."""

from __future__ import annotations

from collections.abc import Callable, Iterator

Reader = Callable[[str], Iterator[bytes]]
_readers: list[Reader] = []


class NotConnected(RuntimeError):
    """The application was put together without a reader of attachments."""


def connect(reader: Reader) -> None:
    """Put the reader in its place (once, when the application is put together)."""
    _readers[:] = [reader]


def read(attachment_id: str) -> Iterator[bytes]:
    """The pieces of one attachment, decrypted; raises NotConnected, or what the reader raises when it is gone."""
    if not _readers:
        raise NotConnected("nobody reads attachments for the delivery room")
    return _readers[0](attachment_id)
