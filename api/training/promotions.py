"""Which version is in use, decided by two people: propose and confirm, and one step back. Never commits.

The decision is written first and the pointer switched after the commit (`take_effect`), so that there is no change
without a trace; a switch that a crash prevented is made good by the worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.accounts import audit
from api.accounts.actors import Actor
from api.errors import Conflict, Forbidden, NotFound, OfficeError
from api.training import artefacts
from api.training.artefacts import Kind
from api.training.models import ModelPromotion

log = structlog.get_logger(__name__)
IN_FORCE = {
    Kind.BOT: "用 ./run 运行时，对话进程会自动换上这个版本，约需半分钟；单独部署的 Rasa 请重启进程。"
    "切换时市民说的话都已保存，个别消息会请对方重发一次。",
    Kind.CLASSIFIER: "立即生效：下一件信访事项就由这个版本提出建议，已登记的件不变。",
}


def propose(db: Session, kind: Kind, version: str, *, why: str, actor: Actor, now: datetime) -> ModelPromotion:
    """First person: this version should be used, because. Raises NotFound, Conflict (unsound, in use, another open)."""
    before = artefacts.current(kind)
    if before == version:
        raise Conflict("already_current", "这个版本正在使用。")
    artefacts.check(kind, version)
    row = ModelPromotion(
        kind=kind, act="promote", state="proposed", version=version, before=before, why=why, proposed_by=actor.id,
        proposed_at=now,
    )  # fmt: skip
    try:
        with db.begin_nested():
            db.add(row)
    except IntegrityError as error:
        raise Conflict("proposal_open", "已经有一个等待确认的启用申请，请先确认或撤回它。") from error
    audit.append(db, actor, "model_proposed", row.id, now, kind=kind, version=version, before=before, why=why)
    return row


def confirm(db: Session, promotion_id: str, actor: Actor, now: datetime) -> ModelPromotion:
    """Second person: yes. Raises Forbidden for the proposer, Conflict when something changed in between."""
    row = find(db, promotion_id)
    kind = Kind(row.kind)
    if row.proposed_by == actor.id:
        raise Forbidden("second_person", "启用要由另一个人确认，不能自己确认自己的申请。")
    if artefacts.current(kind) != row.before:
        raise Conflict("current_changed", "申请之后，正在使用的版本已经变了，请撤回后重新申请。")
    artefacts.check(kind, row.version)
    _close(db, row, "confirmed", confirmed_by=actor.id, confirmed_at=now)
    audit.append(
        db, actor, "model_promoted", row.id, now, kind=kind, version=row.version, before=row.before, why=row.why
    )  # fmt: skip
    return row


def withdraw(db: Session, promotion_id: str, actor: Actor, now: datetime) -> ModelPromotion:
    """Take an open proposal back; any trainer or administrator may."""
    row = find(db, promotion_id)
    _close(db, row, "withdrawn")
    audit.append(db, actor, "model_proposal_withdrawn", row.id, now, kind=row.kind, version=row.version)
    return row


def roll_back(db: Session, kind: Kind, why: str, actor: Actor, now: datetime) -> ModelPromotion:
    """Back to the version before, at once and by one person: something is wrong. Raises Conflict when there is none."""
    running = artefacts.current(kind)
    last = db.scalar(
        sa.select(ModelPromotion)
        .where(
            ModelPromotion.kind == kind, ModelPromotion.act == "promote", ModelPromotion.state == "confirmed",
            ModelPromotion.version == running, ModelPromotion.before.is_not(None),
        )
        .order_by(ModelPromotion.confirmed_at.desc())
        .limit(1)
        .with_for_update()
    )  # fmt: skip
    if last is None or last.before is None:
        raise Conflict("nothing_before", "正在使用的版本不是在这里启用的，没有可以退回的上一个版本。")
    artefacts.check(kind, last.before)
    last.state = "rolled_back"
    row = ModelPromotion(
        kind=kind, act="rollback", state="confirmed", version=last.before, before=running, why=why,
        proposed_by=actor.id, proposed_at=now, confirmed_by=actor.id, confirmed_at=now,
    )  # fmt: skip
    db.add(row)
    db.flush()
    audit.append(db, actor, "model_rolled_back", row.id, now, kind=kind, version=row.version, before=running, why=why)
    return row


def take_effect(db: Session, now: datetime) -> list[ModelPromotion]:
    """Switch the pointers that confirmed decisions ask for, each once, oldest first; gives those that were switched."""
    done = []
    for row in db.scalars(sa.select(ModelPromotion).where(*_pending()).order_by(ModelPromotion.confirmed_at)).all():
        taken = sa.update(ModelPromotion).where(ModelPromotion.id == row.id, *_pending()).values(in_force_at=now)
        if not db.execute(taken).rowcount:  # type: ignore[attr-defined]  # another process just did it
            continue
        try:
            artefacts.point(Kind(row.kind), row.version)
        except OfficeError:
            log.error("version_gone", kind=row.kind, version=row.version)
            row.state, row.in_force_at = "failed", None
            continue
        row.in_force_at = now
        done.append(row)
    return done


def unfinished(db: Session) -> bool:
    """Whether a confirmed decision still waits for its pointer."""
    return db.scalar(sa.select(ModelPromotion.id).where(*_pending()).limit(1)) is not None


def history(db: Session, limit: int = 200) -> Sequence[ModelPromotion]:
    """All decisions, newest first."""
    return db.scalars(sa.select(ModelPromotion).order_by(ModelPromotion.proposed_at.desc()).limit(limit)).all()


def open_proposal(db: Session, kind: Kind, version: str) -> ModelPromotion | None:
    """The proposal of this version that waits for a second person."""
    found = sa.select(ModelPromotion).where(
        ModelPromotion.kind == kind, ModelPromotion.version == version, ModelPromotion.state == "proposed"
    )
    return db.scalar(found)


def find(db: Session, promotion_id: str) -> ModelPromotion:
    """One decision; raises NotFound."""
    row = db.get(ModelPromotion, promotion_id)
    if row is None:
        raise NotFound("no_promotion", "没有这个启用申请。")
    return row


def _pending() -> tuple[sa.ColumnElement[bool], ...]:
    return ModelPromotion.state == "confirmed", ModelPromotion.in_force_at.is_(None)


def _close(db: Session, row: ModelPromotion, state: str, **values: object) -> None:
    closed = (
        sa.update(ModelPromotion)
        .where(ModelPromotion.id == row.id, ModelPromotion.state == "proposed")
        .values(state=state, **values)
    )
    if not db.execute(closed).rowcount:  # type: ignore[attr-defined]
        raise Conflict("proposal_closed", "这个申请已经处理过了。")
    db.refresh(row)
