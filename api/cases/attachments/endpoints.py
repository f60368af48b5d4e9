"""The door for staff to the files of a petition."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import StreamingResponse

from api import working_days
from api.accounts import audit
from api.accounts.access import CurrentActor
from api.cases.attachments import access, service
from api.database import Db

router = APIRouter(prefix="/api/attachments", tags=["cases"])
OwnId = Annotated[str, Path(pattern="^[0-9a-z]{26}$")]


@router.get("/{attachment_id}", response_class=StreamingResponse)
def download_attachment(attachment_id: OwnId, db: Db, actor: CurrentActor) -> StreamingResponse:
    """A file of a case that this person may see, as a download; the reading is recorded."""
    now = working_days.now()
    attachment, case_number = access.for_staff(db, attachment_id, actor, now)
    audit.append(db, actor, "attachment.read", case_number, now, attachment=attachment.id)
    file = service.download(attachment)
    return StreamingResponse(file.pieces, media_type=file.media_type, headers=file.headers)
