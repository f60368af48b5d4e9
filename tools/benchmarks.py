"""`./run bench [NAME]`: each benchmark is a module `tests/benchmarks/bench_NAME.py`; it prints a table, writes JSON."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from tools import office, say
from tools.paths import API_PYTHON, ROOT, data_dir, quiet_environment

FOLDER = ROOT / "tests" / "benchmarks"


def names() -> list[str]:
    """The benchmarks there are."""
    return sorted(path.stem.removeprefix("bench_") for path in FOLDER.glob("bench_*.py"))


def bench(arguments: Sequence[str]) -> int:
    """Run the named benchmarks, or all of them; 1 if one failed."""
    wanted = [name for name in arguments if not name.startswith("-")] or names()
    options = [name for name in arguments if name.startswith("-")]
    unknown = [name for name in wanted if name not in names()]
    if unknown:
        say.fail(f"没有这个测试：{'、'.join(unknown)}。", f"可选：{'、'.join(names())}")
    office.set_up()
    (data_dir() / "bench").mkdir(parents=True, exist_ok=True)
    environment = {**quiet_environment(), "BENCH_DIR": str(data_dir() / "bench")}
    failed = 0
    for name in wanted:
        say.line(f"== {name}")
        done = subprocess.run(
            [API_PYTHON, "-m", f"tests.benchmarks.bench_{name}", *options], cwd=ROOT, env=environment, check=False
        )
        failed |= done.returncode != 0
    return int(failed)
