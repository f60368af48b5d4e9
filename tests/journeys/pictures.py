"""Renews the pictures of README and docs from a running office: `python -m tests.journeys.pictures URL [FOLDER]`."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys.conftest import CHROMIUM, FLAGS, WECHAT
from tests.journeys.phone import STORY, Phone

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"


def _phone(browser: Browser, base_url: str) -> Phone:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True, has_touch=True,
        user_agent=WECHAT, locale="zh-CN", timezone_id="Asia/Shanghai",
    )  # fmt: skip
    return Phone(context, base_url)


def take(base_url: str, folder: Path) -> None:
    """The chat's pictures: beginning, first answer, summary, receipt, progress, 长辈版."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        phone = _phone(browser, base_url)

        def picture(name: str) -> None:
            phone.page.wait_for_timeout(400)
            phone.page.screenshot(path=str(folder / f"{name}.png"))

        phone.open()
        picture("start")
        phone.say(STORY)
        picture("chat")
        phone.tell_until("confirm")
        picture("summary")
        phone.choose("确认提交")
        picture("receipt")
        phone.button("长辈版").tap()
        picture("elder")
        phone.button("标准版").tap()
        phone.log.locator(".receipt").get_by_role("button", name="查进度").tap()
        phone.page.get_by_label("登记电话的后四位").fill("1234")
        phone.button("查询").tap()
        expect(phone.page.get_by_role("region", name="办理情况")).to_be_visible()
        picture("progress")
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1].rstrip("/"), Path(sys.argv[2]) if len(sys.argv) > 2 else PICTURES)
