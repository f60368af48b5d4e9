"""Signed ZIP files in a folder, for networks that are kept apart and joined by a ferry (光闸, 网闸)."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from api.routing.delivery import contents
from api.routing.delivery.envelope import Envelope, NotDelivered, signature

FILE_MODE, FOLDER_MODE = 0o640, 0o750  # the ferry reads by its group; nobody else does


class FileDrop:
    """One ZIP per message: message.json, its attachments, manifest.json with their digests, signature.txt over it.

    A file appears whole or not at all; its name is the message's key, so that a repeat replaces itself.
    """

    def __init__(self, folder: Path, secret: str) -> None:
        self.folder, self.secret = folder, secret

    def deliver(self, envelope: Envelope) -> None:
        """Write the file; raises NotDelivered when the folder cannot be written (full, not mounted)."""
        name = envelope.key.replace(":", "_").replace("/", "_")
        part, final = self.folder / f".{name}.{os.getpid()}.part", self.folder / f"{name}.zip"
        try:
            self.folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            with part.open("wb") as file:
                os.fchmod(file.fileno(), FILE_MODE)
                self.pack(envelope, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(final)
        except OSError as error:
            raise NotDelivered(f"os_{error.errno}") from error
        finally:
            with suppress(OSError):
                part.unlink()  # there only when something went wrong

    def pack(self, envelope: Envelope, file: IO[bytes]) -> None:
        """Write the ZIP; the same message gives the same bytes. Names inside are ours, never a citizen's."""
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
            message = envelope.to_bytes()
            digests = {"message.json": hashlib.sha256(message).hexdigest()}
            bundle.writestr(zipfile.ZipInfo("message.json"), message)
            for number, entry in enumerate(envelope.body.get("attachments") or (), 1):
                name = f"attachments/{number:02d}.{entry['kind']}"
                digests[name] = _copy(bundle, name, entry["id"])
            manifest = json.dumps({"key": envelope.key, "files": digests}, sort_keys=True).encode()
            stamp = str(int(envelope.created_at.timestamp()))
            bundle.writestr(zipfile.ZipInfo("manifest.json"), manifest)
            bundle.writestr(zipfile.ZipInfo("signature.txt"), f"{stamp}\n{signature(self.secret, stamp, manifest)}\n")


def _copy(bundle: zipfile.ZipFile, name: str, attachment_id: str) -> str:
    """Copy one attachment piece by piece; gives its digest."""
    digest = hashlib.sha256()
    with bundle.open(zipfile.ZipInfo(name), "w") as inside:
        for piece in contents.read(attachment_id):
            digest.update(piece)
            inside.write(piece)
    return digest.hexdigest()
