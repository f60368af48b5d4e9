"""Repeat at the door, and what it must not give away."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from api.cases import repeats
from api.errors import NotFound
from api.intake.fields import DraftFields
from api.intake.repeats_at_door import add_to_case, find_open
from tests.api.making import MONDAY, STORY, draft, filed

AGAIN = "包工头周某欠我们木工的工资三万八千元到现在还没给，城东安置房三期，从三月干到六月，打电话他不接。"
OTHER = "我们小区楼下的烧烤店每天晚上排油烟，呛得老人孩子睡不着觉，物业说管不了。"


def test_the_same_person_with_the_same_matter_is_shown_the_open_case(db: Session) -> None:
    case = filed(db)
    found = find_open(db, draft(story=AGAIN).fields)
    assert [one.case_number for one in found] == [case.number]
    assert found[0].similarity > repeats.SAME_MATTER
    assert len(found[0].title_masked) <= 9


def test_another_matter_or_another_person_is_not(db: Session) -> None:
    filed(db)
    assert find_open(db, draft(story=OTHER, demand="要求整治油烟", respondent="烧烤店").fields) == []
    stranger = draft(id_number="500118197001010013", phone="13900000000", petitioner_name="别人").fields
    assert find_open(db, stranger) == []
    assert find_open(db, DraftFields(story=STORY)) == []


def test_a_phone_alone_is_not_a_person(db: Session) -> None:
    filed(db)
    family = draft(id_number=None, petitioner_name="林秀梅的丈夫").fields
    assert find_open(db, family) == []
    same = draft(id_number=None).fields
    assert len(find_open(db, same)) == 1


def test_an_accusation_is_never_shown_at_the_door(db: Session) -> None:
    filed(db, accusation=True)
    assert find_open(db, draft().fields) == []


def test_a_withdrawn_case_is_not_open_but_makes_the_next_one_a_repeat(db: Session) -> None:
    from api.intake import progress

    first = filed(db)
    progress.withdraw(db, first.query_code, "1234", "", MONDAY)
    assert find_open(db, draft().fields) == []
    second = filed(db)
    assert second.repeat
    assert second.repeat_of_id == first.id
    assert second.confirmed_repeat is None
    assert not first.repeat


def test_adding_to_the_open_case(db: Session) -> None:
    case = filed(db)
    receipt = add_to_case(db, case.number, draft(story=AGAIN).fields, MONDAY)
    assert receipt.case_number == case.number
    assert case.records[-1].step == "supplement"
    assert case.records[-1].detail["text"] == AGAIN
    with pytest.raises(NotFound):
        add_to_case(db, case.number, draft(id_number="500118197001010013", phone="13900000000").fields, MONDAY)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (STORY, AGAIN, True),
        (STORY, OTHER, False),
        ("小区停水三天没人管", "我们小区停水三天了，没人管", True),
        ("", STORY, False),
    ],
)
def test_similarity(left: str, right: str, same: bool) -> None:
    assert repeats.is_same_matter(repeats.text_similarity(left, right)) is same


def test_similarity_is_symmetric_and_whole_for_the_same_text() -> None:
    assert repeats.text_similarity(STORY, STORY) == 1
    assert repeats.text_similarity(STORY, AGAIN) == repeats.text_similarity(AGAIN, STORY)


def test_another_county_lowers_it_and_the_same_respondent_lifts_it() -> None:
    here, there = repeats.Matter(STORY, "", "500118"), repeats.Matter(AGAIN, "", "500101")
    plain = repeats.similarity(repeats.Matter(STORY), repeats.Matter(AGAIN))
    assert repeats.similarity(here, there) < plain
    assert repeats.similarity(repeats.Matter(STORY, "城东项目部"), repeats.Matter(AGAIN, "城东项目部")) > plain
