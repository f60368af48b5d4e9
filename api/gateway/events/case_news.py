"""Tells a citizen in the conversation when the office has taken a step in their case (条例 第21条: progress is told).

The line is written in the step's own transaction; the page shows it at once, or after the next reload.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.accounts.actors import Role
from api.cases import ports
from api.cases.lifecycle import STEP_LABELS, STEPS, Step
from api.cases.models import Case, HandlingRecord
from api.gateway.messages import repository
from api.gateway.sessions.models import ChatSession
from api.intake.drafts.models import Draft

RATE = [{"label": "评价这次办理", "value": "/rate_case"}]


def tell_citizen(db: Session, case: Case, record: HandlingRecord) -> None:
    """Add a line to the conversation in which the case was filed, if it is still open and the step is for citizens."""
    step = Step(record.step)
    rule = STEPS.get(step)
    if rule is None or not rule.shown_to_citizen or record.actor_role == Role.CITIZEN:
        return
    session_id = _conversation(db, case, record)
    if session_id is None:
        return
    by = f"，承办单位：{record.unit_name}" if record.unit_name and not case.sealed else ""
    text = f"您的信访事项（编号 {case.number}）有新进展：{STEP_LABELS[step]}{by}。凭查询码可以查看详情。"
    choices = RATE if step is Step.CONCLUDE else None
    repository.append(db, session_id, "system", text, record.at, choices=choices)


def _conversation(db: Session, case: Case, record: HandlingRecord) -> str | None:
    if case.petition.draft_id is None:
        return None
    return db.scalar(
        sa.select(ChatSession.id)
        .join(Draft, Draft.session_id == ChatSession.id)
        .where(Draft.id == case.petition.draft_id, ChatSession.expires_at > record.at)
    )


def connect() -> None:
    """Be told of every step that is taken in this process."""
    ports.listen("conversation", tell_citizen)
