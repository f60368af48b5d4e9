"""Models of a test office: small files in a folder of their own instead of the shipped ones."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from api.settings import settings
from api.training import artefacts

MakeBot = Callable[..., str]


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty models folder that the whole app uses."""
    monkeypatch.setattr(settings(), "MODELS_DIR", tmp_path / "models")
    monkeypatch.setenv("MODELS_DIR", str(tmp_path / "models"))
    for kind in artefacts.Kind:
        (tmp_path / "models" / kind).mkdir(parents=True)
    return tmp_path / "models"


@pytest.fixture
def make_bot(models: Path) -> MakeBot:
    """Makes a bot's archive, with a card and in use when wanted."""

    def make(name: str, *, card: bool = True, current: bool = False) -> str:
        path = models / "bot" / f"{name}.tar.gz"
        with tarfile.open(path, "w:gz") as archive:
            entry = tarfile.TarInfo("metadata.json")
            content = json.dumps({"name": name}).encode()
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        if card:
            said = {"version": name, "created_at": "2026-09-01T08:00:00+00:00", "sha256": artefacts.sha256(path)}
            path.with_name(f"{name}.card.json").write_text(json.dumps(said))
        if current:
            artefacts.point(artefacts.Kind.BOT, name)
        return name

    return make
