"""How the office is started: addresses, proxies, and who may read what it writes."""

from __future__ import annotations

import os

import pytest

from tools import office


def test_only_named_proxies_are_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    command = office.serve_command()
    assert command[command.index("--forwarded-allow-ips") + 1] == "127.0.0.1"
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.7,10.1.0.0/16")
    command = office.serve_command()
    assert command[command.index("--forwarded-allow-ips") + 1] == "10.0.0.7,10.1.0.0/16"


def test_what_the_office_writes_is_its_own() -> None:
    before = os.umask(0o022)
    try:
        office._keep_to_ourselves()
        assert os.umask(0o022) == 0o077
    finally:
        os.umask(before)


@pytest.mark.parametrize(("asked", "level"), [("debug", "INFO"), ("DEBUG", "INFO"), ("x", "INFO"), ("error", "ERROR")])
def test_rasa_never_logs_what_citizens_say(monkeypatch: pytest.MonkeyPatch, asked: str, level: str) -> None:
    monkeypatch.setenv("LOG_LEVEL", asked)
    assert office._level_of_rasa() == level
