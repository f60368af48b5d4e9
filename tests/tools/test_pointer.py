"""A child that follows a pointer: it is started anew when the pointer names something else, and only then."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tools.test_supervisor import _children, _state, _wait_for

SCRIPT = """
import os, sys
from pathlib import Path
from tools.supervisor import Child, Pointer, Supervisor
file = Path(os.environ["POINTER"])
def command():
    name = file.read_text().strip()
    if name == "missing":
        return None
    stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " if name == "stubborn" else ""
    return [sys.executable, "-c", stubborn + f"import time; print('{name}', flush=True); time.sleep(600)"]
pointer = Pointer(file, command)
child = Child("bot", command(), dict(os.environ), pointer=pointer)
steady = Child("steady", [sys.executable, "-c", "import time; time.sleep(600)"], dict(os.environ))
Supervisor([child, steady], {}).run(lambda: True)
"""
Point = Callable[[str], None]


@pytest.fixture
def point(tmp_path: Path) -> Point:
    def switch(name: str) -> None:
        (tmp_path / "part").write_text(name + "\n")
        (tmp_path / "part").replace(tmp_path / "current")

    switch("one")
    return switch


@pytest.fixture
def office(tmp_path: Path, point: Point) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "POINTER": str(tmp_path / "current")}
    process = subprocess.Popen([sys.executable, "-c", SCRIPT], env=environment, stdout=subprocess.PIPE)
    yield process
    process.send_signal(signal.SIGTERM)
    process.wait(30)
    process.stdout.close()  # type: ignore[union-attr]


def _said(folder: Path) -> list[str]:
    try:
        return (folder / "log" / "bot.log").read_text().split() or [""]
    except FileNotFoundError:
        return [""]


@pytest.mark.usefixtures("office")
def test_the_child_is_renewed_and_its_neighbour_is_not(tmp_path: Path, point: Point) -> None:
    _wait_for(lambda: _said(tmp_path) == ["one"] and _children(tmp_path)["bot"]["pid"])
    before = _children(tmp_path)
    point("two")
    _wait_for(lambda: _said(tmp_path) == ["one", "two"])
    _wait_for(lambda: _children(tmp_path)["bot"]["pid"] != before["bot"]["pid"])
    after = _children(tmp_path)
    assert after["steady"]["pid"] == before["steady"]["pid"]
    assert after["bot"]["restarts"] == 0  # it did not crash


@pytest.mark.usefixtures("office")
def test_a_missing_version_changes_nothing(tmp_path: Path, point: Point, office: subprocess.Popen[bytes]) -> None:
    _wait_for(lambda: _said(tmp_path) == ["one"] and _children(tmp_path)["bot"]["pid"])
    before = _children(tmp_path)["bot"]["pid"]
    point("missing")
    assert office.stdout is not None
    assert "继续使用原来的版本" in office.stdout.readline().decode()
    assert _state(tmp_path)["children"]["bot"]["pid"] == before  # type: ignore[index]
    point("one")
    point("two")
    _wait_for(lambda: _said(tmp_path)[-1] == "two")


@pytest.mark.usefixtures("office")
def test_one_that_will_not_go_is_killed(tmp_path: Path, point: Point) -> None:
    point("stubborn")
    _wait_for(lambda: _said(tmp_path)[-1] == "stubborn")
    point("two")
    _wait_for(lambda: _said(tmp_path)[-1] == "two", 20)
