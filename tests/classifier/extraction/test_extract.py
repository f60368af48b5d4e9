"""The whole extractor on a typical story, and on anything at all."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.extraction import Told, extract

NOW = date(2026, 11, 27)
STORY = (
    "本人王桂兰，身份证１１０１０１１９９００３０７０９９４，电话138 1234 5678，住昆山市玉山镇富贵花园3栋201室。"
    "我和二十多个工友在花桥工地干了三个月，包工头李强拖欠我们工资共计3.5万元，从2024年3月到现在一分没给。"
    "去年腊月去劳动监察大队反映过，没人管，没有起诉过，也没申请仲裁。请求人社局帮我们要回工资。"
)


def test_a_story_gives_what_it_says() -> None:
    said = extract(STORY, now=NOW)
    assert [s.value for s in said.id_numbers] == ["110101199003070994"]
    assert [s.value for s in said.phones] == ["13812345678"]
    assert [s.value for s in said.names] == ["王桂兰"]
    assert said.address is not None
    assert said.address.value == "昆山市玉山镇富贵花园3栋201室"
    assert said.places[0].code == "320583100"
    assert said.people_count is not None
    assert said.people_count.value == "20"
    assert said.respondent is not None
    assert said.respondent.value == "包工头李强"
    assert said.demand is not None
    assert said.demand.value.startswith("请求人社局")
    assert (said.petitioned.answer, said.litigated.answer, said.arbitrated.answer) == (True, False, False)
    assert [s.value for s in said.amounts] == ["35000"]
    assert "2024-03" in {s.value for s in said.dates}


def test_spans_show_the_words_as_they_were_typed() -> None:
    said = extract(STORY, now=NOW)
    assert said.id_numbers[0].text == "１１０１０１１９９００３０７０９９４"


def test_nothing_is_read_out_of_nothing() -> None:
    said = extract("")
    assert (said.phones, said.names, said.places, said.respondent, said.demand) == ([], [], [], None, None)
    assert said.petitioned == Told()


PIECES = [
    "没",
    "没有",
    "起诉",
    "仲裁",
    "法院",
    "信访",
    "我们",
    "二十",
    "多户",
    "公司",
    "投诉",
    "住",
    "昆山市",
    "138",
    "1234",
    "5678",
]
PIECES += ["身份证", "１１", "年", "月", "请求", "，", "。", "\n", "的", "书记", "王", "万元", "abc", "😀", "\x00"]


@settings(deadline=2000)
@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=80).map("".join)))
def test_any_text_is_read_and_spans_point_at_it(text: str) -> None:
    said = extract(text, now=NOW)
    single = [said.people_count, said.respondent, said.demand, said.address]
    single += [said.petitioned.evidence, said.litigated.evidence, said.arbitrated.evidence]
    several = [*said.phones, *said.id_numbers, *said.names, *said.amounts, *said.dates, *said.places, *said.rejected]
    for span in [s for s in single if s is not None] + several:
        assert text[span.start : span.end] == span.text


@pytest.mark.parametrize("unit", ["没", "没有起诉", "住", "9", "一", "公司", "投诉", "的", "A", "请", "（", "我们二十"])
def test_repetition_does_not_make_it_slow(unit: str) -> None:
    import time

    start = time.perf_counter()
    extract((unit * 20_000)[:20_000], now=NOW)
    assert time.perf_counter() - start < 3
