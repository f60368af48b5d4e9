"""How well the bot understands: cross-validation over its examples, and lines written by someone who never saw them.

Requirement on the held-out lines: at least 85 % right, at most 4 % wrong, the rest a clarifying question with choices.
Options: `--no-cv` only the held-out lines; `--show` every misread line.
"""

from __future__ import annotations

import json
import subprocess
import sys

from tests.benchmarks import report
from tools.models import bot_model
from tools.paths import RASA_PYTHON, ROOT, quiet_environment


def main() -> int:
    """Run it; 1 when a requirement is missed."""
    options = [argument for argument in sys.argv[1:] if argument == "--no-cv"]
    command = [RASA_PYTHON, "-W", "ignore", "-m", "tests.benchmarks.nlu_scores", str(bot_model()), *options]
    done = subprocess.run(command, cwd=ROOT, env=quiet_environment(), capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    if done.returncode or not lines:
        report.out.print(done.stdout[-2000:] + done.stderr[-3000:])
        return 1
    result = json.loads(lines[-1].removeprefix("RESULT "))
    held = result["heldout"]
    rows: list[tuple[object, ...]] = [
        ("独立语句", held["lines"], *(f"{held[k]:.1%}" for k in ("right", "asked", "wrong")))
    ]
    if "cross_validation" in result:
        crossed = result["cross_validation"]
        rows.append(("交叉验证", crossed["examples"], *(f"{crossed[k]:.1%}" for k in ("right", "asked", "wrong"))))
    report.table("听懂了多少", ("数据", "条数", "听对", "反问", "听错"), rows)
    report.out.print(f"反问里有正确选项的占 {held['asked_with_right_choice']:.0%}，每条 {held['parse_ms']:.1f} 毫秒")
    if "--show" in sys.argv:
        for text, intent, verdict, *offered in held["misread"]:
            report.out.print(f"  {verdict}  {intent} → {'、'.join(offered)}  「{text}」", highlight=False)
    report.write("nlu", result)
    good = [
        report.verdict("听对", held["right"], "≥ 0.85", held["right"] >= 0.85),
        report.verdict("听错", held["wrong"], "≤ 0.04", held["wrong"] <= 0.04),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
