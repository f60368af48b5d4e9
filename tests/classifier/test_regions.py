"""Places in free text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier import regions


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("我住在江苏昆山玉山镇", "320583100"),
        ("昆山", "320583"),
        ("昆山市", "320583"),
        ("北京朝阳区望京街道", "110105026"),
        ("南京鼓楼", "320106"),
        ("事情发生在重庆市永川区", "500118"),
        ("新疆乌鲁木齐那边", "650100"),
        ("内蒙古赤峰", "150400"),
        ("东莞长安镇的一家厂", "441900119"),
        ("我在中山打工", "442000"),
        ("吉林省吉林市昌邑区", "220202"),
        ("海南省昌江黎族自治县", "469026"),
    ],
)
def test_a_place_is_resolved_to_its_code(text: str, code: str) -> None:
    place = regions.most_specific(regions.search(text))
    assert place is not None
    assert place.code == code
    assert text[place.start : place.end] == place.text


def test_the_chain_of_names_is_complete() -> None:
    place = regions.search("江苏昆山玉山镇")[0]
    assert (place.province, place.city, place.county, place.street) == ("江苏省", "苏州市", "昆山市", "玉山镇")


def test_a_shared_name_keeps_its_candidates() -> None:
    place = regions.search("鼓楼区")[0]
    assert place.code is None
    assert len(place.candidates) == 4


def test_a_shared_name_is_settled_by_the_text_or_by_the_office() -> None:
    told = regions.search("我是福州人，鼓楼区的房子一直办不下证")
    assert told[1].code == "350102"
    assert regions.search("鼓楼区", near="320100")[0].code == "320106"


@pytest.mark.parametrize(
    "text",
    [
        "合作社的资源都没了",
        "在中山路上有很多摊贩",
        "组成县级领导小组",
        "郊区的房子",
        "北京时间八点",
        "南京路堵车",
        "我要反映问题",
    ],
)
def test_everyday_words_are_no_places(text: str) -> None:
    assert regions.search(text) == []


def test_anonymised_places_are_kept_as_unverified_text() -> None:
    place = regions.search("我是西地省A市A3区的居民")[0]
    assert (place.text, place.code, place.candidates) == ("西地省A市A3区", None, ())


def test_children_lead_from_province_to_street() -> None:
    assert len(regions.children()) == 34
    assert "苏州市" in {r.name for r in regions.children("320000")}
    assert "朝阳区" in {r.name for r in regions.children("110000")}
    assert "玉山镇" in {r.name for r in regions.children("320583")}
    assert regions.children("999999") == []
    assert regions.full_name("320583") == "江苏省苏州市昆山市"


def test_loading_is_fast() -> None:
    def seconds() -> float:
        regions._upper.cache_clear()
        start = time.perf_counter()
        regions._upper()
        return time.perf_counter() - start

    assert min(seconds() for _ in range(5)) < 0.3


@given(st.text(alphabet=st.sampled_from("江苏昆山市区县镇南京鼓楼A3的在住，。a1 "), max_size=40))
def test_spans_always_point_at_the_text(text: str) -> None:
    for place in regions.search(text):
        assert text[place.start : place.end] == place.text
        assert place.code is None or regions.by_code(place.code) is not None
