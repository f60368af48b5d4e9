"""Keeps api, worker and Rasa running: starts them, restarts a crashed one with back-off, ends them together."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools import say
from tools.paths import ROOT, data_dir

_PR_SET_PDEATHSIG = 1
_HEALTHY_AFTER = 10.0
_LONGEST_PAUSE = 30.0
_GRACE = 10.0


def run_dir() -> Path:
    """Where the state of the running office is written."""
    return data_dir() / "run"


def state_file() -> Path:
    """State for `./run status`: addresses, children, restarts."""
    return run_dir() / "state.json"


def read_state() -> dict[str, Any] | None:
    """The last written state, or None."""
    try:
        return dict(json.loads(state_file().read_text()))
    except (OSError, ValueError):
        return None


def alive(pid: int) -> bool:
    """Whether there is such a process that is not a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (OSError, IndexError):
        return False


def _die_with_parent() -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


@dataclass
class Pointer:
    """A small file that names what a child works with; when it names something else, the child is started anew.

    `command` gives the new command, None when what is named is not there. `delay`: seconds to wait, so that of several
    children one after the other is renewed.
    """

    file: Path
    command: Callable[[], Sequence[str] | None]
    delay: float = 0.0
    seen: str = field(init=False)
    noticed: tuple[str, float] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """What it names now is what will run; make the pointer before the first command."""
        self.seen = self.read()

    def read(self) -> str:
        """What it names; empty when there is no such file."""
        try:
            return self.file.read_text().strip()
        except OSError:
            return ""

    def moved(self, now: float) -> bool:
        """Whether it has named something new for long enough."""
        named = self.read()
        if named in ("", self.seen):
            self.noticed = None
            return False
        if self.noticed is None or self.noticed[0] != named:
            self.noticed = (named, now)
        return now - self.noticed[1] >= self.delay


@dataclass
class Child:
    """One process to keep running."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restarts: int = 0
    pause: float = 1.0
    not_before: float = 0.0
    last_exit: int | None = field(default=None)
    pointer: Pointer | None = None
    renewing_since: float | None = None

    def start(self) -> None:
        """Start it in a group of its own; output goes to DATA_DIR/log/NAME.log."""
        folder = data_dir() / "log"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                list(self.command), cwd=ROOT, env=dict(self.environment), stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True, preexec_fn=_die_with_parent,  # noqa: PLW1509
            )  # fmt: skip
        self.started_at = time.monotonic()
        self.renewing_since = None

    def _renew(self, now: float) -> None:
        """Ask a child whose pointer has moved to end; it is started again with the new command."""
        if self.renewing_since is not None:
            if now - self.renewing_since > _GRACE:
                self.signal(signal.SIGKILL)
            return
        if self.pointer is None or not self.pointer.moved(now):
            return
        self.pointer.seen = self.pointer.read()
        command = self.pointer.command()
        if command is None:
            say.line(f"! {self.name}：{self.pointer.file} 指向的版本不存在，继续使用原来的版本。")
            return
        say.line(f"→ {self.name} 换用 {self.pointer.seen}")
        self.command, self.renewing_since = command, now
        self.signal(signal.SIGTERM)

    def tend(self) -> bool:
        """Restart it when it has ended and its pause is over; True when something changed."""
        now = time.monotonic()
        self._renew(now)
        if self.process is None:
            if now < self.not_before:
                return False
            self.restarts += 1
            self.start()
            return True
        code = self.process.poll()
        if code is None:
            if now - self.started_at > _HEALTHY_AFTER:
                self.pause = 1.0
            return False
        if self.renewing_since is not None:
            self.start()
            return True
        self.last_exit, self.process = code, None
        self.not_before, self.pause = now + self.pause, min(self.pause * 2, _LONGEST_PAUSE)
        wait, log = self.not_before - now, data_dir() / "log" / f"{self.name}.log"
        say.line(f"! {self.name} 意外退出（{code}），{wait:.0f} 秒后重新启动，日志在 {log}")
        return True

    def signal(self, number: int) -> None:
        """Send a signal to its whole group."""
        if self.process is not None and self.process.poll() is None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return

    def report(self) -> dict[str, Any]:
        """What `./run status` shows."""
        running = self.process is not None and self.process.poll() is None
        return {
            "pid": self.process.pid if running and self.process else None, "running": running,
            "restarts": self.restarts, "last_exit": self.last_exit,
        }  # fmt: skip


class Supervisor:
    """The parent of all processes of an office."""

    def __init__(self, children: Sequence[Child], addresses: Mapping[str, str]) -> None:
        self.children, self.addresses = list(children), dict(addresses)
        self._stopping = False

    def _write_state(self) -> None:
        state = {
            "supervisor": os.getpid(), "addresses": self.addresses,
            "children": {child.name: child.report() for child in self.children},
        }  # fmt: skip
        part = state_file().with_suffix(".part")
        part.write_text(json.dumps(state, ensure_ascii=False, indent=1))
        part.replace(state_file())

    def stop(self, *_: object) -> None:
        """Ask the loop to end (signal handler)."""
        self._stopping = True

    def run(self, when_started: Callable[[], bool]) -> None:
        """Start all, call `when_started` until it says True, tend until asked to stop, then end all."""
        run_dir().mkdir(parents=True, exist_ok=True)
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        told = False
        try:
            for child in self.children:
                child.start()
            self._write_state()
            while not self._stopping:
                changed = [child.tend() for child in self.children]
                if any(changed):
                    self._write_state()
                told = told or when_started()
                time.sleep(0.2)
        finally:
            self._end()

    def _end(self) -> None:
        for child in self.children:
            child.signal(signal.SIGTERM)
        until = time.monotonic() + _GRACE
        while time.monotonic() < until and any(c.process and c.process.poll() is None for c in self.children):
            time.sleep(0.05)
        for child in self.children:
            child.signal(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()
        state_file().unlink(missing_ok=True)
