"""Following a filed case with the query code and the last four digits of the phone."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.phone import Phone


def test_progress_supplement_and_withdrawal(phone: Phone) -> None:
    phone.open()
    filed = phone.file()
    phone.log.locator(".receipt").get_by_role("button", name="查进度").tap()
    code = phone.page.get_by_label("查询码")
    expect(code).to_have_value(filed["query_code"])

    phone.page.get_by_label("登记电话的后四位").fill("9999")
    phone.button("查询").tap()
    expect(phone.page.get_by_role("alert").first).to_contain_text("没有查到")

    phone.page.get_by_label("登记电话的后四位").fill("1234")
    phone.button("查询").tap()
    found = phone.page.get_by_role("region", name="办理情况")
    expect(found).to_contain_text(filed["case_number"])
    expect(found).to_contain_text("登记")
    expect(found).to_contain_text("信访工作条例")

    phone.page.get_by_label("要补充的内容").fill("工友手里还有考勤表。")
    phone.button("交给办理单位").tap()
    expect(phone.page.get_by_text("补充的内容已经交给办理单位")).to_be_visible()
    expect(found).to_contain_text("补充材料")

    phone.button("我要撤回").tap()
    phone.page.get_by_label("撤回的原因（可以不写）").fill("工资已经发了")
    phone.button("确定撤回").tap()
    expect(found.locator(".progress-status")).to_have_text("已撤回")
    expect(phone.button("我要撤回")).to_have_count(0)
    phone.is_clean()


def test_progress_by_the_receipts_qr_code(phone: Phone) -> None:
    phone.page.goto(f"{phone.base_url}/chat/#progress=ABCDE-FGHJK")
    expect(phone.page.get_by_label("查询码")).to_have_value("ABCDE-FGHJK")
    phone.button("回到对话").tap()
    expect(phone.log).to_be_visible()
