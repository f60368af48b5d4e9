"""What one message means for the draft: answer, interruption, re-ask, correction, danger."""

from __future__ import annotations

import pytest

from api.intake.drafts.asks import next_ask
from tests.api.intake.drafts.minds import STORY, complete, fresh, hear, said, tap, told


def test_a_story_fills_what_it_tells_and_asks_only_for_the_rest() -> None:
    mind = fresh()
    assert hear(mind, STORY, "describe") == "answer"
    assert mind.fields.story == STORY
    assert mind.fields.region is not None and mind.fields.region.street == "咸嘉湖街道"
    assert mind.fields.respondent == "老王烧烤店" and mind.fields.demand
    assert mind.fields.provenance["region"] == "story" and mind.fields.provenance["people_count"] == "default"
    assert mind.ask == "history" and said(mind) == ["utter_story_noted"]


def test_a_plural_story_asks_for_the_number() -> None:
    mind = fresh()
    hear(mind, "我们小区业主都反对在楼顶装基站，希望拆除", "describe")
    assert mind.fields.people_count is None


def test_a_greeting_is_no_story() -> None:
    mind = fresh()
    assert hear(mind, "你好", "greet", 1.0) == "interrupt"
    assert mind.fields.story is None and mind.ask == "story"


def test_a_pure_question_is_answered_and_nothing_is_filed() -> None:
    mind = fresh()
    assert hear(mind, "信访要多久有结果？", "faq_deadline") == "interrupt"
    assert mind.talk.pure_question and mind.fields.story is None


def test_a_story_that_sounds_like_a_command_is_a_story() -> None:
    mind = fresh()
    text = "村里取消了我的低保，我去问也不给说法，请民政局查一查为什么取消我的低保资格"
    assert hear(mind, text, "cancel", 0.95) == "answer"
    assert mind.fields.story == text


def test_a_demand_that_sounds_like_urging_is_the_demand() -> None:
    mind = told("demand", demand=None)
    hear(mind, "请尽快处理并给我答复。", "urge_case", 0.9)
    assert mind.fields.demand == "请尽快处理并给我答复。"


@pytest.mark.parametrize(
    ("ask", "text"),
    [
        ("region", "长沙市岳麓区"),
        ("people_count", "就我一个"),
        ("petitioner_name", "王芳"),
        ("phone", "13812345678"),
        ("id_number", "没有身份证"),
    ],
)
def test_a_certain_answer_is_not_interrupted(ask: str, text: str) -> None:
    empty = {"region": None, "people_count": None}
    mind = told(ask, **({ask: None} if ask in empty else {}))
    assert hear(mind, text, "abuse", 0.9) == "answer"
    assert mind.ask != ask


def test_a_question_with_a_fact_keeps_the_fact_and_is_answered() -> None:
    mind = told("petitioner_name")
    assert hear(mind, "我电话13812345678，多久能有结果？", "faq_deadline") == "interrupt"
    assert mind.fields.phone == "13812345678"


def test_all_about_the_person_in_one_message() -> None:
    mind = told("petitioner_name")
    hear(mind, "我叫王桂兰，身份证11010519491231002X，电话13812345678，住长沙市岳麓区咸嘉湖路12号3栋", "inform")
    assert mind.fields.petitioner_name == "王桂兰" and mind.fields.id_number == "11010519491231002X"
    assert mind.fields.phone == "13812345678" and "咸嘉湖路12号" in (mind.fields.address or "")
    assert mind.ask == "confirm"


def test_a_wrong_id_number_among_the_rest_is_named_at_once() -> None:
    mind = told("petitioner_name")
    hear(mind, "我叫王桂兰，身份证110105194912310021，电话13812345678", "inform")
    assert mind.fields.petitioner_name == "王桂兰" and mind.fields.id_number is None
    assert mind.ask == "id_number" and said(mind) == ["utter_reask_id_checksum"]


@pytest.mark.parametrize(
    ("ask", "flag"), [("id_number", "id_refused"), ("phone", "phone_refused"), ("address", "address_refused")]
)
def test_refusing_is_possible_and_its_consequence_is_said(ask: str, flag: str) -> None:
    mind = told(ask, petitioner_name="王芳")
    hear(mind, "我不想填", "refuse_personal")
    assert getattr(mind.fields, flag) is True
    assert any(name.endswith("_refused") for name in said(mind))


def test_without_a_name_the_papers_are_not_asked_either() -> None:
    mind = told("petitioner_name")
    hear(mind, "我想匿名", "refuse_personal")
    assert mind.fields.name_refused and mind.fields.id_refused and mind.fields.confidential
    assert mind.ask == "phone"


def test_more_than_five_send_representatives() -> None:
    mind = told("people_count", people_count=None)
    hear(mind, "一共56户", "inform")
    assert mind.ask == "representatives"
    hear(mind, "张一、李二、王三、赵四、钱五、孙六", "inform")
    assert mind.fields.representatives == [] and said(mind) == ["utter_reask_representatives_many"]
    hear(mind, "张一、李二", "inform")
    assert mind.fields.representatives == ["张一", "李二"]


def test_an_unknown_place_is_accepted_after_one_more_question() -> None:
    mind = told("region", region=None)
    hear(mind, "黑石礁那边", "inform")
    assert mind.ask == "region" and said(mind) == ["utter_reask_region"]
    hear(mind, "黑石礁大坝那里", "inform")
    assert mind.fields.region is not None and mind.fields.region.text == "黑石礁大坝那里"


def test_a_city_leads_on_to_its_counties() -> None:
    mind = told("region", region=None)
    hear(mind, "长沙", "inform")
    assert mind.ask == "region" and mind.fields.region is not None
    tap(mind, "region", "430104")
    assert mind.fields.region.county == "岳麓区" and mind.ask != "region"


def test_in_court_the_right_road_is_explained_first() -> None:
    mind = told("history", history=None)
    hear(mind, "起诉过，法院判我败诉", "inform")
    assert mind.ask == "court_choice"
    hear(mind, "要登记", "file_petition")
    assert mind.fields.record_only and mind.ask == "petitioner_name"


def test_in_court_and_not_recorded() -> None:
    mind = told("history", history=None)
    tap(mind, "history", "litigated")
    tap(mind, "court", "leave")
    assert mind.state == "paused" and not mind.fields.record_only


def test_an_accusation_is_protected() -> None:
    mind = fresh()
    hear(mind, "我们村支书王大海私吞了征地补偿款八万多，请求查处", "describe")
    assert mind.fields.accusation and mind.fields.confidential and "utter_accusation" in said(mind)


@pytest.mark.parametrize("ask", ["story", "phone", "history", "confirm"])
def test_danger_comes_before_everything(ask: str) -> None:
    mind = complete() if ask == "confirm" else fresh() if ask == "story" else told(ask)
    assert hear(mind, "我实在走投无路，不想活了", "describe", 0.4) == "answer"
    assert said(mind) == ["utter_safety_self_harm"]
    assert mind.state == "resting" and mind.ask is None and mind.handover
    assert "不想活了" in (mind.fields.story or "")


def test_the_form_goes_on_when_the_citizen_says_so() -> None:
    mind = told("phone")
    hear(mind, "我不想活了", "self_harm")
    hear(mind, "你们快点来人", "urge_case")
    assert mind.state == "resting" and said(mind) == ["utter_resting"]
    hear(mind, "继续", "resume", 1.0)
    assert mind.state == "open" and mind.ask == next_ask(mind.fields, mind.talk)


def test_a_correction_with_the_new_value() -> None:
    mind = told("address", petitioner_name="王芳", id_refused=True, phone="13812345678")
    hear(mind, "电话写错了，是13912345678", "correct_answer")
    assert mind.fields.phone == "13912345678" and mind.ask == "address" and said(mind) == ["utter_corrected"]


def test_a_correction_without_a_value_asks_only_for_that() -> None:
    mind = complete()
    hear(mind, "改一下地址", "correct_answer")
    assert mind.ask == "address"
    hear(mind, "左家塘街道12号", "inform")
    assert mind.fields.address == "左家塘街道12号" and mind.ask == "confirm"


@pytest.mark.parametrize(
    "label", ["诉求", "事发地", "被反映的单位或个人", "联系电话", "附件材料", "以前反映、起诉或仲裁的情况"]
)
def test_every_line_of_the_summary_can_be_named(label: str) -> None:
    mind = complete()
    hear(mind, f"修改{label}", "correct_answer", 0.5)
    assert mind.ask not in ("confirm", "edit")


@pytest.mark.parametrize("text", ["对", "确认提交", "没问题"])
def test_yes_files(text: str) -> None:
    mind = complete()
    hear(mind, text, "affirm")
    assert mind.effect == "file"


def test_nothing_is_filed_while_something_is_missing() -> None:
    mind = told("phone", petitioner_name="王芳", id_refused=True)
    tap(mind, "confirm", "yes")
    assert mind.effect == "" and mind.ask == "phone"


def test_more_words_at_the_summary_are_added() -> None:
    mind = complete()
    hear(mind, "还有他们上周又把垃圾倒在楼道里了，邻居都看见了", "describe")
    assert "倒在楼道" in (mind.fields.story or "") and mind.effect == ""


def test_after_filing_new_words_are_asked_where_they_belong() -> None:
    mind = complete()
    mind.state, mind.ask = "filed", None
    hear(mind, "他们又在半夜开始烧烤了，油烟更大", "describe")
    assert mind.ask == "after_choice"
    hear(mind, "补充到刚才那件", "inform", 0.4)
    assert mind.effect == "add_to_case"


def test_a_minor_is_asked_for_a_guardian_and_may_go_on_without() -> None:
    mind = complete(id_number=None, id_refused=False)
    mind.ask = "id_number"
    hear(mind, "我今年15岁，没有身份证", "inform", 0.3)
    mind.fields.minor, mind.fields.id_refused, mind.ask = True, True, "guardian"
    tap(mind, "guardian", "skip")
    assert mind.ask == "confirm" and "utter_guardian_later" in said(mind)


def test_garbage_at_a_question_is_asked_back() -> None:
    mind = told("phone")
    assert hear(mind, "嗯哼哈", "nlu_fallback", 0.2) in ("answer", "interrupt")
    assert mind.fields.phone is None and mind.ask == "phone"


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ("好的好的，没有问题，麻烦你帮我提交吧，谢谢", True),
        ("先别提交", False),
        ("提交以后还能改吗", False),
        ("电话不对，改了再提交", False),
    ],
)
def test_a_polite_yes_files_and_a_doubt_does_not(text: str, files: bool) -> None:
    mind = complete()
    hear(mind, text, "nlu_fallback", 0.3)
    assert (mind.effect == "file") is files
