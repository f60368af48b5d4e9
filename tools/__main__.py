"""`./run`: see the head of that file for the commands."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence

from tools import benchmarks, checks, environments, models, office, say
from tools.paths import API_PYTHON, ROOT, data_dir, quiet_environment

USAGE = "用法：./run [--detach | stop | status | test | bench [名称] | demo | setup | train [bot|classifier]]"


def _demo(_: Sequence[str]) -> int:
    environments.api_environment()
    environment = {**quiet_environment(), "DATA_DIR": str(data_dir())}
    for module in ("api.prepare", "api.demo"):
        done = subprocess.run([API_PYTHON, "-m", module], cwd=ROOT, env=environment, check=False)
        if done.returncode:
            return done.returncode
    return 0


def _train(names: Sequence[str]) -> int:
    environments.api_environment()
    environments.rasa_environment()
    if not names or "classifier" in names:
        models.train_classifier(force=True)
    if not names or "bot" in names:
        models.train_bot(force=True)
    return 0


def _done(action: Callable[[], None]) -> Callable[[Sequence[str]], int]:
    def run(_: Sequence[str]) -> int:
        action()
        return 0

    return run


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "": _done(office.up),
    "--detach": _done(office.up_detached),
    "stop": _done(office.stop),
    "status": lambda _: office.status(),
    "setup": _done(office.set_up),
    "train": _train,
    "demo": _demo,
    "test": checks.test,
    "bench": benchmarks.bench,
}


def main(arguments: Sequence[str]) -> int:
    """Run one command; its exit status."""
    name = arguments[0] if arguments else ""
    if name not in COMMANDS:
        say.line(USAGE)
        return 0 if name in ("help", "--help", "-h") else 2
    try:
        return COMMANDS[name](arguments[1:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
