"""Models on disk: `<folder>/<version>/model.skops` with `card.json`, and `<folder>/current` naming the one in use."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import skops.io
from sklearn import __version__ as sklearn_version

from classifier.learned import Learned, ModelError
from classifier.training import Trained

MODEL, CARD, CURRENT = "model.skops", "card.json", "current"


def models_folder() -> Path:
    """Where the shipped models are: MODELS_DIR/classifier, else `models/classifier` of this checkout."""
    root = Path(os.environ.get("MODELS_DIR") or Path(__file__).resolve().parent.parent / "models")
    return root / "classifier"


def resolve(path: Path | None = None) -> Path:
    """The folder of one version: `path` itself if it holds a card, else the version its `current` names."""
    folder = path or models_folder()
    if folder.name == CURRENT and not (folder / CARD).exists():
        folder = folder.parent
    if (folder / CARD).exists():
        return folder
    pointer = folder / CURRENT
    if not pointer.exists():
        raise FileNotFoundError("there is no trained classifier; run: python -m classifier train")
    return folder / pointer.read_text(encoding="utf-8").strip()


def save(trained: Trained, folder: Path, facts: dict[str, Any]) -> Path:
    """Writes a version beside the others and makes it current; returns its folder. A broken run leaves nothing."""
    arrays = trained.learned.to_arrays()
    version = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{_fingerprint(arrays)[:8]}"
    part = folder / f".{version}.part"
    part.mkdir(parents=True, exist_ok=True)
    skops.io.dump(arrays, part / MODEL, compression=zipfile.ZIP_DEFLATED, compresslevel=6)
    card = {
        "version": version,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "sha256": _sha256(part / MODEL),
        "bytes": (part / MODEL).stat().st_size,
        "content": _fingerprint(arrays),
        "rows": trained.rows,
        "labels_known": trained.labels_known,
        "heads": sorted(trained.learned.heads),
        "words": len(trained.learned.vocabulary.words),
        "left_out_scores": trained.left_out,
        "numbers": trained.learned.numbers,
        "flag_thresholds": [round(float(t), 3) for t in trained.learned.flag_curves[:, 2]],
        "versions": {"python": platform.python_version(), "numpy": np.__version__, "scikit-learn": sklearn_version},
        **facts,
    }
    (part / CARD).write_text(json.dumps(card, ensure_ascii=False, indent=1), encoding="utf-8")
    part.rename(folder / version)
    switch(folder, version)
    return folder / version


def switch(folder: Path, version: str) -> None:
    """Makes a stored version the current one in one step; ModelError when it is not there."""
    if not (folder / version / CARD).exists():
        raise ModelError("there is no such version")
    part = folder / f".{CURRENT}.part"
    part.write_text(version + "\n", encoding="utf-8")
    part.replace(folder / CURRENT)


def load(path: Path | None = None) -> tuple[Learned, dict[str, Any]]:
    """A stored model and its card; ModelError on a wrong hash, untrusted types or other label lists."""
    folder = resolve(path)
    try:
        card = dict(json.loads((folder / CARD).read_text(encoding="utf-8")))
        if card.get("sha256") != _sha256(folder / MODEL):
            raise ModelError("the model file does not match the hash on its card")
        stored = skops.io.load(folder / MODEL, trusted=[])
    except (OSError, json.JSONDecodeError, zipfile.BadZipFile) as broken:
        raise ModelError("the stored model cannot be read") from broken
    except TypeError as untrusted:
        raise ModelError("the stored model holds types that are not trusted") from untrusted
    if not isinstance(stored, dict):
        raise ModelError("the stored model is incomplete")
    return Learned.from_arrays(stored), card


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _fingerprint(arrays: dict[str, Any]) -> str:
    """The hash of a model's content, the same for the same data and seed."""
    digest = hashlib.sha256()
    for name in sorted(arrays):
        value = arrays[name]
        digest.update(name.encode())
        digest.update(value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode())
    return digest.hexdigest()
