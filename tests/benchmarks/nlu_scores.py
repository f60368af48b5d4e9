"""Scores of the intent understanding, run in Rasa's own environment by bench_nlu: cross-validation and held-out lines.

A line is *right* when the first intent (after commands and fallback) is one of those accepted, *asked* when the bot
would answer with a clarifying question, else *wrong*.
"""

from __future__ import annotations

import asyncio
import csv
import json
import sys
import time
from pathlib import Path
from typing import Any

import yaml

FOLDS = 5
HELDOUT = Path("tests/nlu/heldout.csv")


def examples() -> list[tuple[str, str]]:
    """All (text, intent) of nlu_data/nlu."""
    found = []
    for path in sorted(Path("nlu_data/nlu").glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = str(entry["examples"]).splitlines()
            found += [(line[2:].strip(), entry["intent"]) for line in lines if line.startswith("- ")]
    return found


def _settings() -> tuple[dict[str, Any], dict[str, Any]]:
    pipeline = yaml.safe_load(Path("bot/config.yml").read_text(encoding="utf-8"))["pipeline"]
    return pipeline[0], pipeline[-1]


def judge(ranking: list[tuple[str, float]], accepted: set[str], fallback: dict[str, Any]) -> str:
    """right, asked or wrong, as FallbackClassifier would decide."""
    (first, chance), second = ranking[0], ranking[1][1] if len(ranking) > 1 else 0.0
    if chance < fallback["threshold"] or chance - second < fallback["ambiguity_threshold"]:
        return "asked"
    return "right" if first in accepted else "wrong"


def cross_validation() -> dict[str, Any]:
    """Five folds, stratified by position in each intent; shares of right, asked, wrong and the worst confusions."""
    from bot.components.commands import CommandLexicon
    from bot.components.intent_model import IntentModel
    from bot.components.reading import load_traditional

    classifier, fallback = _settings()
    options = {key: value for key, value in classifier.items() if key != "name"}
    told, table = examples(), load_traditional()
    commands = CommandLexicon(yaml.safe_load(Path("nlu_data/commands.yml").read_text(encoding="utf-8")), table)
    counts = {"right": 0, "asked": 0, "wrong": 0}
    confusions: dict[tuple[str, str], int] = {}
    for fold in range(FOLDS):
        learned = [pair for n, pair in enumerate(told) if n % FOLDS != fold]
        model = IntentModel.fit([t for t, _ in learned], [i for _, i in learned], table, **options)
        for text, intent in [pair for n, pair in enumerate(told) if n % FOLDS == fold]:
            command = commands.intent_of(text)
            ranking = [(command, 1.0)] if command else model.predict(text)
            verdict = judge(ranking, {intent}, fallback)
            counts[verdict] += 1
            if verdict == "wrong":
                confusions[intent, ranking[0][0]] = confusions.get((intent, ranking[0][0]), 0) + 1
    worst = sorted(confusions.items(), key=lambda item: -item[1])[:30]
    return {
        "examples": len(told), "intents": len({i for _, i in told}),
        **{name: count / len(told) for name, count in counts.items()},
        "confusions": [[*pair, count] for pair, count in worst],
    }  # fmt: skip


def heldout(model_file: str) -> dict[str, Any]:
    """The held-out lines through the trained model, parsed as in a fresh conversation."""
    from rasa.core.agent import load_agent

    async def parse_all(rows: list[dict[str, str]]) -> list[dict[str, Any]]:
        agent = await load_agent(model_path=model_file)
        return [await agent.parse_message(row["text"]) for row in rows]

    with HELDOUT.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    started = time.monotonic()
    parsed = asyncio.run(parse_all(rows))
    counts = {"right": 0, "asked": 0, "wrong": 0}
    misread, in_choices = [], 0
    for row, result in zip(rows, parsed, strict=True):
        accepted = {row["intent"], *filter(None, (row.get("also") or "").split(";"))}
        name = result["intent"]["name"]
        verdict = "asked" if name == "nlu_fallback" else "right" if name in accepted else "wrong"
        counts[verdict] += 1
        offered = [entry["name"] for entry in result["intent_ranking"] if entry["name"] != "nlu_fallback"][:3]
        in_choices += verdict == "asked" and bool(accepted & set(offered))
        if verdict != "right":
            misread.append([row["text"], row["intent"], verdict, *offered])
    return {
        "lines": len(rows), **{name: count / len(rows) for name, count in counts.items()},
        "asked_with_right_choice": in_choices / max(1, counts["asked"]),
        "parse_ms": (time.monotonic() - started) * 1000 / len(rows), "misread": misread,
    }  # fmt: skip


if __name__ == "__main__":
    result: dict[str, Any] = {"heldout": heldout(sys.argv[1])} if len(sys.argv) > 1 else {}
    if "--no-cv" not in sys.argv:
        result["cross_validation"] = cross_validation()
    print("RESULT " + json.dumps(result, ensure_ascii=False))
