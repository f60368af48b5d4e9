"""A citizen tells the story, answers, confirms, takes the receipt home; loses the net, the page, the first phone."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from api.intake.fields import SLOT_LABELS, SLOTS
from tests.journeys.phone import ANSWERS, STORY, TURN_MS, Phone


def test_full_filing_ends_with_a_receipt(phone: Phone) -> None:
    phone.open("/chat/?from=poster-7")
    expect(phone.log).to_contain_text("个人信息保护法")
    phone.button("展开看全部告知").tap()
    expect(phone.button("收起")).to_be_visible()
    phone.say(STORY)
    expect(phone.page.get_by_role("button", name=re.compile("已填"))).to_contain_text(re.compile(r"已填 \d+/\d+"))
    filed = phone.file()

    receipt = phone.log.locator(".receipt")
    expect(receipt).to_contain_text(filed["query_code"])
    expect(receipt).to_contain_text(filed["case_number"])
    expect(receipt.locator(".receipt-steps li").first).to_contain_text("条例")
    receipt.get_by_role("button", name="保存为图片").tap()
    picture = phone.page.get_by_role("img", name=re.compile("收件回执"))
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") >= 700
    phone.page.keyboard.press("Escape")
    receipt.get_by_role("button", name="复制查询码").tap()
    expect(receipt.get_by_role("status")).to_contain_text("已复制")
    assert phone.page.evaluate("navigator.clipboard.readText()") == filed["query_code"]
    phone.is_clean()


def test_confirming_twice_files_once(phone: Phone) -> None:
    phone.open()
    phone.tell_until("confirm")
    confirm = phone.log.get_by_role("button", name="确认提交", exact=True)
    confirm.evaluate("button => { button.click(); button.click(); }")
    phone.answered()
    assert phone.own_lines().count("确认提交") == 1
    expect(phone.log.locator(".receipt")).to_have_count(1)
    expect(confirm).to_be_disabled()


def test_reload_in_the_middle_keeps_everything(phone: Phone) -> None:
    phone.open()
    phone.say(STORY)
    before = phone.session()
    phone.field.fill("我还想说，工地上还有")
    phone.page.reload()
    expect(phone.log).to_contain_text(STORY)
    expect(phone.field).to_have_value("我还想说，工地上还有")
    after = phone.session()
    assert (after["ask"], after["draft"]) == (before["ask"], before["draft"])
    assert len(after["messages"]) == len(before["messages"])
    phone.field.fill("")
    assert phone.file()["query_code"]
    phone.is_clean()


def test_a_lost_connection_delays_but_loses_nothing(phone: Phone) -> None:
    phone.open()
    phone.context.set_offline(True)
    phone.field.fill(STORY)
    phone.button("发送").tap()
    expect(phone.page.get_by_text("没有发出去")).to_be_visible()
    expect(phone.button("重新发送")).to_be_visible()
    phone.context.set_offline(False)
    phone.page.evaluate("window.dispatchEvent(new Event('online'))")
    phone.answered()
    assert phone.own_lines() == [STORY]
    said = [message for message in phone.session()["messages"] if message["speaker"] == "citizen"]
    assert [message["text"] for message in said] == [STORY]


def test_unsent_words_survive_a_reload_without_connection(phone: Phone) -> None:
    phone.open()
    phone.page.route("**/messages", lambda route: route.abort())
    phone.field.fill(STORY)
    phone.button("发送").tap()
    expect(phone.page.get_by_text("没有发出去")).to_be_visible()
    phone.page.unroute("**/messages")
    phone.page.reload()
    phone.answered()
    said = [message["text"] for message in phone.session()["messages"] if message["speaker"] == "citizen"]
    assert said == [STORY]


def test_correction_on_the_summary_card(phone: Phone) -> None:
    phone.open()
    phone.tell_until("confirm")
    card = phone.log.locator(".card", has=phone.page.get_by_role("heading", name="请核对")).last
    expect(card).to_contain_text("138****1234")
    card.get_by_role("button", name="修改联系电话").tap()
    phone.answered()
    assert phone.session()["ask"] == "phone"
    phone.say("13705710088")
    phone.tell_until("confirm")
    newest = phone.log.locator(".card", has=phone.page.get_by_role("heading", name="请核对")).last
    expect(newest).to_contain_text("137****0088")
    expect(card.get_by_role("button", name="修改联系电话")).to_have_count(1)  # only the newest card can be tapped
    phone.choose("确认提交")
    assert phone.session()["filed"]


def test_region_from_the_list(phone: Phone) -> None:
    phone.open()
    phone.say("我要反映问题，小区门口的路灯坏了三个月没有人修，晚上老人不敢出门，请尽快修好。")
    phone.tell_until("region")
    phone.button("从列表里选地区").tap()
    sheet = phone.page.get_by_role("dialog", name="事情发生在哪里")
    for _ in range(4):
        if not sheet.is_visible():
            break
        first = sheet.locator(".region-list button").first
        expect(first).to_be_visible()
        name = first.inner_text()
        first.tap()
        phone.page.wait_for_function(
            "name => document.querySelector('.region-list button')?.innerText !== name", arg=name, timeout=TURN_MS
        )
    phone.answered()
    assert "region" in phone.session()["draft"]["filled"]


def test_attachment_with_preview_refusal_and_removal(phone: Phone, tmp_path: Path) -> None:
    phone.open()
    phone.say(STORY)
    phone.tell_until("attachments")
    picture = tmp_path / "欠条.png"
    phone.page.screenshot(path=str(picture))
    program = tmp_path / "工资.exe"
    program.write_bytes(b"MZ" + bytes(200))
    disguised = tmp_path / "说明.pdf"
    disguised.write_bytes(b"MZ" + bytes(200))

    _attach(phone, "选文件或录音", program)
    expect(phone.page.get_by_role("alert")).to_contain_text("收不了")
    _attach(phone, "选文件或录音", disguised)
    expect(phone.page.get_by_role("alert")).to_contain_text("没有收下", timeout=TURN_MS)
    expect(phone.page.get_by_label("要发的材料").get_by_role("listitem")).to_have_count(0)

    _attach(phone, "选照片", picture)
    tray = phone.page.get_by_label("要发的材料")
    expect(tray.get_by_role("img", name="预览：欠条.png")).to_be_visible()
    expect(tray).to_contain_text("已上传", timeout=TURN_MS)
    phone.button("删除 欠条.png").tap()
    expect(tray).to_have_count(0)

    _attach(phone, "选照片", picture)
    expect(phone.page.get_by_label("要发的材料")).to_contain_text("已上传", timeout=TURN_MS)
    phone.button("发送").tap()
    phone.answered()
    expect(phone.log).to_contain_text("欠条.png")
    assert "1" in phone.session()["draft"]["filled"]["attachments"]
    phone.is_clean()


def _attach(phone: Phone, way: str, file: Path) -> None:
    phone.button("添加照片或材料").tap()
    with phone.page.expect_file_chooser() as chosen:
        phone.button(way).tap()
    chosen.value.set_files(str(file))


def test_going_on_with_another_device(phone: Phone) -> None:
    phone.open()
    phone.say(STORY)
    phone.button("更多").tap()
    phone.button("换手机或电脑接着填").tap()
    phone.button("拿接续码").tap()
    code = phone.page.get_by_role("dialog").locator(".receipt-code").inner_text()

    browser = phone.context.browser
    assert browser is not None
    other = Phone(browser.new_context(locale="zh-CN"), phone.base_url)
    other.open()
    other.button("更多").click()
    other.button("换手机或电脑接着填").click()
    other.page.get_by_label("接续码", exact=True).fill(code.lower())
    other.button("接着填").click()
    expect(other.log).to_contain_text(STORY)
    assert other.session()["ask"] == phone.session()["ask"]
    other.context.close()


def test_words_in_danger_get_numbers_to_call(phone: Phone) -> None:
    phone.open()
    phone.say("我不想活了，活着没意思")
    call = phone.page.get_by_role("link", name=re.compile("拨打 12356"))
    expect(call).to_have_attribute("href", "tel:12356")
    expect(phone.page.get_by_text("已转给工作人员")).to_be_visible()


def test_the_page_calls_the_form_by_the_office_words() -> None:
    page = (Path(__file__).resolve().parents[2] / "web" / "src" / "chat" / "state" / "slots.ts").read_text(
        encoding="utf-8"
    )
    for slot in SLOTS:
        assert f"{slot}: {{ label: '{SLOT_LABELS[slot]}'" in page, slot
    assert {slot for slot in SLOTS if slot != "confirm"} <= set(ANSWERS)
