"""What an adapter gets, how it is signed, and how an adapter says that it did not work."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message on its way; `key` lets the receiver drop what it already has."""

    id: str
    key: str
    kind: str
    case_number: str
    created_at: datetime
    body: dict[str, Any]

    def to_bytes(self) -> bytes:
        """The message as UTF-8 JSON, always the same bytes for the same message."""
        content = {
            "key": self.key, "kind": self.kind, "case_number": self.case_number,
            "created_at": self.created_at.isoformat(), "body": self.body,
        }  # fmt: skip
        return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


class NotDelivered(Exception):
    """It did not work; `code` is a short word without personal data. `final` means that trying again cannot help."""

    def __init__(self, code: str, *, final: bool = False) -> None:
        super().__init__(code)
        self.code, self.final = code, final


class Adapter(Protocol):
    """The one door to an outside platform."""

    def deliver(self, envelope: Envelope) -> None:
        """Hand the message over or raise NotDelivered. The same envelope may come again."""


def signature(secret: str, timestamp: str, content: bytes) -> str:
    """`v1=` and the hexadecimal HMAC-SHA256 of timestamp, a dot and the content."""
    return "v1=" + hmac.new(secret.encode(), timestamp.encode() + b"." + content, hashlib.sha256).hexdigest()


def is_signed(secret: str, timestamp: str, content: bytes, given: str) -> bool:
    """Whether a signature is right; for receivers and for the tests."""
    return hmac.compare_digest(signature(secret, timestamp, content), given)
