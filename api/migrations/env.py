"""Alembic's environment: the address comes from the settings, the tables from all rooms."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

import api.main  # noqa: F401  (imports every room's tables)
from api.cases.search import is_search_index
from api.database import Base, UtcDateTime, engine
from api.security import EncryptedJson, EncryptedText


def _plain_types(kind: str, item: object, _: object) -> str | Literal[False]:
    """Write what the database sees, so that a migration does not depend on our classes of the day."""
    if kind != "type":
        return False
    if isinstance(item, EncryptedText | EncryptedJson):
        return "sa.LargeBinary()"
    return "sa.DateTime(timezone=True)" if isinstance(item, UtcDateTime) else False


def _described(name: str | None, _: str, __: object) -> bool:
    return not is_search_index(name)


OPTIONS: dict[str, Any] = {
    "include_name": _described,
    "target_metadata": Base.metadata,
    "compare_type": True,
    "render_as_batch": True,
    "render_item": _plain_types,
}


def run() -> None:
    """Run the migrations on the office's database, or on a connection that a test hands over."""
    given = context.config.attributes.get("connection")
    if given is not None:
        context.configure(given, **OPTIONS)
        with context.begin_transaction():
            context.run_migrations()
        return
    with engine().connect() as connection:
        context.configure(connection, **OPTIONS)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
