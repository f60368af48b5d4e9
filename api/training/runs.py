"""The queue of training runs: ask for one, cancel it, take the next, give up what died. Never commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.accounts import audit
from api.accounts.actors import Actor
from api.errors import Conflict, NotFound
from api.training.artefacts import Kind
from api.training.models import TrainingRun

DEAD_AFTER = timedelta(seconds=60)
OPEN = ("queued", "running")
WAITING_ALLOWED = 10
DIED = "训练所在的进程中断了（服务重启或机器断电），没有产生新版本，请重新开始。"


def ask(db: Session, kind: Kind, why: str, actor: Actor, now: datetime, *, with_confirmed: bool = False) -> TrainingRun:
    """Queue a run. Confirmed labels are learnt by the classifier only; sealed cases only if the asker may open them."""
    waiting = db.scalar(sa.select(sa.func.count()).where(TrainingRun.state == "queued")) or 0
    if waiting >= WAITING_ALLOWED:
        raise Conflict("queue_full", "排队的训练太多了，请等前面的做完。")
    confirmed = with_confirmed and kind is Kind.CLASSIFIER
    run = TrainingRun(
        kind=kind, state="queued", why=why, with_confirmed=confirmed, with_sealed=confirmed and actor.may_open_sealed,
        asked_by=actor.id, asked_at=now,
    )  # fmt: skip
    db.add(run)
    db.flush()
    audit.append(db, actor, "training_asked", run.id, now, kind=kind, why=why, with_confirmed=confirmed)
    return run


def cancel(db: Session, run_id: str, actor: Actor, now: datetime) -> TrainingRun:
    """End a waiting run at once, a running one within seconds. Raises NotFound, Conflict when it is already over."""
    run = find(db, run_id)
    at_once = _change(db, run.id, "queued", state="cancelled", cancel_asked=True, ended_at=now)
    if not at_once and not _change(db, run.id, "running", cancel_asked=True):
        raise Conflict("run_over", "这次训练已经结束了。")
    audit.append(db, actor, "training_cancelled", run.id, now)
    db.refresh(run)
    return run


def recent(db: Session, limit: int = 100) -> Sequence[TrainingRun]:
    """The runs, newest first."""
    return db.scalars(sa.select(TrainingRun).order_by(TrainingRun.id.desc()).limit(limit)).all()


def find(db: Session, run_id: str) -> TrainingRun:
    """One run; raises NotFound."""
    run = db.get(TrainingRun, run_id)
    if run is None:
        raise NotFound("no_run", "没有这次训练。")
    return run


def anything_to_do(db: Session, now: datetime) -> bool:
    """Whether the worker should look: one waits (and none runs), or one was left running by a dead process."""
    signs = sa.select(TrainingRun.state, _last_sign()).where(TrainingRun.state.in_(OPEN)).group_by(TrainingRun.state)
    beats = dict(db.execute(signs).all())
    running = beats.get("running")
    return running < now - DEAD_AFTER if running is not None else bool(beats)


def claim(db: Session, now: datetime) -> TrainingRun | None:
    """Take the oldest waiting run; None when none waits or one is running."""
    run = db.scalar(sa.select(TrainingRun).where(TrainingRun.state == "queued").order_by(TrainingRun.id).limit(1))
    if run is None:
        return None
    try:
        with db.begin_nested():
            taken = _change(db, run.id, "queued", state="running", started_at=now, beat_at=now)
    except IntegrityError:  # the index lets one run at a time
        return None
    db.refresh(run)
    return run if taken else None


def give_up_dead(db: Session, now: datetime) -> int:
    """Mark as failed what has given no sign of life for a minute; how many."""
    dead = sa.update(TrainingRun).where(TrainingRun.state == "running", TrainingRun.beat_at < now - DEAD_AFTER)
    done = db.execute(dead.values(state="failed", problem=DIED, ended_at=now))
    return int(done.rowcount)  # type: ignore[attr-defined]


def beat(db: Session, run_id: str, now: datetime, log: str) -> bool:
    """A sign of life with the last lines of the log; False when the run should end (cancelled, or given up)."""
    if not _change(db, run_id, "running", beat_at=now, log=log):
        return False
    return not db.scalar(sa.select(TrainingRun.cancel_asked).where(TrainingRun.id == run_id))


def end(db: Session, run_id: str, state: str, now: datetime, **values: Any) -> bool:
    """Write down how it ended; False when somebody else already gave it up."""
    return _change(db, run_id, "running", state=state, ended_at=now, **values)


def _last_sign() -> sa.ColumnElement[datetime | None]:
    return sa.func.max(TrainingRun.beat_at, type_=TrainingRun.beat_at.type)


def _change(db: Session, run_id: str, only_if: str, **values: Any) -> bool:
    change = sa.update(TrainingRun).where(TrainingRun.id == run_id, TrainingRun.state == only_if).values(**values)
    return bool(db.execute(change.execution_options(synchronize_session=False)).rowcount)  # type: ignore[attr-defined]
