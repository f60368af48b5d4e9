"""Every script is talked through once with the real bot; each is a test of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import pytest

from tests.dialogues.driver import Driver, Transcript
from tests.dialogues.script import Script, all_scripts
from tests.running_office import ROOT, Office

pytestmark = [pytest.mark.dialogue, pytest.mark.timeout(600)]
SCRIPTS = list(all_scripts())
AT_ONCE = 6


def handled(office: Office, deed: str, case_number: str) -> None:
    """Staff handle the case, in a process with the office's own settings."""
    command = [sys.executable, "-m", "tests.dialogues.staff", deed, case_number]
    subprocess.run(command, cwd=ROOT, env=dict(office.environment), check=True, capture_output=True)


@pytest.fixture(scope="session")
def transcripts(office: Office, request: pytest.FixtureRequest) -> Mapping[str, Future[Transcript]]:
    """All scripts that are to be judged, some at once; a test waits only for its own."""
    chosen = {item.callspec.params["script"] for item in request.session.items if hasattr(item, "callspec")
              and isinstance(item.callspec.params.get("script"), Script)}  # fmt: skip
    pool = ThreadPoolExecutor(AT_ONCE)
    request.addfinalizer(partial(pool.shutdown, cancel_futures=True))
    staff = partial(handled, office)
    return {str(s): pool.submit(Driver(office.base_url, s, staff).run) for s in SCRIPTS if s in chosen}


@pytest.mark.parametrize("script", SCRIPTS, ids=str)
def test_dialogue(script: Script, transcripts: Mapping[str, Future[Transcript]]) -> None:
    transcript = transcripts[str(script)].result()
    assert not transcript.wrong, f"\n{transcript}"


def test_there_are_enough_different_ones() -> None:
    assert len(SCRIPTS) >= 70
    assert len({(s.turns[0].deed, str(s.turns[0].what)) for s in SCRIPTS}) >= len(SCRIPTS) * 0.9
    assert len({str(s) for s in SCRIPTS}) == len(SCRIPTS)
