"""Which member of staff may see a file: the one who may see its case. Everything else does not exist for them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.accounts.actors import CASE_ROLES, Actor
from api.cases.attachments.models import Attachment
from api.cases.models import Case
from api.errors import NotFound


def for_staff(db: Session, attachment_id: str, actor: Actor) -> tuple[Attachment, str]:
    """The file and its case's number; raises NotFound, with the same words when it is not for this person."""
    attachment = db.get(Attachment, attachment_id)
    case = None
    if attachment is not None and attachment.petition_id is not None:
        case = db.scalar(sa.select(Case).where(Case.petition_id == attachment.petition_id))
    if attachment is None or case is None or not may_see(case, actor):
        raise NotFound("unknown_attachment", "没有找到这个文件。")
    return attachment, case.number


def may_see(case: Case, actor: Actor) -> bool:
    """Whether this person may see the case: the bureau all of them, a unit its own; never a unit that is accused
    (条例第30条), and a sealed one only with permission."""
    if actor.role not in CASE_ROLES or (case.sealed and not actor.may_open_sealed):
        return False
    if actor.in_bureau:
        return True
    excluded = {exclusion.unit_code for exclusion in case.exclusions}
    return case.unit_code == actor.unit_code and actor.unit_code not in excluded
