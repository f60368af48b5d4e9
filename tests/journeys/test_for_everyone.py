"""长辈版, keyboard, screen readers: the page is for everyone (无障碍环境建设法 第32条; facts.md §6.4)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.phone import STORY, Phone, violations

_PIXELS = "element => parseFloat(getComputedStyle(element).fontSize)"
_SMALL_TARGETS = """() => Array.from(document.querySelectorAll('button, .call'))
  .filter(one => one.offsetParent && one.getBoundingClientRect().height < 59.5)
  .map(one => one.innerText || one.getAttribute('aria-label'))"""


def test_elder_mode_is_large_remembered_and_can_be_left(phone: Phone) -> None:
    phone.open()
    text = phone.log.locator(".words").last
    assert text.evaluate(_PIXELS) >= 18
    phone.button("长辈版").tap()
    assert text.evaluate(_PIXELS) >= 30
    expect(phone.page.get_by_role("heading", level=1)).to_contain_text("长辈版")
    assert phone.page.evaluate(_SMALL_TARGETS) == []
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    phone.page.reload()
    expect(phone.button("标准版")).to_be_visible()
    assert phone.log.locator(".words").last.evaluate(_PIXELS) >= 30
    assert violations(phone.page) == []
    phone.button("标准版").tap()
    assert phone.log.locator(".words").last.evaluate(_PIXELS) < 30


def test_elder_mode_reads_aloud_and_stops(phone: Phone) -> None:
    phone.page.add_init_script(
        """window.spoken = []; window.stopped = 0;
        const voice = {speak: words => spoken.push(words.text), cancel: () => stopped++};
        Object.defineProperty(window, 'speechSynthesis', {value: voice});"""
    )
    phone.open()
    phone.button("长辈版").tap()
    phone.button("朗读").last.tap()
    assert "请把事情说给我听" in phone.page.evaluate("spoken[0]")
    phone.button("停止朗读").tap()
    assert phone.page.evaluate("stopped") >= 1
    expect(phone.button("停止朗读")).to_have_count(0)


def test_the_whole_way_by_keyboard(desk: Phone) -> None:
    desk.open()
    keys = desk.page.keyboard
    keys.press("Tab")
    expect(desk.page.get_by_role("link", name="跳到填写的地方")).to_be_focused()
    keys.press("Enter")
    expect(desk.field).to_be_focused()
    keys.type(STORY)
    keys.press("Shift+Enter")
    keys.type("请帮帮我。")
    keys.press("Enter")
    desk.answered()
    assert "请帮帮我" in desk.own_lines()[0]
    expect(desk.field).to_be_focused()

    desk.button("更多").focus()
    keys.press("Enter")
    sheet = desk.page.get_by_role("dialog", name="更多")
    expect(sheet).to_be_visible()
    for _ in range(14):
        keys.press("Tab")
        assert sheet.evaluate("sheet => sheet.contains(document.activeElement)"), "focus left the open sheet"
    keys.press("Escape")
    expect(sheet).to_have_count(0)
    expect(desk.button("更多")).to_be_focused()

    desk.tell_until("confirm")
    confirm = desk.log.get_by_role("button", name="确认提交", exact=True).last
    confirm.focus()
    keys.press("Enter")
    desk.answered()
    assert desk.session()["filed"]


@pytest.mark.parametrize("elder", [False, True], ids=["standard", "elder"])
def test_axe_finds_nothing_on_the_chat(phone: Phone, elder: bool) -> None:
    phone.open()
    if elder:
        phone.button("长辈版").tap()
    assert violations(phone.page) == []
    phone.say(STORY)
    assert violations(phone.page) == []
    for name in ("看看填了什么", "个人信息告知", "换手机或电脑接着填"):
        phone.page.get_by_role("button", name="更多").tap()
        assert violations(phone.page) == []
        phone.button(name).tap()
        assert violations(phone.page) == [], name
        phone.page.keyboard.press("Escape")
    phone.file()
    assert violations(phone.page) == []
    phone.log.locator(".receipt").get_by_role("button", name="查进度").tap()
    phone.page.get_by_label("登记电话的后四位").fill("1234")
    phone.button("查询").tap()
    expect(phone.page.get_by_role("region", name="办理情况")).to_be_visible()
    assert violations(phone.page) == []


def test_reduced_motion_is_respected(phone: Phone) -> None:
    phone.page.emulate_media(reduced_motion="reduce")
    phone.open()
    phone.page.route("**/messages", lambda route: None)  # never answered
    phone.field.fill("在吗")
    phone.button("发送").tap()
    dots = phone.page.locator(".typing i").first
    expect(dots).to_be_visible()
    assert dots.evaluate("dot => getComputedStyle(dot).animationName") == "none"


def test_the_page_works_where_storage_is_forbidden(phone: Phone) -> None:
    phone.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }});"
    )
    phone.open()
    phone.field.fill(STORY)
    phone.button("发送").tap()
    expect(phone.log.locator(".from-bot").nth(2)).to_be_visible(timeout=30_000)
    assert phone.errors == []
