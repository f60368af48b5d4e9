"""Alembic's environment: the address comes from the settings, the tables from all rooms."""

from __future__ import annotations

from alembic import context

import api.main  # noqa: F401  (imports every room's tables)
from api.database import Base, engine


def run() -> None:
    """Run the migrations on the office's database, or on a connection that a test hands over."""
    given = context.config.attributes.get("connection")
    if given is not None:
        context.configure(given, target_metadata=Base.metadata, compare_type=True, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()
        return
    with engine().connect() as connection:
        context.configure(connection, target_metadata=Base.metadata, compare_type=True, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
