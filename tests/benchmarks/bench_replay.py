"""Files real forum messages through the whole chat: every one must end with a receipt and nothing lost.

Needs ../shared/data (or DATA=path of a CSV with title, body). Options: `--rows=500 --at-once=4`.
"""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks import report
from tests.citizen import Outcome, many
from tests.running_office import ROOT, Office, running_office

MESSAGES = ROOT.parent / "shared" / "data" / "forum_messages.csv"
READ_STORIES = """
import json, sys
import sqlalchemy as sa
import api.main
from api.cases.models import Case, Petition
from api.database import reading
with reading() as db:
    rows = db.execute(sa.select(Case.number, Petition.story).join(Petition, Case.petition_id == Petition.id)).all()
json.dump({number: story for number, story in rows}, sys.stdout, ensure_ascii=False)
"""


def option(name: str, default: int) -> int:
    """`--name=5` from the command line."""
    given = [a.split("=", 1)[1] for a in sys.argv[1:] if a.startswith(f"--{name}=")]
    return int(given[0]) if given else default


def stories(rows: int) -> list[str]:
    """Title and body as one story; a fixed random choice, distinct texts only."""
    with Path(os.environ.get("DATA", MESSAGES)).open(newline="") as file:
        texts = {f"{row['title'].strip()}\n{row['body'].strip()}" for row in csv.DictReader(file)}
    return random.Random(7).sample(sorted(texts), min(rows, len(texts)))


def stored(office: Office) -> dict[str, str]:
    """What the office has filed: case number → the story as told."""
    command = [sys.executable, "-c", READ_STORIES]
    done = subprocess.run(
        command, cwd=ROOT, env=dict(office.environment), capture_output=True, text=True, check=False
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return dict(json.loads(done.stdout))


def squeezed(text: str) -> str:
    """The text without white space, to compare what was told with what was kept."""
    return "".join(text.split())


def lost(told: list[str], outcomes: list[Outcome], kept: dict[str, str]) -> list[int]:
    """The stories that are not wholly in the filed case."""
    missing = []
    for number, (story, outcome) in enumerate(zip(told, outcomes, strict=True)):
        case = (outcome.filed or {}).get("case_number", "")
        if squeezed(story) not in squeezed(kept.get(case, "")):
            missing.append(number)
    return missing


def main() -> int:
    """Run it; 1 when a requirement is missed."""
    if not MESSAGES.exists() and "DATA" not in os.environ:
        report.out.print("没有 ../shared/data/forum_messages.csv，跳过。")
        return 0
    told = stories(option("rows", 500))
    with running_office() as office:
        started = time.monotonic()
        outcomes = many(office.base_url, told, option("at-once", 4))
        seconds = time.monotonic() - started
        gone = lost(told, outcomes, stored(office))
    filed = [o for o in outcomes if o.filed]
    turns = [o.turns for o in filed]
    every = [t for o in outcomes for t in o.turn_seconds]
    median = report.percentile(turns, 0.5)
    report.table(
        "真实留言走完整个对话",
        ("项目", "值"),
        [
            ("留言", len(told)), ("已提交", len(filed)), ("丢失内容", len(gone)), ("轮数中位", median),
            ("轮数 p95", report.percentile(turns, 0.95)), ("轮数最多", max(turns, default=0)),
            ("一轮 p50 毫秒", report.percentile(every, 0.5) * 1000),
            ("一轮 p95 毫秒", report.percentile(every, 0.95) * 1000),
            ("一件 p50 秒", report.percentile([o.seconds for o in filed], 0.5)), ("全部秒", seconds),
        ],
    )  # fmt: skip
    for outcome in [o for o in outcomes if o.trouble][:10]:
        report.out.print(f"  ! {outcome.trouble}")
    report.write(
        "replay",
        {
            "rows": len(told), "filed": len(filed), "lost": len(gone), "turns_median": median, "seconds": seconds,
            "turns": sorted(turns), "turn_ms_p50": report.percentile(every, 0.5) * 1000,
        },
    )  # fmt: skip
    good = [
        report.verdict("全部提交", len(filed) / len(told), "1.0", len(filed) == len(told)),
        report.verdict("没有丢失", len(gone), "0", not gone),
        report.verdict("轮数中位", median, "≤ 9", median <= 9),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
