"""Every script is talked through once with the real bot; each is a test of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
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


def wanted(session: pytest.Session) -> list[Script]:
    """The scripts of the tests that were chosen for this run."""
    parameters = [item.callspec.params.get("script") for item in session.items if hasattr(item, "callspec")]
    return [each for each in parameters if isinstance(each, Script)]


@pytest.fixture(scope="session")
def transcripts(office: Office, request: pytest.FixtureRequest) -> Iterator[Mapping[str, Future[Transcript]]]:
    """All chosen scripts, some at once; a test waits only for its own."""
    staff = partial(handled, office)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {str(s): pool.submit(Driver(office.base_url, s, staff).run) for s in wanted(request.session)}
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("script", SCRIPTS, ids=str)
def test_dialogue(script: Script, transcripts: Mapping[str, Future[Transcript]]) -> None:
    transcript = transcripts[str(script)].result()
    assert not transcript.wrong, f"\n{transcript}"


def test_there_are_enough_different_ones() -> None:
    assert len(SCRIPTS) >= 70
    assert len({(s.turns[0].deed, str(s.turns[0].what)) for s in SCRIPTS}) >= len(SCRIPTS) * 0.9
    assert len({str(s) for s in SCRIPTS}) == len(SCRIPTS)
