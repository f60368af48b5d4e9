"""The worker: periodic work of every room, run by huey on SQLite, PostgreSQL or Redis.

`python -m api.jobs` starts it; `./run` does. Tasks only wrap the rooms' own functions, each in its transaction.
"""

from __future__ import annotations

import threading

import structlog
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab

from api.accounts.service import forget_expired
from api.cases.attachments.sweeping import sweep_orphans
from api.database import beat, transaction
from api.gateway.sessions.retention import purge_expired, void_codes
from api.intake import misread
from api.routing.delivery import outbox
from api.settings import configure_logging, settings
from api.training import trainer
from api.working_days import now

log = structlog.get_logger(__name__)
PULSE_SECONDS = 3.0


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


@huey.task()
@huey.lock_task("deliver")
def deliver() -> int:
    """Hand over what waits in the outbox."""
    return outbox.drain(now())


@huey.periodic_task(crontab(minute="17", hour="3"))
@huey.lock_task("purge")
def purge() -> int:
    """Delete conversations whose time is over (个人信息保护法第19、47条), 200 in a transaction."""
    total = 0
    while True:
        with transaction() as db:
            gone = purge_expired(db, now())
        total += gone
        if not gone:
            return total


@huey.periodic_task(crontab(minute="*/15"))
def void_old_codes() -> int:
    """Void codes for continuing on another device that were not used in time."""
    with transaction() as db:
        return void_codes(db, now())


@huey.periodic_task(crontab(minute="29", hour="3"))
def forget_sign_ins() -> int:
    """Delete sign-ins that are over."""
    with transaction() as db:
        return forget_expired(db, now())


@huey.periodic_task(crontab(minute="41"))
@huey.lock_task("sweep")
def sweep() -> int:
    """Remove files of uploads that were cut off in the middle."""
    return sweep_orphans()


@huey.task()
@huey.lock_task("train")
def train() -> str | None:
    """Train the next bot or classifier that waits, in a process of low priority; makes pending promotions good."""
    return trainer.run_next(now())


@huey.periodic_task(crontab(minute="29", hour="3"))
def forget_misread() -> int:
    """Delete what trainers no longer need of lines that were not understood."""
    with transaction() as db:
        return misread.forget_old(db, now())


def pulse(stopped: threading.Event) -> None:
    """Say every few seconds that the worker is alive and have the outbox looked at, until stopped."""
    while True:
        try:
            with transaction() as db:
                beat(db, "worker", now())
                waiting = outbox.anything_due(db, now())
                training = trainer.anything_to_do(db, now())
            if waiting:
                deliver()
            if training:
                train()
        except Exception as error:  # the database is away for a moment: the next pulse tries again
            log.error("worker_pulse_failed", kind=type(error).__name__)
        if stopped.wait(PULSE_SECONDS):
            return


def main() -> None:
    """Run the worker until it is told to end."""
    configure_logging()
    huey.flush_locks()
    stopped = threading.Event()
    threading.Thread(target=pulse, args=(stopped,), daemon=True).start()
    huey.create_consumer(workers=2, worker_type="thread", periodic=True).run()
    stopped.set()


if __name__ == "__main__":
    main()
