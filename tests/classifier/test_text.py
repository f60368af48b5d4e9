"""Words for the classifier and for search."""

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier import text


def test_the_offices_words_stay_whole() -> None:
    assert {"信访事项", "人社局", "拖欠工资"} <= set(text.cut("信访事项转人社局处理拖欠工资"))


def test_the_global_segmenter_is_left_alone() -> None:
    text.cut("信访事项")
    assert text.tokenizer() is not jieba.dt


@pytest.mark.parametrize(
    ("query", "document"),
    [
        ("拖欠工资", "包工头拖欠农民工工资半年"),
        ("物业", "小区物业公司乱收费"),
        ("電梯", "三号楼电梯坏了"),
        ("ＡＢＣ公司", "投诉abc公司"),
    ],
)
def test_a_query_finds_the_document(query: str, document: str) -> None:
    assert text.query_pieces(query) <= text.search_pieces(document)


@given(st.text(max_size=200))
def test_cutting_loses_nothing(content: str) -> None:
    assert "".join(text.cut(content)) == text.plain(content)
    assert len(text.plain(content)) == len(content)


@given(st.text(alphabet="拖欠农民工工资物业费abc，。 ", max_size=60))
def test_a_text_is_found_by_its_own_words(content: str) -> None:
    assert text.query_pieces(content) <= text.search_pieces(content)
