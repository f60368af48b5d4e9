"""Encryption of single fields and files: a random nonce, the key's id and the field's name as authenticated data.

Stored form: 1 byte version, 1 byte key id, 12 bytes nonce, 16 bytes tag, ciphertext.
"""

from __future__ import annotations

import json
import os
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from api.security.keys import reread, ring

_VERSION = 1
_HEAD = 30


class Unreadable(RuntimeError):
    """A stored value was changed, belongs to another field, or its key is missing."""


def _cipher(key_id: int, nonce: bytes, tag: bytes | None = None) -> Any:
    name, key = ring().keys.get(key_id) or reread().keys[key_id]
    algorithm = algorithms.SM4(key) if name == "sm4-gcm" else algorithms.AES(key)
    return Cipher(algorithm, modes.GCM(nonce, tag))


def encrypt_bytes(data: bytes, aad: str) -> bytes:
    """Encrypt `data` for the place `aad`; every call gives another result."""
    key_id, nonce = ring().current, os.urandom(12)
    encryptor = _cipher(key_id, nonce).encryptor()
    encryptor.authenticate_additional_data(aad.encode())
    sealed = encryptor.update(data) + encryptor.finalize()
    return bytes((_VERSION, key_id)) + nonce + bytes(encryptor.tag) + bytes(sealed)


def decrypt_bytes(blob: bytes, aad: str) -> bytes:
    """The data again; raises Unreadable when it was changed or belongs elsewhere."""
    try:
        decryptor = _cipher(blob[1], blob[2:14], blob[14:_HEAD]).decryptor()
        decryptor.authenticate_additional_data(aad.encode())
        return bytes(decryptor.update(blob[_HEAD:]) + decryptor.finalize())
    except (InvalidTag, KeyError, IndexError, ValueError) as error:
        raise Unreadable(f"a value of {aad} cannot be decrypted") from error


class EncryptedText(TypeDecorator[str]):
    """A text column that only its readers see in clear. `aad` names the column: `EncryptedText("petition.story")`."""

    impl = sa.LargeBinary
    cache_ok = True

    def __init__(self, aad: str) -> None:
        super().__init__()
        self.aad = aad

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encrypt on the way in."""
        return None if value is None else encrypt_bytes(value.encode(), self.aad)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else decrypt_bytes(value, self.aad).decode()


class EncryptedJson(TypeDecorator[Any]):
    """Like EncryptedText for anything JSON can hold."""

    impl = sa.LargeBinary
    cache_ok = True

    def __init__(self, aad: str) -> None:
        super().__init__()
        self.aad = aad

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Encrypt on the way in."""
        if value is None:
            return None
        return encrypt_bytes(json.dumps(value, ensure_ascii=False).encode(), self.aad)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """Decrypt on the way out."""
        return None if value is None else json.loads(decrypt_bytes(value, self.aad))
