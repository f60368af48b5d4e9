"""The trainers' interface: versions, promotion by two people, runs, corpus, inbox."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session

from api.accounts import audit
from api.accounts.access import require
from api.accounts.actors import Actor, Role
from api.accounts.models import User
from api.database import Db, ReadDb, reading, transaction
from api.training import artefacts, corpus, inbox, promotions, runs
from api.training.artefacts import Kind
from api.training.models import ModelPromotion
from api.training.schemas import (
    DoneBody,
    InboxPage,
    LineView,
    ModelsView,
    PromotionView,
    ProposalBody,
    RollbackBody,
    RunBody,
    RunView,
    VersionView,
)
from api.working_days import now

router = APIRouter(prefix="/api/training", tags=["training"])
Id = Annotated[str, Path(pattern=r"^[0-9a-z]{26}$")]
Keeper = Annotated[Actor, Depends(require(Role.TRAINER, Role.ADMIN))]
Trainer = Annotated[Actor, Depends(require(Role.TRAINER))]


@router.get("/models")
def list_models(_: Keeper) -> list[ModelsView]:
    """The versions of bot and classifier with their cards, and which one is in use."""
    shown = []
    for kind in Kind:
        current = artefacts.current(kind)
        cards = [VersionView.of(version, current) for version in artefacts.versions(kind)]
        shown.append(ModelsView(kind=kind, current=current, versions=cards))
    return shown


@router.get("/promotions")
def list_promotions(_: Keeper, db: ReadDb) -> list[PromotionView]:
    """Who put which version into use, newest first."""
    rows = promotions.history(db)
    names = _names(db, (person for row in rows for person in (row.proposed_by, row.confirmed_by)))
    return [PromotionView.of(row, names) for row in rows]


@router.post("/promotions", status_code=201)
def propose_promotion(body: ProposalBody, actor: Keeper, db: Db) -> PromotionView:
    """First person: propose that a version be used."""
    return _shown(db, promotions.propose(db, body.kind, body.version, why=body.why, actor=actor, now=now()))


@router.post("/promotions/{promotion_id}/confirm")
def confirm_promotion(promotion_id: Id, actor: Keeper) -> PromotionView:
    """Second person: put it into use now."""
    with transaction() as db:
        promotions.confirm(db, promotion_id, actor, now())
    return _after_effect(promotion_id)


@router.post("/promotions/{promotion_id}/withdraw")
def withdraw_promotion(promotion_id: Id, actor: Keeper, db: Db) -> PromotionView:
    """Take an open proposal back."""
    return _shown(db, promotions.withdraw(db, promotion_id, actor, now()))


@router.post("/rollback")
def roll_back_model(body: RollbackBody, actor: Keeper) -> PromotionView:
    """Back to the version before, at once."""
    with transaction() as db:
        row = promotions.roll_back(db, body.kind, body.why, actor, now())
    return _after_effect(row.id)


@router.get("/runs")
def list_runs(_: Keeper, db: ReadDb) -> list[RunView]:
    """The latest trainings, newest first."""
    found = runs.recent(db)
    names = _names(db, (run.asked_by for run in found))
    return [RunView.of(run, names) for run in found]


@router.post("/runs", status_code=201)
def start_run(body: RunBody, actor: Trainer, db: Db) -> RunView:
    """Queue a training; the worker does one after the other."""
    run = runs.ask(db, body.kind, body.why, actor, now(), with_confirmed=body.with_confirmed)
    return RunView.of(run, {actor.id: actor.name})


@router.get("/runs/{run_id}")
def get_run(run_id: Id, _: Keeper, db: ReadDb) -> RunView:
    """One training with the last lines of its log."""
    run = runs.find(db, run_id)
    return RunView.of(run, _names(db, [run.asked_by]))


@router.post("/runs/{run_id}/cancel")
def cancel_run(run_id: Id, actor: Trainer, db: Db) -> RunView:
    """End a training that waits or runs."""
    run = runs.cancel(db, run_id, actor, now())
    return RunView.of(run, _names(db, [run.asked_by]))


@router.get("/corpus.jsonl")
def export_corpus(actor: Trainer, db: Db) -> StreamingResponse:
    """Cases with confirmed labels, without personal data, as the classifier reads them; the export is recorded."""
    audit.append(db, actor, "corpus_exported", "corpus", now(), sealed=actor.may_open_sealed)
    headers = {"Content-Disposition": 'attachment; filename="corpus.jsonl"', "Cache-Control": "no-store"}
    return StreamingResponse(_corpus(sealed=actor.may_open_sealed), media_type="application/x-ndjson", headers=headers)


@router.get("/inbox")
def get_inbox(
    _: Trainer,
    db: ReadDb,
    shown: inbox.Shown = "open",
    reason: Annotated[str | None, Query(pattern="^(fallback|asked_back|corrected)$")] = None,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> InboxPage:
    """What the bot did not understand, without personal data, newest first."""
    found = inbox.page(db, shown, page, reason)
    lines = [LineView.of(line) for line in found.rows]
    return InboxPage(total=found.total, page=page, page_size=inbox.PAGE_SIZE, lines=lines)


@router.post("/inbox/{line_id}/done")
def finish_inbox_line(line_id: Id, body: DoneBody, actor: Trainer, db: Db) -> LineView:
    """Somebody looked at this line."""
    return LineView.of(inbox.mark_done(db, line_id, body.verdict, actor, now()))


def _corpus(*, sealed: bool) -> Iterator[str]:
    with reading() as db:  # of its own: the answer flows after the request's transaction has ended
        yield from corpus.lines(db, sealed=sealed)


def _after_effect(promotion_id: str) -> PromotionView:
    """Switch the pointer in a second transaction, once the decision is safely written."""
    with transaction() as db:
        promotions.take_effect(db, now())
        return _shown(db, promotions.find(db, promotion_id))


def _shown(db: Session, row: ModelPromotion) -> PromotionView:
    return PromotionView.of(row, _names(db, [row.proposed_by, row.confirmed_by]))


def _names(db: Session, ids: Iterable[str | None]) -> dict[str, str]:
    wanted = {each for each in ids if each}
    return dict(db.execute(sa.select(User.id, User.name).where(User.id.in_(wanted))).all()) if wanted else {}
