"""The agents' console: sign-in, and a citizen's case from the chat to the unit that handles it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, expect

from tests.journeys.conftest import RunningOffice
from tests.journeys.phone import Phone, violations

PASSWORD = "Deng-ji-yuan-2026"


def test_sign_in_page(desk: Phone) -> None:
    desk.page.goto(f"{desk.base_url}/console/")
    name = desk.page.get_by_label("用户名")
    expect(name).to_be_visible()
    assert violations(desk.page) == []
    name.fill("nobody")
    desk.page.get_by_label("密码", exact=True).fill("wrong-password")
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("alert")).to_contain_text("不对")
    assert violations(desk.page) == []
    desk.is_clean()


@pytest.fixture
def registrar(desk: Phone, running: RunningOffice) -> str:
    """A registrar who has changed the first password; the user name."""
    if not running.admin_password:
        pytest.skip("the administrator of this office is not known")
    http = desk.context.request
    admin = "Guan-li-yuan-2026"
    if not _signed_in(http, running, "admin", admin):
        assert _signed_in(http, running, "admin", running.admin_password)
        _post(http, running, "/api/auth/password", {"old": running.admin_password, "new": admin})
        assert _signed_in(http, running, "admin", admin)
    user = {"username": "dengji", "name": "李登记", "role": "registrar", "password": "first-Password-1"}
    if http.post(f"{running.base_url}/api/users", data=user).status == 201:
        assert _signed_in(http, running, "dengji", user["password"])
        _post(http, running, "/api/auth/password", {"old": user["password"], "new": PASSWORD})
    desk.context.clear_cookies()
    return "dengji"


def _signed_in(http: APIRequestContext, running: RunningOffice, username: str, password: str) -> bool:
    return http.post(f"{running.base_url}/api/auth/login", data={"username": username, "password": password}).ok


def _post(http: APIRequestContext, running: RunningOffice, path: str, data: dict[str, Any]) -> None:
    answer = http.post(running.base_url + path, data=data)
    assert answer.ok, answer.text()


def test_a_citizens_case_is_reviewed_and_forwarded(phone: Phone, desk: Phone, registrar: str) -> None:
    phone.open()
    filed = phone.file()

    page = desk.page
    page.goto(f"{desk.base_url}/console/")
    page.get_by_label("用户名").fill(registrar)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("搜索").fill(filed["case_number"])
    page.keyboard.press("Enter")
    row = page.get_by_role("row").filter(has_text=filed["case_number"])
    expect(row).to_have_count(1)
    assert violations(page) == []
    row.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="信访人的话")).to_be_visible()
    expect(page.locator(".story")).to_contain_text("包工头")
    expect(page.get_by_text("林**", exact=True)).to_be_visible()
    assert violations(page) == []

    page.get_by_label("是重复件").focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="标签已确认")).to_be_visible()
    page.get_by_role("button", name="转送", exact=True).click()
    page.get_by_role("button", name="确定转送").click()
    expect(page.locator(".state")).to_have_text("已转交承办单位")
    assert violations(page) == []

    phone.log.locator(".receipt").get_by_role("button", name="查进度").tap()
    phone.page.get_by_label("登记电话的后四位").fill("1234")
    phone.button("查询").tap()
    expect(phone.page.locator(".progress-status")).to_have_text("已转交承办单位")
    desk.is_clean()


def test_somebody_answers_the_one_who_waits(phone: Phone, desk: Phone, registrar: str) -> None:
    phone.open()
    phone.say("我要找工作人员")
    expect(phone.page.get_by_text("已转给工作人员")).to_be_visible()

    page = desk.page
    page.goto(f"{desk.base_url}/console/#/conversations")
    page.get_by_label("用户名").fill(registrar)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator(".talk").filter(has_text="在等").last.click()
    page.get_by_label("回复（发送后机器人先不说话）").fill("您好，我是信访办小李，您请说。")
    page.get_by_role("button", name="发送", exact=True).click()
    expect(phone.log).to_contain_text("我是信访办小李", timeout=15_000)
    assert violations(page) == []
    page.get_by_role("button", name="结束人工，交回机器人").click()
    expect(phone.page.get_by_text("已转给工作人员")).to_have_count(0, timeout=15_000)
