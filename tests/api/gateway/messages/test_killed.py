"""The api process is killed in the middle of a turn: nothing is lost, nothing is doubled, nobody waits long."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.api.gateway.rasa_standin import RasaStandIn, serving

PREPARE = "import api.main; from api import database as d; d.Base.metadata.create_all(d.engine())"


class Office:
    """A real api process that can be killed and started again on the same data."""

    def __init__(self, folder: Path, bot: str) -> None:
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            self.port = sock.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {**os.environ, "DATA_DIR": str(folder), "RASA_URLS": bot, "LIMITS_ON": "false"}
        subprocess.run([sys.executable, "-c", PREPARE], env=self.environment, check=True)
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "uvicorn", "api.main:app", "--port", str(self.port), "--log-level", "error"]
        self.process = subprocess.Popen(command, env=self.environment)
        for _ in range(600):
            with contextlib.suppress(httpx2.HTTPError):
                if httpx2.get(f"{self.address}/healthz").status_code == 200:
                    return
            time.sleep(0.05)
        raise TimeoutError("the api did not start")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def bot() -> Iterator[tuple[RasaStandIn, str]]:
    stand_in = RasaStandIn()
    with serving(stand_in.app()) as address:
        yield stand_in, address


@pytest.fixture
def office(tmp_path: Path, bot: tuple[RasaStandIn, str]) -> Iterator[Office]:
    running = Office(tmp_path, bot[1])
    yield running
    running.kill()


@pytest.mark.slow
def test_a_message_survives_the_death_of_its_process(office: Office, bot: tuple[RasaStandIn, str]) -> None:
    stand_in = bot[0]
    opened = httpx2.post(f"{office.address}/api/chat/sessions", json={}).json()
    path, headers = f"/api/chat/sessions/{opened['session_id']}", {"Authorization": f"Bearer {opened['token']}"}
    body = {"client_message_id": "one", "text": "我要反映拖欠工资"}

    def send() -> httpx2.Response:
        return httpx2.post(f"{office.address}{path}/messages", json=body, headers=headers, timeout=30)

    def send_and_lose() -> None:
        with contextlib.suppress(httpx2.HTTPError):
            send()

    stand_in.delay = 0.8
    lost = threading.Thread(target=send_and_lose)
    lost.start()
    time.sleep(0.4)
    office.kill()
    lost.join()
    office.start()
    stand_in.delay = 0
    waiting = httpx2.get(f"{office.address}{path}", headers=headers).json()["messages"][-1]
    assert "拖欠工资" in waiting["text"]
    started = time.monotonic()
    answer = send()
    assert answer.status_code == 200
    assert time.monotonic() - started < 5
    shown = httpx2.get(f"{office.address}{path}", headers=headers).json()["messages"]
    assert [m["text"] for m in shown[2:]] == ["我要反映拖欠工资", "收到：我要反映拖欠工资"]
    assert len(stand_in.done) == 1
