"""A whole office (api, worker, Rasa) on this machine for tests and benchmarks, with a data folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@dataclass(frozen=True)
class Office:
    """A running office: where it is, where its data is, how to look at its processes."""

    base_url: str
    data_dir: Path
    environment: Mapping[str, str]
    admin_password: str

    def children(self) -> dict[str, dict[str, Any]]:
        """The supervisor's report of each child: pid, running, restarts."""
        state = json.loads((self.data_dir / "run" / "state.json").read_text())
        return dict(state["children"])

    def ready(self) -> bool:
        """Whether `/readyz` says yes."""
        try:
            with urllib.request.urlopen(f"{self.base_url}/readyz", timeout=3) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def wait_ready(self, seconds: float = 120) -> None:
        """Wait until it is ready again; TimeoutError otherwise."""
        until = time.monotonic() + seconds
        while not self.ready():
            if time.monotonic() > until:
                raise TimeoutError("the office did not become ready")
            time.sleep(0.3)


def _run(environment: Mapping[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tools", *arguments],
        cwd=ROOT,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"./run {' '.join(arguments)} failed:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    return done.stdout


@contextmanager
def running_office(**settings: str) -> Iterator[Office]:
    """Start `./run --detach` with these settings on free ports; stop it and remove its data at the end."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the office is stopped in any case
    folder = Path(tempfile.mkdtemp(prefix="office-"))
    port = free_port()
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "LIMITS_ON": "false",
        "OFFICE_REGION_CODE": "330106",
        **settings,
    }
    environment.pop("DATABASE_URL", None) if "DATABASE_URL" not in settings else None
    environment.pop("ACTION_TOKEN", None)
    try:
        said = _run(environment, "--detach")
        password = said.split("一次性密码 ", 1)[1].split("（", 1)[0].strip() if "一次性密码 " in said else ""
        yield Office(f"http://127.0.0.1:{port}", folder, environment, password)
    finally:
        subprocess.run([sys.executable, "-m", "tools", "stop"], cwd=ROOT, env=environment, check=False)
        shutil.rmtree(folder, ignore_errors=True)
