"""The worker: periodic work of every room, run by huey on SQLite, PostgreSQL or Redis.

`python -m api.jobs` starts it; `./run` does. Tasks only wrap the rooms' own functions, each in its transaction.
"""

from __future__ import annotations

import threading
from typing import Any

import structlog
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab

from api import main
from api.database import beat, transaction
from api.settings import settings
from api.working_days import now

log = structlog.get_logger(__name__)
PULSE_SECONDS = 2.0


def _make_huey() -> Huey:
    chosen = settings()
    if chosen.REDIS_URL:
        return RedisHuey("office", url=chosen.REDIS_URL)
    if chosen.database_url.startswith("postgresql"):
        return PostgresHuey("office", dsn=chosen.database_url.replace("+psycopg", "", 1))
    chosen.data_dir.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("office", filename=str(chosen.data_dir / "jobs.db"), fsync=True)


huey = _make_huey()
