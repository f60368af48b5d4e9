"""Fixtures for all tests: a fresh office on SQLite and on a real PostgreSQL that the suite starts itself."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

_HOME = Path(tempfile.mkdtemp(prefix="office-test-"))
os.environ.update(DATA_DIR=str(_HOME), ACTION_TOKEN="test-action-token", LIMITS_ON="false", LOG_LEVEL="WARNING")
os.environ.pop("DATABASE_URL", None)

import pytest  # noqa: E402
import sqlalchemy as sa  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402
from starlette.testclient import TestClient  # noqa: E402

from api import database  # noqa: E402
from tests.postgres import PostgresMissing, running_postgres  # noqa: E402
from tests.running_office import Office, running_office  # noqa: E402

SHARED = Path(__file__).resolve().parents[2] / "shared"


def load_all_models() -> None:
    """Import every module that defines tables, so that Base.metadata is complete."""
    import api.main  # noqa: F401


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a throw-away PostgreSQL cluster."""
    try:
        with running_postgres() as url:
            yield url
    except PostgresMissing as missing:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(missing))


def _engine_for(kind: str, request: pytest.FixtureRequest, folder: Path) -> sa.Engine:
    if kind == "sqlite":
        return database.make_engine(f"sqlite:///{folder / 'test.db'}")
    url = request.getfixturevalue("postgres_url").replace("postgresql://", "postgresql+psycopg://", 1)
    return database.make_engine(url)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """An engine with all tables, once per database."""
    load_all_models()
    engine = _engine_for(request.param, request, tmp_path_factory.mktemp("db"))
    database.Base.metadata.drop_all(engine)
    database.Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def office_db(database_engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[sa.Engine]:
    """The whole app uses this database (engine and session factory are replaced); emptied afterwards."""
    from sqlalchemy.orm import sessionmaker

    factory = sessionmaker(database_engine, expire_on_commit=False)
    monkeypatch.setattr(database, "engine", lambda: database_engine)
    monkeypatch.setattr(database, "factory", lambda: factory)
    yield database_engine
    with database_engine.begin() as connection:
        if database_engine.dialect.name == "postgresql":
            names = ", ".join(f'"{table.name}"' for table in database.Base.metadata.sorted_tables)
            connection.execute(sa.text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        else:
            for table in reversed(database.Base.metadata.sorted_tables):
                connection.execute(table.delete())


@pytest.fixture
def db(office_db: sa.Engine) -> Iterator[Session]:
    """A session in a transaction on a fresh office, on both databases; rolled back unless the test commits."""
    with database.factory()() as session:
        yield session
        session.rollback()


@pytest.fixture
def client(office_db: sa.Engine) -> Iterator[TestClient]:
    """An HTTP client of the whole app on a fresh office, on both databases."""
    from api.main import create_app

    with TestClient(create_app(), base_url="http://testserver") as http:
        yield http


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """A whole running office with the real bot, once for all dialogues and journeys."""
    with running_office() as running:
        yield running


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with real messages beside the checkout; the test is skipped without it."""
    folder = SHARED / "data"
    if not folder.exists():
        pytest.skip("../shared/data is not here: this test needs the real messages")
    return folder
