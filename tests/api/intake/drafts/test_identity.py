"""Names, ID numbers and telephones: what passes, and the exact reason when something does not."""

from __future__ import annotations

from datetime import date

import pytest

from api.intake.drafts import identity

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002X",
        "１１０１０５１９４９１２３１００２ｘ",
        "110105 1949 1231 002X",
        "身份证：110105-19491231-002x，电话13812345678",
    ],
)
def test_the_same_number_in_every_spelling(text: str) -> None:
    assert identity.check_id_number(text, TODAY).value == "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "problem", "detail"),
    [
        ("110105194912310021", "checksum", "1"),
        ("1101051949123100", "length", "16"),
        ("110105197902300022", "birthday", "1979年02月30日"),
        ("110105203012310020", "birthday", "2030年12月31日"),
        ("110105491231002", "old", ""),
        ("我不知道", "none", ""),
    ],
)
def test_what_is_wrong_is_said_exactly(text: str, problem: str, detail: str) -> None:
    checked = identity.check_id_number(text, TODAY)
    assert (checked.value, checked.problem, checked.detail) == (None, problem, detail)


def test_another_paper_is_accepted_when_it_is_named() -> None:
    assert identity.check_id_number("护照 e12345678", TODAY).value == "护照 E12345678"


def test_age_counts_full_years() -> None:
    assert identity.age("11010520081128002X", TODAY) == 17
    assert identity.age("11010520081127002X", TODAY) == 18
    assert identity.age("护照 E12345678", TODAY) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("138 1234 5678", "13812345678"), ("+86 138-1234-5678", "13812345678"), ("0731-82345678", "073182345678"),
     ("我的电话是13812345678，晚上打", "13812345678")],
)  # fmt: skip
def test_telephones(text: str, number: str) -> None:
    assert identity.check_phone(text).value == number


@pytest.mark.parametrize(
    ("text", "problem"), [("1381234567", "length"), ("82345678", "area"), ("没有", "none"), ("999999", "form")]
)
def test_telephones_that_are_none(text: str, problem: str) -> None:
    assert identity.check_phone(text).problem == problem


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("王桂兰", "王桂兰"),
        ("我叫张三，身份证110", "张三"),
        ("欧阳娜娜", "欧阳娜娜"),
        ("买买提·艾力", "买买提·艾力"),
        ("我是村民", None),
        ("不想说", None),
    ],
)
def test_names(text: str, name: str | None) -> None:
    assert identity.find_name(text) == name


def test_a_firm_may_petition_in_its_own_name() -> None:
    assert identity.find_organisation("鑫达建筑工程有限公司") == "鑫达建筑工程有限公司"
