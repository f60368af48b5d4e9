"""The keys of an office: one file, made on first start, never in the database.

The file is JSON: `{"current": 1, "keys": {"1": {"cipher": "aes-gcm", "key": "<base64>"}}, "index": "<base64>"}`.
`index` feeds the blind indexes and every derived key; it is not rotated, as look-ups would be lost.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import structlog

from api.settings import settings

log = structlog.get_logger(__name__)
KEY_BYTES = {"aes-gcm": 32, "sm4-gcm": 16}


class KeysUnusable(RuntimeError):
    """The key file exists but cannot be used; starting without it would make all personal data unreadable."""


@dataclass(frozen=True)
class KeyRing:
    """The keys in use: `current` encrypts, all of `keys` decrypt, `index` is for blind indexes."""

    current: int
    keys: dict[int, tuple[str, bytes]]
    index: bytes

    @classmethod
    def fresh(cls, cipher: str = "aes-gcm") -> KeyRing:
        """A new ring with one random key."""
        return cls(1, {1: (cipher, secrets.token_bytes(KEY_BYTES[cipher]))}, secrets.token_bytes(32))

    def rotated(self, cipher: str = "aes-gcm") -> KeyRing:
        """The same ring with one more key, which becomes current. Old values stay readable."""
        number = max(self.keys) + 1
        keys = {**self.keys, number: (cipher, secrets.token_bytes(KEY_BYTES[cipher]))}
        return KeyRing(number, keys, self.index)

    def to_json(self) -> str:
        """The file's text."""
        keys = {str(n): {"cipher": c, "key": base64.b64encode(k).decode()} for n, (c, k) in self.keys.items()}
        return json.dumps({"current": self.current, "keys": keys, "index": base64.b64encode(self.index).decode()})

    @classmethod
    def from_json(cls, text: str) -> KeyRing:
        """Read the file's text; raises KeysUnusable."""
        try:
            raw = json.loads(text)
            keys = {int(n): (k["cipher"], base64.b64decode(k["key"])) for n, k in raw["keys"].items()}
            ring = cls(int(raw["current"]), keys, base64.b64decode(raw["index"]))
        except (ValueError, KeyError, TypeError) as error:
            raise KeysUnusable("the key file cannot be read") from error
        sound = all(len(key) == KEY_BYTES.get(cipher, -1) for cipher, key in ring.keys.values())
        if ring.current not in ring.keys or not sound or len(ring.index) < 32:
            raise KeysUnusable("the key file is not complete")
        return ring


def write(path: Path, ring: KeyRing) -> None:
    """Write the file so that only its owner can read it, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(ring.to_json())
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def load_or_create(path: Path) -> KeyRing:
    """The ring in `path`; a new one, said loudly, when there is no file. Safe when several processes start at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path.exists():
            return KeyRing.from_json(path.read_text())
        ring = KeyRing.fresh()
        write(path, ring)
        log.warning(
            "keys_created",
            file=str(path),
            keep="请立即备份此文件并妥善保管：丢失后，所有个人信息将无法恢复。",
        )
        return ring


@lru_cache
def ring() -> KeyRing:
    """The ring of this process."""
    return load_or_create(settings().keys_file)


def reread() -> KeyRing:
    """The ring as the file has it now: another process may have added a key while this one runs."""
    ring.cache_clear()
    return ring()


def derived_key(purpose: str, length: int = 32) -> bytes:
    """A key of `length` (≤ 32) bytes for one purpose, the same in every process of this office."""
    return hmac.new(ring().index, f"key\0{purpose}".encode(), hashlib.sha256).digest()[:length]


def blind_index(value: str, purpose: str) -> bytes:
    """16 bytes by which equal values of one purpose can be found without storing them."""
    return hmac.new(ring().index, f"{purpose}\0{value}".encode(), hashlib.sha256).digest()[:16]
