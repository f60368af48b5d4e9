"""The citizen's doors for files: send one, list them, look at one again, take one back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from api.cases.attachments import repository
from api.cases.attachments import service as attachments
from api.cases.attachments.models import Attachment
from api.database import Db, ReadDb
from api.gateway import limits
from api.gateway.attachments import service
from api.gateway.attachments.reading import AT_ONCE, read_upload
from api.gateway.messages.schemas import OwnId
from api.gateway.sessions.access import Address, Speaker

router = APIRouter(prefix="/api/chat/sessions", tags=["chat"])
MULTIPART: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


class AttachmentShown(BaseModel):
    """A file that was taken. `bytes` is the size of what is kept (pictures are re-encoded)."""

    attachment_id: str
    name: str
    kind: str
    bytes: int
    at: datetime


def _shown(attachment: Attachment) -> AttachmentShown:
    return AttachmentShown(
        attachment_id=attachment.id,
        name=attachment.name,
        kind=attachment.kind,
        bytes=attachment.byte_count,
        at=attachment.created_at,
    )


@router.post("/{session_id}/attachments", status_code=201, openapi_extra=MULTIPART)
async def upload_attachment(session_id: Speaker, request: Request, origin: Address) -> AttachmentShown:
    """Send one file (multipart field `file`, at most 20 MB, nine for one matter). What is refused leaves nothing."""
    limits.uploading(session_id)
    limits.uploading_from(origin)
    async with AT_ONCE:
        upload = await read_upload(request)
        kept = await run_in_threadpool(service.take_in, session_id, bytes(upload.content), upload.name)
    return _shown(kept)


@router.get("/{session_id}/attachments")
def list_attachments(session_id: Speaker, db: ReadDb) -> list[AttachmentShown]:
    """The files of the matter that is not filed yet."""
    return [_shown(each) for each in repository.not_filed(db, session_id)]


@router.get("/{session_id}/attachments/{attachment_id}", response_class=StreamingResponse)
def download_own_attachment(session_id: Speaker, attachment_id: OwnId, db: ReadDb) -> StreamingResponse:
    """One's own file again, as a download, until it is filed."""
    file = attachments.download(attachments.own(db, session_id, attachment_id))
    return StreamingResponse(file.pieces, media_type=file.media_type, headers=file.headers)


@router.delete("/{session_id}/attachments/{attachment_id}", status_code=204)
def delete_attachment(session_id: Speaker, attachment_id: OwnId, db: Db) -> None:
    """Take back a file that is not filed yet."""
    service.remove(db, session_id, attachment_id)
