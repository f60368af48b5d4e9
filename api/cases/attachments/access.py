"""Which member of staff may see a file: the one who may see its case, and the person in it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.accounts.actors import CASE_ROLES, Actor
from api.cases import scope
from api.cases.attachments.models import Attachment
from api.cases.models import Case
from api.errors import Forbidden, NotFound


def for_staff(db: Session, attachment_id: str, actor: Actor, now: datetime) -> tuple[Attachment, str]:
    """The file and its case's number.

    Raises NotFound, with the same words when it is not for this person (the attempt is recorded), and Forbidden for a
    unit when the petitioner asked that it must not know who they are: files may tell (条例 第30条).
    """
    if actor.role not in CASE_ROLES:
        raise Forbidden("wrong_role", "您的岗位不能查看信访事项的材料。")
    attachment = db.get(Attachment, attachment_id)
    case = None
    if attachment is not None and attachment.petition_id is not None:
        case = db.scalar(sa.select(Case).where(Case.petition_id == attachment.petition_id))
    if attachment is None or case is None:
        raise _unknown()
    if not scope.may_see(case, actor):
        scope.record_refusal(db, actor, "attachment_refused", case.number, now)
        raise _unknown()
    if not scope.may_know_person(case, actor):
        scope.record_refusal(db, actor, "attachment_refused", case.number, now)
        raise Forbidden("identity_kept", "信访人要求对承办单位保密身份，附件里可能有个人信息，请联系信访部门查看。")
    return attachment, case.number


def _unknown() -> NotFound:
    return NotFound("unknown_attachment", "没有找到这个文件。")
