"""The worker: periodic work of every room, run by huey on SQLite, PostgreSQL or Redis.

`python -m api.jobs` starts it; `./run` does. Tasks only wrap the rooms' own functions, each in its transaction.
"""

from __future__ import annotations

import threading

import structlog
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey

from api.database import beat, transaction
from api.settings import settings
from api.working_days import now

log = structlog.get_logger(__name__)
PULSE_SECONDS = 5.0


def make_huey() -> Huey:
    """The queue on whatever this office runs: Redis, PostgreSQL, else a SQLite file of its own."""
    chosen = settings()
    if chosen.REDIS_URL:
        return RedisHuey("office", url=chosen.REDIS_URL)
    if chosen.database_url.startswith("postgresql"):
        return PostgresHuey("office", dsn=chosen.database_url.replace("+psycopg", "", 1))
    chosen.data_dir.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("office", filename=str(chosen.data_dir / "jobs.db"), fsync=True)


huey = make_huey()


def pulse(stopped: threading.Event) -> None:
    """Say every few seconds that the worker is alive, until stopped; a database that is away is tried again."""
    while True:
        try:
            with transaction() as db:
                beat(db, "worker", now())
        except Exception as error:
            log.error("worker_pulse_failed", kind=type(error).__name__)
        if stopped.wait(PULSE_SECONDS):
            return


def main() -> None:
    """Run the worker until it is told to end."""
    stopped = threading.Event()
    threading.Thread(target=pulse, args=(stopped,), daemon=True).start()
    huey.create_consumer(workers=2, worker_type="thread", periodic=True, graceful_signal="TERM").run()
    stopped.set()


if __name__ == "__main__":
    main()
