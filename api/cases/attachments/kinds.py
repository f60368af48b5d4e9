"""The kinds of files an office takes, and the words for what it refuses. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from api.errors import OfficeError

MEGABYTE = 1_048_576
MAX_BYTES = 20 * MEGABYTE
MAX_FILES = 9


class Kind(StrEnum):
    """A kind of file, named by its usual ending."""

    JPG = "jpg"
    PNG = "png"
    HEIC = "heic"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    TXT = "txt"
    MP3 = "mp3"
    M4A = "m4a"
    AMR = "amr"
    MP4 = "mp4"


MEDIA_TYPES = {
    Kind.JPG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.HEIC: "image/heic",
    Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.TXT: "text/plain; charset=utf-8",
    Kind.MP3: "audio/mpeg",
    Kind.M4A: "audio/mp4",
    Kind.AMR: "audio/amr",
    Kind.MP4: "video/mp4",
}

TAKEN = "照片（jpg、png、heic）、文件（pdf、docx、xlsx、txt）、录音（mp3、m4a、amr）、视频（mp4）"


@dataclass(frozen=True)
class Checked:
    """A file fit to be kept: its kind, its bytes (re-encoded for pictures) and the name to show."""

    kind: Kind
    content: bytes
    name: str


class Refused(OfficeError):
    """A file that cannot be taken; the message tells the citizen why and what to do. Nothing of it is kept."""

    def __init__(self, code: str, message: str, status: int = 422) -> None:
        super().__init__(code, message, status, fields={"file": message})


def too_big() -> Refused:
    """Beyond 20 MB."""
    message = "这个文件超过 20 MB，传不了。照片可以选小一点的尺寸，视频可以剪短或分成几段再传。"
    return Refused("file_too_big", message, 413)


def too_many() -> Refused:
    """A tenth file."""
    message = "一件事最多传 9 个文件。可以先删掉不要紧的，或者把几张照片合成一个 PDF 再传。"
    return Refused("too_many_files", message, 409)


def empty() -> Refused:
    """No bytes at all."""
    return Refused("file_empty", "这个文件是空的，请重新选一个。")


def unknown_kind(hint: str = "") -> Refused:
    """Not among the kinds that are taken."""
    return Refused("file_kind", f"{hint or '这种文件收不了。'}可以传：{TAKEN}。", 415)


def broken(what: str) -> Refused:
    """It begins like a known kind but cannot be read to its end."""
    return Refused("file_broken", f"这个{what}打不开或者不完整，请重新保存或重新拍一张再传。")


def active(what: str, advice: str) -> Refused:
    """It holds something that runs or loads by itself."""
    return Refused("file_active", f"{what}，为了安全不能收。{advice}")


def locked(what: str) -> Refused:
    """It is protected by a password, so nobody can look into it."""
    return Refused("file_locked", f"这个{what}设了密码，我们打不开。请去掉密码后再传。")


def disguised() -> Refused:
    """It can be read as two kinds of files at once."""
    return Refused("file_disguised", "这个文件里还夹着别的内容，为了安全不能收。请用原来的软件另存一份再传。")
