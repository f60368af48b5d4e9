"""The office's lists hold together."""

import csv

import pytest

from classifier import taxonomy


def test_the_category_tree_has_the_national_size() -> None:
    sizes = [sum(c.level == level for c in taxonomy.categories().values()) for level in (1, 2, 3)]
    assert sizes == [15, 118, 517]


def test_codes_are_unique_and_carry_their_parents_code() -> None:
    categories = taxonomy.categories()
    assert len({c.code for c in categories.values()}) == len(categories)
    assert all(c.code.startswith(categories[path[:-1]].code) for path, c in categories.items() if len(path) > 1)
    assert taxonomy.category_by_code("010101").path[0] == "城乡建设"


def test_every_leaf_has_a_unit_that_leads() -> None:
    for path in taxonomy.categories():
        assert taxonomy.responsible(path).lead.guide in taxonomy.guide_names()


def test_a_more_specific_row_wins() -> None:
    assert taxonomy.responsible(("城乡建设", "住房保障与房地产", "住房公积金")).lead.guide == "公积金中心"
    assert taxonomy.responsible(("城乡建设", "住房保障与房地产", "物业服务")).lead.short == "住建局"


@pytest.mark.parametrize(
    ("one", "other"),
    [("住建局", "住房和城乡建设局"), ("卫健委", "卫生健康委员会"), ("派出所", "公安局"), ("文旅体局", "体育局")],
)
def test_short_and_full_names_mean_one_unit(one: str, other: str) -> None:
    assert taxonomy.guide_name(one) == taxonomy.guide_name(other)


def test_the_guide_names_are_the_labelling_guides_35() -> None:
    assert len(taxonomy.guide_names()) == 35
    assert taxonomy.guide_name("火星管理局") == "其他"


def test_the_gravest_flag_sets_the_level() -> None:
    assert taxonomy.sensitivity_level([]) == "normal"
    assert taxonomy.sensitivity_level(["wage"]) == "sensitive"
    assert taxonomy.sensitivity_level(["wage", "self_harm"]) == "urgent"
    assert len(taxonomy.flags()) == 12


def test_a_table_that_contradicts_itself_is_refused(tmp_path, monkeypatch) -> None:
    with (tmp_path / "content_categories.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [["code", "level", "category1", "category2", "category3"], ["0101", "2", "政法", "诉讼", ""]]
        )
    monkeypatch.setenv("TAXONOMY_DIR", str(tmp_path))
    taxonomy.categories.cache_clear()
    try:
        with pytest.raises(taxonomy.TaxonomyError, match="row 2"):
            taxonomy.categories()
    finally:
        monkeypatch.undo()
        taxonomy.categories.cache_clear()
