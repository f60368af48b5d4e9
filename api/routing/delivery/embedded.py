"""The default adapter: this system is the platform, so there is nobody else to tell."""

from __future__ import annotations

from api.routing.delivery.envelope import Envelope


class Embedded:
    """Takes every message; the case is already where it has to be."""

    def deliver(self, envelope: Envelope) -> None:
        """Nothing to do: the case stands in this database."""
