"""The worker's part: makes pending promotions good, gives up dead runs, and trains the next one, low in priority."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from api import working_days
from api.database import reading, transaction
from api.settings import ROOT, settings
from api.training import corpus, promotions, recipes, runs
from api.training.artefacts import Kind
from api.training.models import TrainingRun
from api.training.recipes import Recipe, Unsuccessful

log = structlog.get_logger(__name__)
LOOK_EVERY = 2.0
SHOWN_LINES, SHOWN_WIDTH = 40, 200
LONGEST = 2 * 3600.0
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_QUIET = {
    "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1", "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}  # fmt: skip
_SECRETS = ("ACTION_TOKEN", "DATABASE_URL", "REDIS_URL", "DELIVERY_SECRET", "TRACKER_KEY", "TRACKER_URL", "KEYS_FILE")


class _Cancelled(Exception):
    """Somebody asked for the end of the run, or it was given up as dead."""


def anything_to_do(db: Session, now: datetime) -> bool:
    """Whether `run_next` has something to do: a run, or a promotion whose pointer was not switched."""
    return runs.anything_to_do(db, now) or promotions.unfinished(db)


def run_next(now: datetime) -> str | None:
    """The job: finish promotions, give up the dead, train the oldest waiting run to its end. Gives that run's id."""
    with transaction() as db:
        promotions.take_effect(db, now)
        runs.give_up_dead(db, now)
        run = runs.claim(db, now)
    if run is None:
        return None
    state, values = _outcome(run)
    with transaction() as db:
        runs.end(db, run.id, state, working_days.now(), **values)
    log.info("training_ended", run=run.id, kind=run.kind, state=state)
    return run.id


def _outcome(run: TrainingRun) -> tuple[str, dict[str, Any]]:
    try:
        version, scores = _train(run)
    except _Cancelled:
        return "cancelled", {}
    except Unsuccessful as error:
        return "failed", {"problem": str(error)}
    except Exception as error:  # the next run must have its turn whatever happened to this one
        log.error("training_broke", run=run.id, kind=type(error).__name__)
        return "failed", {"problem": "训练没有完成，请看日志的最后几行。"}
    return "done", {"version": version, "scores": scores}


def _train(run: TrainingRun) -> tuple[str, dict[str, Any]]:
    kind, begun = Kind(run.kind), time.monotonic()
    with _confirmed_labels(run) as confirmed:
        recipe = recipes.prepare(kind, run.id, working_days.now(), confirmed)
        try:
            _follow(run.id, recipe)
            facts = {
                "created_at": working_days.now().isoformat(timespec="seconds"), "run": run.id,
                "seconds": round(time.monotonic() - begun, 1),
            }  # fmt: skip
            return recipes.move_in(recipe, facts)
        finally:
            shutil.rmtree(recipe.staging, ignore_errors=True)


@contextmanager
def _confirmed_labels(run: TrainingRun) -> Iterator[Path | None]:
    """Agents' confirmed labels in a file that only this run sees and that is gone afterwards."""
    if not run.with_confirmed:
        yield None
        return
    folder = settings().data_dir / "training" / run.id
    folder.mkdir(parents=True, mode=0o700)
    path = folder / "confirmed.jsonl"
    try:
        with reading() as db, path.open("w", encoding="utf-8") as file:
            written = sum(1 for line in corpus.lines(db, sealed=run.with_sealed) if file.write(line))
        yield path if written else None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _follow(run_id: str, recipe: Recipe) -> None:
    """Run the program to its end with a sign of life every two seconds. Raises Unsuccessful, _Cancelled."""
    path = settings().data_dir / "log" / f"training-{recipe.kind}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "api.training.launch", str(os.getpid()), *recipe.command],
            cwd=ROOT, env=_environment(), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        )  # fmt: skip
        try:
            _watch(run_id, process, path)
        finally:
            process.kill()
            process.wait()
    with transaction() as db:
        runs.beat(db, run_id, working_days.now(), last_lines(path))
    if process.returncode:
        raise Unsuccessful(f"训练程序没有成功（退出码 {process.returncode}），请看日志的最后几行。")


def _watch(run_id: str, process: subprocess.Popen[bytes], path: Path) -> None:
    until = time.monotonic() + LONGEST
    while process.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            process.wait(LOOK_EVERY)
        if not _goes_on(run_id, path):
            raise _Cancelled
        if time.monotonic() > until:
            raise Unsuccessful("训练超过两小时仍未完成，已停止。")


def _goes_on(run_id: str, path: Path) -> bool:
    try:
        with transaction() as db:
            return runs.beat(db, run_id, working_days.now(), last_lines(path))
    except OperationalError:  # the database is away for a moment; the training need not suffer
        return True


def _environment() -> dict[str, str]:
    """What the program needs and no secret of the office."""
    kept = {name: value for name, value in os.environ.items() if name not in _SECRETS}
    return {**kept, **_QUIET, "MODELS_DIR": str(settings().models_dir)}


def last_lines(path: Path) -> str:
    """The end of a log as a person reads it: no colours, of a progress bar only its last state."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 64_000))
        text = _COLOURS.sub("", file.read().decode("utf-8", "replace"))
    lines = [line.rstrip().rsplit("\r", 1)[-1].strip() for line in text.split("\n")]
    return "\n".join(line[:SHOWN_WIDTH] for line in lines if line)[-SHOWN_LINES * SHOWN_WIDTH :]
