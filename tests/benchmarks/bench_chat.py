"""Full dialogues through the gateway at 1, 4, 16 senders, and the same on stock Rasa in the same run.

Requirements: at 16 senders at least 2 × the turns per second of stock Rasa; a turn's p50 at turn 400 of one
conversation at most 1.5 × that at turn 10. Option: `--dialogues=48`.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import report
from tests.benchmarks.bench_replay import option
from tests.citizen import Citizen, Outcome, Persona, many
from tests.running_office import Office, running_office

STORY = (
    "我是滨江花园{n}幢的住户，今年三月起小区地下车库一直漏水，找过物业五次都说在排队，"
    "{n}号车位的车被泡坏了，要求尽快修好并赔偿。"
)
SENDERS = (1, 4, 16)
STOCK = Path("tests/benchmarks/stock")


def load(office: Office, dialogues: int, senders: int) -> dict[str, float]:
    """Full dialogues with so many senders at once: turns per second and percentiles in milliseconds."""
    started = time.monotonic()
    stories = [STORY.format(n=n) for n in range(dialogues)]
    outcomes: list[Outcome] = many(office.base_url, stories, senders, seed=senders)
    seconds = time.monotonic() - started
    unfiled = [o.trouble for o in outcomes if not o.filed]
    if unfiled:
        raise RuntimeError(f"{len(unfiled)} dialogues were not filed: {unfiled[0]}")
    turns = [t * 1000 for o in outcomes for t in o.turn_seconds]
    return {
        "turns_per_second": len(turns) / seconds,
        **{f"p{int(share * 100)}_ms": report.percentile(turns, share) for share in (0.5, 0.95, 0.99)},
        "turns": len(turns),
    }


def _long_conversation(office: Office, turns: int) -> list[float]:
    citizen = Citizen(office.base_url, Persona.invent(77))
    citizen.open()
    citizen.say(STORY.format(n=1))
    for _ in range(turns - 1):
        citizen.say("要收费吗")
    return [seconds * 1000 for seconds in citizen.outcome.turn_seconds]


def growth(office: Office) -> tuple[float, float]:
    """Median of a turn around turn 10 and around turn 400 of one conversation, in milliseconds."""
    times = _long_conversation(office, 410)
    return statistics.median(times[5:25]), statistics.median(times[390:410])


def main() -> int:
    """Run both offices; 1 when a requirement is missed."""
    dialogues = option("dialogues", 48)
    with running_office() as office:
        load(office, 4, 2)  # warm
        ours = {n: load(office, dialogues, n) for n in SENDERS}
        early, late = growth(office)
    with tempfile.TemporaryDirectory() as folder, running_office(
        RASA_ENDPOINTS=str(STOCK / "endpoints.yml"), RASA_CREDENTIALS=str(STOCK / "credentials.yml"),
        STOCK_TRACKER_FILE=f"{folder}/stock.db",
    ) as office:  # fmt: skip
        load(office, 4, 2)
        stock = {n: load(office, dialogues, n) for n in SENDERS}
    rows = [
        (f"{name}，{n} 人同时", *(run[n][key] for key in ("turns_per_second", "p50_ms", "p95_ms", "p99_ms")))
        for name, run in (("本系统", ours), ("原版 Rasa", stock))
        for n in SENDERS
    ]
    report.table("完整对话，经网关", ("情形", "轮/秒", "p50 毫秒", "p95", "p99"), rows)
    ratio = ours[16]["turns_per_second"] / stock[16]["turns_per_second"]
    report.write("chat", {"ours": ours, "stock": stock, "ratio_at_16": ratio, "turn_10_ms": early, "turn_400_ms": late})
    good = [
        report.verdict("16 人同时，轮/秒与原版之比", ratio, "≥ 2", ratio >= 2),
        report.verdict("第 400 轮与第 10 轮之比", late / early, "≤ 1.5", late / early <= 1.5),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
