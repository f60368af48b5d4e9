"""Texts for trainers carry no personal data, and keep what can be learnt."""

from __future__ import annotations

import pytest

from api.security.redaction import redact


@pytest.mark.parametrize(
    ("text", "gone", "stays"),
    [
        ("我叫王桂兰，身份证500118198502041226，电话138 9600 1234。", ["桂兰", "500118", "9600", "1234"], "身份证"),
        ("电话１３８９６００１２３４写错了", ["１３８９"], "写错了"),
        ("包工头周建军拖欠工资，周建军一直不接电话", ["建军"], "拖欠工资"),
        ("找到李国强书记也没有用", ["国强"], "书记也没有用"),
        ("住永川区中山路街道萱花路一号3栋2单元", ["萱花路一号", "3栋"], "永川区"),
        ("邮箱gui.lan@example.com，车牌渝A12345", ["gui.lan", "A12345"], "车牌"),
        ("银行卡6222 0212 3456 7890 123", ["6222", "7890"], "银行卡"),
        ("我电话幺三八九六零零幺二三四", ["九六零零"], "我电话"),
    ],
)
def test_it_hides_persons_and_keeps_the_matter(text: str, gone: list[str], stays: str) -> None:
    shown = redact(text)
    assert stays in shown
    assert not [part for part in gone if part in shown]


@pytest.mark.parametrize("text", ["一共拖欠12345678元", "2026年11月27日下午3点", "城东安置房三期拖欠38000元", ""])
def test_amounts_and_dates_stay(text: str) -> None:
    assert redact(text) == text


def test_what_the_record_knows_is_hidden_wherever_it_stands() -> None:
    shown = redact("梅姐是林秀梅，她家在萱花路一号院。", ["林秀梅", "萱花路一号院"])
    assert "秀梅" not in shown
    assert "一号院" not in shown


def test_an_answer_that_is_only_a_name_is_hidden() -> None:
    assert redact("王桂兰") == "王某某"


def test_overlapping_pieces_leave_nothing_uncovered() -> None:
    shown = redact("13896001234萱花路", ["1234萱花路"])
    assert "1389" not in shown
    assert "花路" not in shown
