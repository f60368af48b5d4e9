"""The supervisor: restarts what crashed, ends what it started, leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.supervisor import alive

SCRIPT = """
import sys
from tools.supervisor import Child, Supervisor
import os
environment = dict(os.environ)
children = [
    Child("steady", [sys.executable, "-c", "import time; time.sleep(600)"], environment),
    Child("flighty", [sys.executable, "-c", "import time; time.sleep(0.3); raise SystemExit(7)"], environment),
]
Supervisor(children, {"here": "http://127.0.0.1:1"}).run(lambda: True)
"""


def _state(folder: Path) -> dict[str, object]:
    import json

    return dict(json.loads((folder / "run" / "state.json").read_text()))


def _wait_for(condition: object, seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if condition():  # type: ignore[operator]
                return
        except (OSError, ValueError, KeyError):
            pass
        time.sleep(0.05)
    pytest.fail("it did not happen in time")


@pytest.fixture
def office(tmp_path: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DATA_DIR": str(tmp_path)}
    return subprocess.Popen([sys.executable, "-c", SCRIPT], env=environment)


def _children(folder: Path) -> dict[str, dict[str, int]]:
    return _state(folder)["children"]  # type: ignore[return-value]


def test_a_crashed_child_is_started_again_and_reported(office: subprocess.Popen[bytes], tmp_path: Path) -> None:
    _wait_for(lambda: _children(tmp_path)["flighty"]["restarts"] >= 1)
    assert _children(tmp_path)["flighty"]["last_exit"] == 7
    assert _children(tmp_path)["steady"]["restarts"] == 0
    office.send_signal(signal.SIGTERM)
    office.wait(15)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_no_process_is_left_behind(office: subprocess.Popen[bytes], tmp_path: Path, number: int) -> None:
    _wait_for(lambda: _children(tmp_path)["steady"]["pid"])
    pid = _children(tmp_path)["steady"]["pid"]
    assert alive(pid)
    office.send_signal(number)
    office.wait(15)
    _wait_for(lambda: not alive(pid))
