"""Signed JSON over HTTPS to a platform that can be reached."""

from __future__ import annotations

import time

import httpx2

from api.routing.delivery.envelope import Envelope, NotDelivered, signature

ALREADY_KNOWN = 409
WORTH_TRYING_AGAIN = frozenset({408, 425, 429})


class Webhook:
    """POSTs each message with an HMAC signature and an idempotency key; 2xx and 409 (already known) are success."""

    def __init__(self, url: str, secret: str, timeout: float = 10.0) -> None:
        self.url, self.secret, self.timeout = url, secret, timeout

    def deliver(self, envelope: Envelope) -> None:
        """Send the message; raises NotDelivered."""
        content, timestamp = envelope.to_bytes(), str(int(time.time()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": envelope.key,
            "X-Petition-Timestamp": timestamp,
            "X-Petition-Signature": signature(self.secret, timestamp, content),
        }
        try:
            answer = httpx2.post(self.url, content=content, headers=headers, timeout=self.timeout)
        except httpx2.TransportError as error:
            raise NotDelivered(type(error).__name__) from error
        if answer.is_success or answer.status_code == ALREADY_KNOWN:
            return
        refused = 400 <= answer.status_code < 500 and answer.status_code not in WORTH_TRYING_AGAIN
        raise NotDelivered(f"http_{answer.status_code}", final=refused)
