"""200 dialogues while api, worker and Rasa are killed at random (`--dialogues=200 --at-once=16`)."""

from __future__ import annotations

import dataclasses
import sys
import time

from tests.benchmarks import report
from tests.benchmarks.bench_replay import option
from tests.kills import dialogues_under_fire
from tests.running_office import running_office


def main() -> int:
    """Run it; 1 when something was lost or doubled."""
    started = time.monotonic()
    with running_office() as office:
        found = dialogues_under_fire(office, option("dialogues", 200), option("at-once", 16))
    rows = [
        ("对话", found.dialogues), ("已提交", found.filed), ("杀掉的进程", sum(found.killed.values())),
        ("重发", found.retries), ("丢失的案件", len(found.lost_cases)), ("重复的案件", len(found.doubled)),
        ("丢失的内容", found.lost_stories), ("没有走完", len(found.troubles)), ("秒", time.monotonic() - started),
    ]  # fmt: skip
    report.table("随机杀进程", ("项目", "值"), rows)
    for trouble in found.troubles[:5]:
        report.out.print(f"  ! {trouble}")
    report.write("kill", dataclasses.asdict(found))
    return 0 if found.good else 1


if __name__ == "__main__":
    sys.exit(main())
