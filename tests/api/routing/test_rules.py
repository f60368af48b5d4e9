"""Which unit handles what, and that an accusation never reaches the accused."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from api.routing import units
from api.routing.models import RoutingUnit
from api.routing.rules import Question, UnitCard, local_unit, named_units, propose
from api.rules.vocabulary import Purpose
from classifier import taxonomy

BOOK = [UnitCard(u.code, u.name, (u.name, u.short, *u.aliases), u.code) for u in taxonomy.units().values()]


def chosen(*path: str, book: Sequence[UnitCard] = BOOK, **given: object) -> str | None:
    """The code of the proposed unit."""
    proposal = propose(Question(Purpose.GRIEVANCE, path, **given), book)  # type: ignore[arg-type]
    return proposal.unit.code if proposal.unit else None


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (("城乡建设", "城市建设和市政管理", "园林绿化环卫"), "CG"),
        (("城乡建设", "住房保障与房地产", "住房公积金"), "GJ"),
        (("劳动和社会保障", "工资福利"), "RS"),
        (("教育文体",), "JY"),
        (("环境保护", "环境污染"), "ST"),
    ],
)
def test_the_category_decides(path: tuple[str, ...], code: str) -> None:
    assert chosen(*path) == code


def test_every_category_has_a_unit_and_says_why() -> None:
    for path in taxonomy.categories():
        proposal = propose(Question(Purpose.GRIEVANCE, path), BOOK)
        assert proposal.unit is not None or path[0] == "其他", path
        assert proposal.unit is None or path[-1] in proposal.unit.reason


def test_without_a_category_the_guess_is_taken_and_nothing_is_invented() -> None:
    assert chosen(guesses=("人社局",)) == "RS"
    assert chosen() is None


def test_a_first_level_alone_is_too_broad_to_overrule_the_guess() -> None:
    assert chosen("城乡建设", guesses=("城管局",)) == "CG"
    assert chosen("城乡建设") == "ZJ"
    assert chosen("城乡建设", "工程质量", guesses=("城管局",)) == "ZJ"


def test_alternatives_have_other_units_with_their_reasons() -> None:
    proposal = propose(Question(Purpose.GRIEVANCE, ("城乡建设", "城乡规划", "违章建筑"), guesses=("住建局",)), BOOK)
    assert proposal.unit is not None
    assert proposal.unit.code == "CG"
    codes = [choice.code for choice in proposal.alternatives]
    assert codes[:2] == ["ZJ", "ZG"]
    assert len({"CG", *codes}) == len(codes) + 1
    assert all(choice.reason for choice in proposal.alternatives)


def test_a_unit_with_a_region_serves_only_its_region() -> None:
    book = [*BOOK, UnitCard("RS-YC", "永川区人社局", ("永川区人社局",), "RS", "500118")]
    assert chosen("劳动和社会保障", "工资福利", book=book, region_code="500118004000") == "RS-YC"
    assert chosen("劳动和社会保障", "工资福利", book=book, region_code="500101") == "RS"
    assert local_unit("RS", None, book) == next(card for card in BOOK if card.code == "RS")


def test_rule_13_accusations_go_to_the_discipline_organ_and_shut_the_accused_out() -> None:
    proposal = propose(Question(Purpose.ACCUSATION, ("教育文体",), respondent="区教育局副局长李某"), BOOK)
    assert proposal.unit is not None
    assert proposal.unit.code == "JW"
    assert [choice.code for choice in proposal.excluded] == ["JY"]


def test_an_accusation_of_the_discipline_organ_goes_elsewhere() -> None:
    proposal = propose(Question(None, respondent="区纪委监委某主任", accusation=True), BOOK)
    assert proposal.unit is not None
    assert proposal.unit.code == "ZZ"


def test_longer_names_win_over_the_names_inside_them() -> None:
    assert [unit.code for unit in named_units("住房公积金管理中心和人社局", BOOK)] == ["GJ", "RS"]
    assert named_units(None, BOOK) == []


@given(accused=st.lists(st.sampled_from(BOOK), max_size=4), purpose=st.sampled_from([Purpose.ACCUSATION]))
def test_an_accusation_is_never_proposed_to_a_named_unit(accused: list[UnitCard], purpose: Purpose) -> None:
    proposal = propose(Question(purpose, respondent="、".join(unit.name for unit in accused)), BOOK)
    assert proposal.unit is None or proposal.unit.code not in {unit.code for unit in accused}


def test_the_unit_book_fills_itself_and_keeps_what_an_office_changed(db: Session) -> None:
    assert units.unit_name(db, "RS") == "人力资源和社会保障局"
    unit = db.get_one(RoutingUnit, "RS")
    unit.name = "永川区人力资源和社会保障局"
    db.flush()
    assert units.seed_units(db) == 0
    assert units.unit_name(db, "RS") == "永川区人力资源和社会保障局"
    unit.active = False
    db.flush()
    assert units.unit_name(db, "RS") is None
    assert "RS" not in {card.code for card in units.cards(db)}
