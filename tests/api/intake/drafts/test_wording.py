"""Small signs in what citizens write."""

from __future__ import annotations

import pytest

from api.intake.drafts import wording


@pytest.mark.parametrize("text", ["好", "嗯嗯", "没问题", "要得", "是的呀", "OK", "確認"])
def test_yes(text: str) -> None:
    assert wording.says_yes(text)


@pytest.mark.parametrize("text", ["没有", "冇得", "不用了", "無", "沒有"])
def test_no(text: str) -> None:
    assert wording.says_no(text) and not wording.says_yes(text)


@pytest.mark.parametrize("text", ["我也不太清楚是谁", "不晓得", "记不得了", "說不清楚"])
def test_do_not_know(text: str) -> None:
    assert wording.says_unknown(text)


@pytest.mark.parametrize("text", ["好了，没有了", "跳过", "没有材料", "传完了"])
def test_skip(text: str) -> None:
    assert wording.says_skip(text)


@pytest.mark.parametrize("text", ["好的我知道了你们什么时候来", "没有人管我们", "不清楚的地方很多，我慢慢说"])
def test_a_longer_line_is_none_of_them(text: str) -> None:
    assert not (
        wording.says_yes(text) or wording.says_no(text) or wording.says_unknown(text) or wording.says_skip(text)
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [("就我一个", 1), ("三十多人", 30), ("我们一共8个人", 8), ("全村两百多户", 200), ("我和我老公", 2), ("２人", 2), ("5", 5),
     ("张老三", None), ("没有", None), ("十二个", 12)],
)  # fmt: skip
def test_numbers_of_people(text: str, count: int | None) -> None:
    assert wording.people_told(text) == count


def test_traditional_characters_keep_their_places() -> None:
    text = "拖欠工資，沒有人管"
    assert wording.in_simplified(text) == "拖欠工资，没有人管"
    assert len(wording.in_simplified(text)) == len(text)
