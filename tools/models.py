"""The trained models of a fresh checkout: the bot (Rasa) and the classifier.

Each has `models/<kind>/current`, a text file with the version's name. A model that this set-up trained is trained
again when its data changed; one that a trainer promoted is left alone.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

from tools import say
from tools.environments import fingerprint, run
from tools.paths import API_PYTHON, RASA_PYTHON, ROOT, models_dir

BOT_SOURCES = (
    "bot/config.yml",
    "bot/domain",
    "bot/components",
    "nlu_data/nlu",
    "nlu_data/commands.yml",
    "nlu_data/traditional.tsv",
    "nlu_data/rules",
    "nlu_data/stories",
    "bot/requirements.txt",
)
CLASSIFIER_SOURCES = ("classifier", "nlu_data/corpus", "nlu_data/taxonomy", "nlu_data/petition_words.txt")


def _sources(names: tuple[str, ...]) -> str:
    return fingerprint([ROOT / name for name in names if (ROOT / name).exists()])


def current(kind: str) -> str | None:
    """The version in use, or None."""
    pointer = models_dir() / kind / "current"
    return pointer.read_text().strip() if pointer.exists() else None


def point(kind: str, version: str) -> None:
    """Switch atomically."""
    pointer = models_dir() / kind / "current"
    part = pointer.with_suffix(".part")
    part.write_text(version + "\n")
    part.replace(pointer)


def _origin(kind: str) -> dict[str, str]:
    path = models_dir() / kind / "setup.json"
    return dict(json.loads(path.read_text())) if path.exists() else {}


def _up_to_date(kind: str, wanted: str) -> bool:
    version, origin = current(kind), _origin(kind)
    if version is None:
        return False
    return origin.get("version") != version or origin.get("sources") == wanted


def _remember(kind: str, version: str, sources: str) -> None:
    (models_dir() / kind / "setup.json").write_text(json.dumps({"version": version, "sources": sources}))


def bot_model() -> Path | None:
    """The file of the bot in use."""
    version = current("bot")
    return models_dir() / "bot" / f"{version}.tar.gz" if version else None


def train_bot(*, force: bool = False) -> None:
    """Train the bot when there is none, or its data changed since this set-up trained it."""
    wanted = _sources(BOT_SOURCES)
    if _up_to_date("bot", wanted) and not force:
        return
    version = time.strftime("%Y%m%d-%H%M%S") + "-" + wanted[:8]
    folder = models_dir() / "bot"
    folder.mkdir(parents=True, exist_ok=True)
    with say.step("训练对话模型"):
        run(
            [
                RASA_PYTHON, "-m", "rasa", "train", "--config", "bot/config.yml", "--domain", "bot/domain",
                "--data", "nlu_data/nlu", "nlu_data/rules", "nlu_data/stories",
                "--out", folder, "--fixed-model-name", version,
            ],
            "训练对话模型没有成功。", "详见 var/log/train-bot.log", log="train-bot.log",
        )  # fmt: skip
    point("bot", version)
    _remember("bot", version, wanted)


def train_classifier(*, force: bool = False) -> None:
    """Train the classifier on the shipped corpus when there is none, or the corpus changed."""
    wanted = _sources(CLASSIFIER_SOURCES)
    if _up_to_date("classifier", wanted) and not force:
        return
    folder = models_dir() / "classifier"
    with say.step("训练分类模型"):
        run(
            [API_PYTHON, "-m", "classifier", "train", "--out", folder],
            "训练分类模型没有成功。", "详见 var/log/train-classifier.log", log="train-classifier.log",
        )  # fmt: skip
    version = current("classifier")
    if version is None:
        say.fail("分类模型训练后没有留下版本。", "详见 var/log/train-classifier.log")
    _remember("classifier", version, wanted)
