"""The trained versions on disk: which there are, their cards, which one is in use, switching in one step.

`models/bot/<version>.tar.gz` with `<version>.card.json`; `models/classifier/<version>/` with `card.json`; beside them
`current`, a text file with the version in use. Folders that begin with a dot belong to runs that are not finished.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tarfile
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from api.errors import Conflict, NotFound
from api.settings import settings

BOT_END, CARD_END = ".tar.gz", ".card.json"
NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,79}")


class Kind(StrEnum):
    """What is trained."""

    BOT = "bot"
    CLASSIFIER = "classifier"


@dataclass(frozen=True, slots=True)
class Version:
    """One trained version; without a card it has only its size and the day of its file."""

    kind: Kind
    name: str
    created_at: datetime
    byte_count: int
    card: dict[str, Any]


def folder(kind: Kind) -> Path:
    """Where the versions of one kind are."""
    return settings().models_dir / kind


def place(kind: Kind, name: str) -> Path:
    """The file (bot) or folder (classifier) of a version, whether it exists or not; NotFound for an impossible name."""
    if not NAME.fullmatch(name):
        raise NotFound("no_version", "没有这个版本。")
    return folder(kind) / (name + BOT_END if kind is Kind.BOT else name)


def versions(kind: Kind) -> list[Version]:
    """All finished versions, newest first."""
    if not folder(kind).is_dir():
        return []
    found = [_version(kind, path) for path in folder(kind).iterdir() if _is_version(kind, path)]
    return sorted(found, key=lambda version: version.created_at, reverse=True)


def version(kind: Kind, name: str) -> Version:
    """One version; raises NotFound."""
    path = place(kind, name)
    if not _is_version(kind, path):
        raise NotFound("no_version", "没有这个版本。")
    return _version(kind, path)


def current(kind: Kind) -> str | None:
    """The version in use; None when there is none yet."""
    pointer = folder(kind) / "current"
    return pointer.read_text(encoding="utf-8").strip() or None if pointer.exists() else None


def point(kind: Kind, name: str) -> None:
    """Put a version into use in one step; whoever reads the pointer sees the old or the new one, never half of it."""
    version(kind, name)
    part = folder(kind) / ".current.part"
    with part.open("w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder(kind) / "current")


def check(kind: Kind, name: str) -> None:
    """Refuse (Conflict) a version that is damaged, was changed since its training or does not fit today's labels."""
    found = version(kind, name)
    sound = _bot_sound(found) if kind is Kind.BOT else _classifier_sound(found)
    if not sound:
        raise Conflict("version_unsound", "这个版本的文件已损坏、被改动过，或与现在的分类表不配套，不能启用。")


def sha256(path: Path) -> str:
    """The hash of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _is_version(kind: Kind, path: Path) -> bool:
    if path.name.startswith("."):
        return False
    return path.is_file() and path.name.endswith(BOT_END) if kind is Kind.BOT else (path / "card.json").is_file()


def _version(kind: Kind, path: Path) -> Version:
    name = path.name.removesuffix(BOT_END) if kind is Kind.BOT else path.name
    card_path = path.with_name(name + CARD_END) if kind is Kind.BOT else path / "card.json"
    files = [path] if path.is_file() else [each for each in path.iterdir() if each.is_file()]
    card, seen = _card(card_path), datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Version(kind, name, _moment(card.get("created_at"), seen), sum(each.stat().st_size for each in files), card)


def _card(path: Path) -> dict[str, Any]:
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return card if isinstance(card, dict) else {}


def _moment(said: object, otherwise: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(str(said))
    except ValueError:
        return otherwise
    return moment if moment.tzinfo else otherwise


def _bot_sound(found: Version) -> bool:
    path = place(found.kind, found.name)
    if "sha256" in found.card and found.card["sha256"] != sha256(path):
        return False
    try:
        with tarfile.open(path) as archive:
            return any(name.removeprefix("./") == "metadata.json" for name in archive.getnames())
    except (OSError, EOFError, tarfile.TarError):
        return False


def _classifier_sound(found: Version) -> bool:
    from classifier.model import Classifier, ModelError  # loads scikit-learn: only when needed

    try:
        Classifier.load(place(found.kind, found.name))
    except (ModelError, OSError, ValueError, KeyError):
        return False
    return True
