"""The database on SQLite and PostgreSQL: times, ids, transactions, migrations."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy.orm import Session

from api import database
from api.cases.search import is_search_index
from api.settings import ROOT


def test_a_moment_comes_back_aware_and_equal(db: Session) -> None:
    moment = datetime(2026, 11, 27, 9, 30, tzinfo=timezone(timedelta(hours=8)))
    database.beat(db, "test", moment)
    db.flush()
    db.expire_all()
    stored = database.last_beat(db, "test")
    assert stored == moment
    assert stored is not None
    assert stored.utcoffset() == timedelta(0)


def test_a_naive_time_is_refused(db: Session) -> None:
    database.beat(db, "test", datetime(2026, 11, 27))  # noqa: DTZ001
    with pytest.raises(sa.exc.StatementError):
        db.flush()


def test_ids_sort_by_time_and_never_repeat() -> None:
    first = database.new_id()
    time.sleep(0.002)
    later = [database.new_id() for _ in range(2000)]
    assert all(first < one for one in later)
    assert len(set(later)) == 2000
    assert all(one.isascii() and len(one) == 26 for one in later)


def test_a_failed_transaction_leaves_nothing(office_db: sa.Engine) -> None:
    def fail() -> None:
        with database.transaction() as session:
            database.beat(session, "lost", datetime.now(UTC))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        fail()
    with database.reading() as session:
        assert database.last_beat(session, "lost") is None


def test_a_connection_that_the_server_closed_is_replaced(office_db: sa.Engine) -> None:
    if office_db.dialect.name != "postgresql":
        pytest.skip("SQLite has no server")
    with database.transaction() as session:  # leaves an idle connection in the pool
        session.execute(sa.text("SELECT 1"))
    own = sa.create_engine(office_db.url)
    with own.connect() as other:
        others = "pid <> pg_backend_pid() AND datname = current_database()"
        closed = other.execute(sa.text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")).all()  # noqa: S608
    own.dispose()
    assert closed
    with database.transaction() as session:
        database.beat(session, "still there", datetime.now(UTC))


def _migrated(connection: sa.Connection) -> None:
    config = Config(str(ROOT / "alembic.ini"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_migrations_make_exactly_the_tables_of_the_models(
    kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('migrated') / 'm.db'}"
    else:
        base = request.getfixturevalue("postgres_url").replace("postgresql://", "postgresql+psycopg://", 1)
        admin = sa.create_engine(base, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(sa.text("DROP DATABASE IF EXISTS migrated"))
            connection.execute(sa.text("CREATE DATABASE migrated"))
        url = base.rsplit("/", 1)[0] + "/migrated"
    import api.main  # noqa: F401

    engine = database.make_engine(url)
    with engine.connect() as connection:
        _migrated(connection)
        connection.commit()
        described = {"include_name": lambda name, *_: not is_search_index(name)}
        context = MigrationContext.configure(connection, opts={"compare_type": True, **described})
        assert compare_metadata(context, database.Base.metadata) == []
    engine.dispose()


def test_many_threads_write_one_after_the_other_without_error(office_db: sa.Engine) -> None:
    def write(number: int) -> None:
        for turn in range(10):
            with database.transaction() as session:
                database.last_beat(session, f"writer-{number}")
                database.beat(session, f"writer-{number}", datetime.now(UTC) + timedelta(seconds=turn))

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(write, range(16)))
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(database.Heartbeat)) == 16


def _write_and_fail() -> None:
    with database.transaction() as session:
        database.beat(session, "broken", datetime.now(UTC))
        session.flush()
        raise RuntimeError("stop")


def test_a_failed_write_does_not_keep_the_others_out(office_db: sa.Engine) -> None:
    for _ in range(3):
        with pytest.raises(RuntimeError):
            _write_and_fail()
    session = database.factory()()
    database.beat(session, "left open", datetime.now(UTC))
    session.flush()
    session.close()
    started = time.monotonic()
    with database.transaction() as session:
        database.beat(session, "next", datetime.now(UTC))
    assert time.monotonic() - started < 2
