"""Journeys in a real browser against a whole running office.

`OFFICE_URL=http://127.0.0.1:8000 pytest tests/journeys` uses an office that runs already; OFFICE_ADMIN_PASSWORD is its
first administrator's one-time password, without which journeys of the console are skipped.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.phone import AXE, Phone
from tests.running_office import Office

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--lang=zh-CN"]
WECHAT = (
    "Mozilla/5.0 (Linux; Android 12; V2055A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 "
    "Mobile Safari/537.36 MicroMessenger/8.0.42"
)


@dataclass(frozen=True)
class RunningOffice:
    """Where the office is, and its first administrator's one-time password when the journeys started it."""

    base_url: str
    admin_password: str


@pytest.fixture(scope="session")
def running(request: pytest.FixtureRequest) -> RunningOffice:
    """The office that the journeys visit."""
    if known := os.environ.get("OFFICE_URL"):
        return RunningOffice(known.rstrip("/"), os.environ.get("OFFICE_ADMIN_PASSWORD", ""))
    office: Office = request.getfixturevalue("office")
    return RunningOffice(office.base_url, office.admin_password)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium without a window."""
    if not shutil.which(CHROMIUM) or not AXE.exists():
        pytest.skip(f"{CHROMIUM} or {AXE} is not here: journeys left out")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def phone(browser: Browser, running: RunningOffice) -> Iterator[Phone]:
    """A phone with WeChat's browser, nothing stored on it."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True, has_touch=True,
        user_agent=WECHAT, permissions=["clipboard-read", "clipboard-write"], locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )  # fmt: skip
    held = Phone(context, running.base_url)
    yield held
    context.close()


@pytest.fixture
def desk(browser: Browser, running: RunningOffice) -> Iterator[Phone]:
    """A desktop computer with a keyboard and the screen size that offices have."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", timezone_id="Asia/Shanghai")
    held = Phone(context, running.base_url)
    yield held
    context.close()
