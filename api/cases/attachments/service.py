"""Take in, hand out, remove. A file lies on the disk before its row exists, and its row is gone before the file is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote

from sqlalchemy import event
from sqlalchemy.orm import Session

from api.cases.attachments import antivirus, repository, storage
from api.cases.attachments.inspection import checked
from api.cases.attachments.kinds import MAX_FILES, MEDIA_TYPES, Checked, Kind, too_many
from api.cases.attachments.models import Attachment
from api.database import new_id
from api.errors import Conflict, Invalid, NotFound


@dataclass(frozen=True)
class Stored:
    """A file that lies encrypted on the disk and has no row yet."""

    id: str
    file: Checked


@dataclass(frozen=True)
class Download:
    """A file to be given out: its decrypted pieces and the headers under which no browser runs or guesses it."""

    pieces: Iterator[bytes]
    media_type: str
    headers: dict[str, str]


def check_room(db: Session, session_id: str) -> None:
    """Raises Refused when the matter of this conversation has its nine files already."""
    if len(repository.not_filed(db, session_id)) >= MAX_FILES:
        raise too_many()


def store(content: bytes, name: str) -> Stored:
    """Look into an upload and lay it down. Slow, and no transaction may be open. Raises Refused, Unavailable, 507."""
    file = checked(content, name)
    antivirus.check(content)
    stored = Stored(new_id(), file)
    storage.write(stored.id, file.content)
    return stored


def register(db: Session, session_id: str, stored: Stored, now: datetime) -> Attachment:
    """Give a stored file its row. Raises Refused for a tenth file; the caller then calls `discard`."""
    check_room(db, session_id)
    file = stored.file
    attachment = Attachment(
        id=stored.id, session_id=session_id, name=file.name, kind=file.kind.value, byte_count=len(file.content),
        sha256=sha256(file.content).hexdigest(), created_at=now,
    )  # fmt: skip
    db.add(attachment)
    db.flush()
    return attachment


def discard(stored: Stored) -> None:
    """Remove a stored file that got no row."""
    storage.remove(stored.id)


def names_of(db: Session, session_id: str, attachment_ids: Sequence[str]) -> list[str]:
    """The names of files of this conversation; raises Invalid when one is not its own."""
    found = [repository.of_session(db, session_id, each) for each in attachment_ids]
    if None in found:
        message = "有一个文件没有传上来，请重新上传后再发送。"
        raise Invalid("unknown_attachment", message, fields={"attachment_ids": "没有这个文件"})
    return [each.name for each in found if each is not None]


def own(db: Session, session_id: str, attachment_id: str) -> Attachment:
    """A file of this conversation, not filed yet, for its citizen to see or remove. Raises NotFound, Conflict."""
    found = repository.of_session(db, session_id, attachment_id)
    if found is None:
        raise NotFound("unknown_attachment", "没有找到这个文件。")
    if found.petition_id is not None:
        raise Conflict("already_filed", "这个文件已经随信访事项提交，不能再更改；需要补充可以再传新的。")
    return found


def remove(db: Session, attachment: Attachment) -> None:
    """Delete a file: its row now, its bytes as soon as that is committed."""
    db.delete(attachment)
    event.listen(db, "after_commit", lambda _: storage.remove(attachment.id), once=True)


def download(attachment: Attachment) -> Download:
    """The file as a download; raises NotFound when its bytes are gone."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(attachment.name, safe='')}",
        "Content-Length": str(attachment.byte_count),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
    return Download(storage.read(attachment.id), MEDIA_TYPES[Kind(attachment.kind)], headers)
