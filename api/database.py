"""The one database: engine, sessions, base class, column types. SQLite (WAL) by default, PostgreSQL in production."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from threading import Lock
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Depends
from sqlalchemy import event
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.types import TypeDecorator

from api.settings import settings

SQLITE_PATIENCE_SECONDS = 15
_HOLDS_GATE = "holds_write_gate"
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table of ours; constraint names are fixed so that migrations are the same on both databases."""

    metadata = sa.MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment; stored in UTC and given back aware on SQLite as on PostgreSQL."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time, which could mean any zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id() -> str:
    """A 26-character ASCII id that sorts by time (48 bits of milliseconds, 80 random bits)."""
    number = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10))
    letters = []
    for _ in range(26):
        number, rest = divmod(number, 32)
        letters.append(_ALPHABET[rest])
    return "".join(reversed(letters))


def make_engine(url: str) -> Engine:
    """An engine as both databases need it: SQLite in WAL with foreign keys, waiting up to 15 s for a lock.

    Its errors never quote the values of a statement, which may be somebody's.
    """
    if not url.startswith("sqlite"):
        return sa.create_engine(
            url, pool_size=20, max_overflow=20, pool_pre_ping=True, pool_recycle=1800, hide_parameters=True
        )
    connect = {"timeout": SQLITE_PATIENCE_SECONDS, "check_same_thread": False}
    engine = sa.create_engine(url, connect_args=connect, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we begin ourselves, see below
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "busy_timeout=15000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    _one_writer_at_a_time(engine)
    return engine


def _one_writer_at_a_time(engine: Engine) -> None:
    """Take SQLite's write lock at the start, and queue for it within this process.

    A transaction that reads first and writes later would fail at once with "database is locked"; taking the lock early
    waits instead. SQLite itself waits by sleeping longer and longer, which leaves the database idle under load, so the
    threads of one process hand the turn on to each other; only other processes meet SQLite's own waiting.
    """
    gate = Lock()

    def leave(info: dict[Any, Any]) -> None:
        if info.pop(_HOLDS_GATE, False):
            gate.release()

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("read_only"):
            _straight(connection, "BEGIN")
            return
        if gate.acquire(timeout=SQLITE_PATIENCE_SECONDS):
            connection.info[_HOLDS_GATE] = True
        _straight(connection, "BEGIN IMMEDIATE")

    @event.listens_for(engine, "commit")
    def _commit(connection: sa.Connection) -> None:
        _straight(connection, "COMMIT")
        leave(connection.info)

    @event.listens_for(engine, "rollback")
    def _rollback(connection: sa.Connection) -> None:
        leave(connection.info)

    @event.listens_for(engine, "reset")
    def _reset(_: Any, record: Any, __: Any) -> None:
        leave(record.info)

    @event.listens_for(engine, "invalidate")
    def _invalidate(_: Any, record: Any, __: Any) -> None:
        leave(record.info)


def _straight(connection: sa.Connection, statement: str) -> None:
    """Run a statement without SQLAlchemy's machinery, which costs more than it; its errors are SQLAlchemy's."""
    raw: Any = connection.connection.dbapi_connection
    try:
        raw.execute(statement)
    except sqlite3.OperationalError as error:
        raise OperationalError(statement, None, error, hide_parameters=True) from error


@lru_cache
def engine() -> Engine:
    """The engine of this process, made from the settings on first use."""
    url = settings().database_url
    if url.startswith("sqlite:///"):
        settings().data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return make_engine(url)


@lru_cache
def factory() -> sessionmaker[Session]:
    """The maker of sessions of this process."""
    return sessionmaker(engine(), expire_on_commit=False)


@contextmanager
def transaction() -> Iterator[Session]:
    """One unit of work outside a request (jobs, dialogue actions): commits at the end, rolls back on an error."""
    with factory()() as db, db.begin():
        yield db


@contextmanager
def reading() -> Iterator[Session]:
    """A session that only reads: takes no write lock on SQLite and is rolled back at the end."""
    with factory()() as db:
        db.connection(execution_options={"read_only": True})
        yield db


def session() -> Iterator[Session]:
    """One request, one transaction; use as `Db`. Commits before the answer leaves, rolls back on an error."""
    with transaction() as db:
        yield db


def reading_session() -> Iterator[Session]:
    """One request that only reads; use as `ReadDb`."""
    with reading() as db:
        yield db


Db = Annotated[Session, Depends(session, scope="function")]
ReadDb = Annotated[Session, Depends(reading_session, scope="function")]


class Heartbeat(Base):
    """When a process of the office last said that it is alive."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def beat(db: Session, name: str, now: datetime) -> None:
    """Say that `name` is alive at `now`."""
    db.merge(Heartbeat(name=name, at=now))


def last_beat(db: Session, name: str) -> datetime | None:
    """When `name` was last alive; None when never."""
    return db.scalar(sa.select(Heartbeat.at).where(Heartbeat.name == name))
