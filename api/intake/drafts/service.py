"""What is done with drafts: the current one, a working copy for one message, attachments, the view. Never commits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from api.errors import Conflict
from api.intake.drafts import repository
from api.intake.drafts.models import Draft
from api.intake.drafts.state import Mind, State, Talk
from api.intake.drafts.view import DraftView, progress, summary
from api.intake.fields import DraftFields
from api.working_days import now as current_time


def current(db: Session, session_id: str, now: datetime) -> Draft:
    """The current draft; the first one begins with the first message."""
    return repository.current(db, session_id) or repository.begin(db, session_id, now)


def working_copy(draft: Draft) -> Mind:
    """The draft as the decision rules change it; nothing is kept before `keep`."""
    state: State = draft.state  # type: ignore[assignment]
    return Mind(
        fields=DraftFields.model_validate(draft.fields),
        talk=Talk.model_validate(draft.talk),
        ask=draft.ask,
        state=state,
        handover=draft.handover,
    )


def keep(draft: Draft, mind: Mind, now: datetime) -> None:
    """Write the working copy back."""
    if mind.fields.safety and draft.safety_at is None:
        draft.safety_at = now
    draft.fields, draft.talk = mind.fields.model_dump(mode="json"), mind.talk.model_dump(mode="json")
    draft.ask, draft.state, draft.handover, draft.updated_at = mind.ask, mind.state, mind.handover, now


def view(db: Session, session_id: str) -> DraftView | None:
    """The current draft as its own citizen may see it; None before anything was said."""
    draft = repository.current(db, session_id)
    if draft is None:
        return None
    fields, talk = DraftFields.model_validate(draft.fields), Talk.model_validate(draft.talk)
    filled, missing = progress(fields, talk)
    filed = {name: draft.receipt[name] for name in ("query_code", "case_number")} if draft.receipt else None
    open_still = draft.state not in ("filed", "cancelled")
    ask = "story" if draft.ask == "story_more" else draft.ask
    return DraftView(filled, missing if open_still else [], ask, filed, draft.handover, summary(fields))


def attach(db: Session, session_id: str, attachment_id: str, now: datetime | None = None) -> None:
    """Put an uploaded file to the current matter; once only. A filed or cancelled draft takes none."""
    when = now or current_time()
    draft = current(db, session_id, when)
    if draft.state in ("filed", "cancelled"):
        return
    fields = DraftFields.model_validate(draft.fields)
    if attachment_id in fields.attachment_ids:
        return
    fields.attachment_ids.append(attachment_id)
    draft.fields, draft.updated_at = fields.model_dump(mode="json"), when
    db.flush()


def detach(db: Session, session_id: str, attachment_id: str) -> None:
    """Take a file out of the drafts of this conversation; raises Conflict when it is filed already."""
    for draft in repository.of_session(db, session_id):
        fields = DraftFields.model_validate(draft.fields)
        if attachment_id not in fields.attachment_ids:
            continue
        if draft.state == "filed":
            raise Conflict("already_filed", "这份材料已经随信访件提交，不能撤下。可以补充新的材料。")
        fields.attachment_ids.remove(attachment_id)
        draft.fields = fields.model_dump(mode="json")
    db.flush()


def in_danger(db: Session, session_id: str) -> bool:
    """Whether anything in this conversation spoke of danger to life."""
    return any(draft.safety_at is not None for draft in repository.of_session(db, session_id))


def end_handover(db: Session, session_id: str) -> None:
    """A person has dealt with the conversation; it may be handed over again later."""
    for draft in repository.of_session(db, session_id):
        draft.handover = False
    db.flush()


def sessions_to_keep(db: Session, session_ids: Iterable[str], before: datetime) -> set[str]:
    """Those of the conversations whose drafts were used after `before`."""
    return repository.sessions_to_keep(db, session_ids, before)


def delete_unfiled(db: Session, session_id: str) -> int:
    """Delete drafts that were never filed (个人信息保护法第19、47条)."""
    return repository.delete_unfiled(db, session_id)
