"""Runs the tests of bot/ in Rasa's own environment (tests/bot/island, plain unittest: pytest is not there)."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
ISLAND = Path(__file__).parent / "island"


@pytest.mark.parametrize("module", sorted(path.stem for path in ISLAND.glob("[a-z]*.py")))
def test_island(module: str) -> None:
    if not RASA_PYTHON.exists():
        pytest.skip("Rasa's environment is not set up: ./run creates it")
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    command = [RASA_PYTHON, "-W", "ignore", "-m", "unittest", f"tests.bot.island.{module}"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr[-4000:]
