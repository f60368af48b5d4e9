"""What cases need from rooms that they may not import: names of units, and somebody to tell of a taken step.

The filing room connects the routing office here (`api.intake.dispatch`); the gateway may listen as well.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from sqlalchemy.orm import Session

from api.cases.models import Case, HandlingRecord

Listener = Callable[[Session, Case, HandlingRecord], None]


class UnitBook(Protocol):
    """Knows the handling units."""

    def unit_name(self, db: Session, code: str) -> str | None:
        """The unit's full name, or None when there is no active unit of this code."""


class NotConnected(RuntimeError):
    """The application was put together without its routing office."""


_books: list[UnitBook] = []
_listeners: dict[str, Listener] = {}


def connect(book: UnitBook) -> None:
    """Put the unit book in its place (once, when the application is put together)."""
    _books[:] = [book]


def unit_book() -> UnitBook:
    """The connected unit book; raises NotConnected."""
    if not _books:
        raise NotConnected("no routing office is connected to the cases room")
    return _books[0]


def listen(name: str, listener: Listener) -> None:
    """Be told of every taken step, in the same transaction; a second listener of one name replaces the first."""
    _listeners[name] = listener


def tell(db: Session, case: Case, record: HandlingRecord) -> None:
    """Tell all listeners of a step."""
    for listener in _listeners.values():
        listener(db, case, record)
