"""Signed ZIP files in a folder, for networks that are kept apart and joined by a ferry (光闸, 网闸)."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from contextlib import suppress
from pathlib import Path

from api.routing.delivery.envelope import Envelope, NotDelivered, signature


class FileDrop:
    """One ZIP per message: message.json, manifest.json with its digest, signature.txt over the manifest.

    A file appears whole or not at all; its name is the message's key, so that a repeat replaces itself.
    """

    def __init__(self, folder: Path, secret: str) -> None:
        self.folder, self.secret = folder, secret

    def deliver(self, envelope: Envelope) -> None:
        """Write the file; raises NotDelivered when the folder cannot be written (full, not mounted)."""
        name = envelope.key.replace(":", "_").replace("/", "_")
        part, final = self.folder / f".{name}.{os.getpid()}.part", self.folder / f"{name}.zip"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(self.pack(envelope))
                file.flush()
                os.fsync(file.fileno())
            part.replace(final)
        except OSError as error:
            with suppress(OSError):
                part.unlink()
            raise NotDelivered(f"os_{error.errno}") from error

    def pack(self, envelope: Envelope) -> bytes:
        """The ZIP's bytes; the same message gives the same bytes."""
        message = envelope.to_bytes()
        manifest = json.dumps(
            {"key": envelope.key, "files": {"message.json": hashlib.sha256(message).hexdigest()}}, sort_keys=True
        ).encode()
        stamp = str(int(envelope.created_at.timestamp()))
        sealed = f"{stamp}\n{signature(self.secret, stamp, manifest)}\n".encode()
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name, content in (("message.json", message), ("manifest.json", manifest), ("signature.txt", sealed)):
                bundle.writestr(zipfile.ZipInfo(name), content)
        return buffer.getvalue()
