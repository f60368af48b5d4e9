"""Processes die at random while people talk: nothing filed is lost or doubled, nothing told is lost."""

from __future__ import annotations

import pytest

from tests.kills import dialogues_under_fire
from tests.running_office import running_office


@pytest.mark.slow
@pytest.mark.dialogue
@pytest.mark.timeout(1800)
def test_nothing_is_lost_or_doubled_while_processes_are_killed() -> None:
    with running_office() as office:
        findings = dialogues_under_fire(office, 200)
    assert findings.good, findings
    assert min(findings.killed.get(name, 0) for name in ("api", "rasa", "worker")) >= 1, "this run proves nothing"
    assert findings.retries > 0, "nobody noticed: this run proves nothing"
