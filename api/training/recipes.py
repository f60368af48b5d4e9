"""How each kind is trained: the command that anybody could type, where it writes, and how the result moves in.

A run trains into a hidden folder beside the versions; only a finished version is moved to its place, in one step. The
pointer `current` is not touched: a run never promotes.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from api.settings import ROOT
from api.training import artefacts
from api.training.artefacts import BOT_END, CARD_END, Kind

RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
NLU = ("nlu_data/nlu", "nlu_data/rules", "nlu_data/stories")
BOT_SOURCES = ("bot/config.yml", "bot/domain", *NLU)


class Unsuccessful(RuntimeError):
    """A run that cannot begin, or left no usable version; the text is shown to the trainer."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """One run on its way: the program, the hidden folder it writes into, and (bot) the version's name."""

    kind: Kind
    command: list[str]
    staging: Path
    version: str | None = None


def prepare(kind: Kind, run_id: str, now: datetime, confirmed: Path | None = None) -> Recipe:
    """The recipe of a run, with an empty staging folder; `confirmed` are agents' labels for the classifier."""
    clear_staging(kind)
    staging = artefacts.folder(kind) / f".run-{run_id}"
    staging.mkdir(parents=True)
    if kind is Kind.CLASSIFIER:
        command = [sys.executable, "-m", "classifier", "train", "--out", str(staging)]
        if confirmed is not None:
            command += ["--corpus", str(ROOT / "nlu_data" / "corpus"), "--corpus", str(confirmed)]
        return Recipe(kind, command, staging)
    if not RASA_PYTHON.exists():
        raise Unsuccessful("这台机器上没有对话环境（.venv-rasa），请先运行 ./run setup。")
    version = f"{now:%Y%m%d-%H%M%S}-{sources_hash()[:8]}"
    command = [str(RASA_PYTHON), "-m", "rasa", "train", "--config", "bot/config.yml", "--domain", "bot/domain"]
    command += ["--data", *(name for name in NLU if (ROOT / name).exists())]
    return Recipe(kind, [*command, "--out", str(staging), "--fixed-model-name", version], staging, version)


def clear_staging(kind: Kind) -> None:
    """Remove what broken runs left behind; only one run goes at a time."""
    for left in artefacts.folder(kind).glob(".run-*"):
        shutil.rmtree(left, ignore_errors=True)


def move_in(recipe: Recipe, facts: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Put the finished version among the others; its name and scores. Raises Unsuccessful when there is none."""
    move = _bot_in if recipe.kind is Kind.BOT else _classifier_in
    try:
        return move(recipe, facts)
    except (OSError, ValueError, KeyError) as error:
        raise Unsuccessful("训练结束了，但没有留下可用的模型文件。") from error


def _bot_in(recipe: Recipe, facts: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    name = str(recipe.version)
    made = recipe.staging / (name + BOT_END)
    counted = count_examples()
    card = {
        "version": name, "kind": recipe.kind, "sha256": artefacts.sha256(made), "bytes": made.stat().st_size,
        "sources": sources_hash(), **counted, **facts,
    }  # fmt: skip
    target = artefacts.place(recipe.kind, name)
    target.with_name(name + CARD_END).write_text(json.dumps(card, ensure_ascii=False, indent=1), encoding="utf-8")
    made.replace(target)
    return name, counted


def _classifier_in(recipe: Recipe, _: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    name = (recipe.staging / "current").read_text(encoding="utf-8").strip()
    card = json.loads((recipe.staging / name / "card.json").read_text(encoding="utf-8"))
    (recipe.staging / name).rename(artefacts.place(recipe.kind, name))
    return name, dict(card.get("left_out_scores") or {})


def sources_hash() -> str:
    """A hash over all that the bot is trained from."""
    digest = hashlib.sha256()
    for name in BOT_SOURCES:
        path = ROOT / name
        for file in sorted(path.rglob("*.yml")) if path.is_dir() else [path]:
            if file.is_file():
                digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def count_examples() -> dict[str, Any]:
    """How many intents and examples the bot's data has."""
    counts: dict[str, int] = {}
    for file in sorted((ROOT / "nlu_data" / "nlu").glob("*.yml")):
        for entry in (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("nlu") or ():
            if "intent" in entry:
                lines = [line for line in str(entry.get("examples") or "").splitlines() if line.startswith("-")]
                counts[entry["intent"]] = counts.get(entry["intent"], 0) + len(lines)
    return {"intents": len(counts), "examples": sum(counts.values())}
