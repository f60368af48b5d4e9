"""The action webhook: who may call it, and whole matters through it without Rasa, on both databases."""

from __future__ import annotations

import zlib

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from api import database
from api.cases.models import Case
from api.intake import drafts
from api.intake.drafts.models import Draft
from tests.api.gateway.dialogue.rasa import TOKEN, Conversation, responses

STORY = "我是长沙市岳麓区咸嘉湖街道的居民，楼下老王烧烤店油烟很大，希望环保局查处。"
PERSON = "我叫王桂兰，身份证11010519491231002X，电话13812345678，住长沙市岳麓区咸嘉湖路12号3栋"


@pytest.fixture
def talk(client: TestClient) -> Conversation:
    """A conversation with an empty office."""
    return Conversation(client)


def file(talk: Conversation, story: str = STORY, person: str = PERSON) -> dict[str, object]:
    """A whole filing; gives the answer to the last confirmation."""
    talk.hear(story, "describe")
    talk.tap("history", "none")
    talk.tap("attachments", "skip")
    talk.hear(person, "inform")
    return talk.tap("confirm", "yes")


@pytest.mark.parametrize("token", ["", "wrong"])
def test_only_rasa_may_call(client: TestClient, token: str) -> None:
    answer = client.post(f"/internal/actions?token={token}", json={"next_action": "action_help"})
    assert answer.status_code == 403


def test_bad_calls(client: TestClient) -> None:
    assert client.post(f"/internal/actions?token={TOKEN}", content=b"{").status_code == 422
    unknown = {"next_action": "action_nobody", "sender_id": "x", "tracker": {}}
    assert client.post(f"/internal/actions?token={TOKEN}", json=unknown).status_code == 404


def test_a_compressed_call_is_understood(client: TestClient) -> None:
    body = zlib.compress(b'{"next_action": "action_nobody", "sender_id": "x", "tracker": {}}')
    answer = client.post(f"/internal/actions?token={TOKEN}", content=body, headers={"content-encoding": "deflate"})
    assert answer.status_code == 404


def test_a_session_starts_where_the_draft_stands(talk: Conversation) -> None:
    events = talk.call("action_session_start")["events"]
    assert [e["event"] for e in events][:2] == ["session_started", "active_loop"] and events[-1][
        "name"
    ] == "action_listen"
    assert talk.slots["requested_slot"] == "story" and talk.slots["office_phone"]
    talk.hear(STORY, "describe")
    again = Conversation(talk.client, talk.sender)
    again.call("action_session_start")
    assert again.slots["requested_slot"] == "history" and again.slots["story"] == "given"


def test_slots_carry_marks_and_no_personal_data(talk: Conversation) -> None:
    file(talk)
    values = " ".join(str(value) for value in talk.slots.values())
    assert "王桂兰" not in values and "13812345678" not in values and "油烟" not in values


def test_a_matter_is_filed_once_however_often_it_is_confirmed(talk: Conversation) -> None:
    first = file(talk)
    assert responses(first) == ["utter_receipt"]
    again = talk.tap("confirm", "yes")
    assert again["responses"][0]["query_code"] == first["responses"][0]["query_code"]
    with database.transaction() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(Case)) == 1
        view = drafts.view(db, talk.sender)
        assert view is not None and view.filed and view.ask is None and view.filled["phone"] == "138****5678"


def test_a_repeated_turn_repeats_the_words_and_not_the_effect(talk: Conversation) -> None:
    first = talk.hear(STORY, "describe", message_id="m1")
    second = talk.hear(STORY, "describe", message_id="m1")
    assert second == first
    with database.transaction() as db:
        draft = db.scalars(sa.select(Draft)).one()
        assert draft.fields["story"] == STORY and draft.version == 2


def test_the_form_gives_way_to_a_skill_and_asks_again_afterwards(talk: Conversation) -> None:
    talk.hear(STORY, "describe")
    away = talk.hear("多久能有结果？", "faq_deadline", message_id="q1")
    assert away == {"events": [], "responses": []}
    back = talk.hear("多久能有结果？", "faq_deadline", message_id="q1", ran=("utter_faq_deadline",))
    assert responses(back) == ["utter_question_history"]


def test_the_open_case_of_the_same_matter_is_shown_at_the_door(talk: Conversation) -> None:
    file(talk)
    other = Conversation(talk.client)
    other.hear(STORY, "describe")
    other.tap("history", "none")
    other.tap("attachments", "skip")
    asked = other.hear(PERSON, "inform")
    assert "utter_question_repeat" in responses(asked)
    case_number = next(m["custom"]["case_number"] for m in asked["responses"] if m["custom"])
    added = other.tap("repeat", case_number)
    assert responses(added) == ["utter_added_to_case"]
    with database.transaction() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(Case)) == 1


def test_insisting_files_a_new_case(talk: Conversation) -> None:
    file(talk)
    other = Conversation(talk.client)
    other.hear(STORY, "describe")
    other.tap("history", "none")
    other.tap("attachments", "skip")
    other.hear(PERSON, "inform")
    assert "utter_question_confirm" in responses(other.tap("repeat", "new"))
    assert responses(other.tap("confirm", "yes")) == ["utter_receipt"]


def test_progress_by_code_and_tail_in_another_chat(talk: Conversation) -> None:
    code = file(talk)["responses"][0]["query_code"]  # type: ignore[index]
    other = Conversation(talk.client)
    asked = other.call("action_check_progress", "查进度", "check_progress", ran=("x",))
    assert responses(asked) == [] and other.hear("查进度", "check_progress", ran=("x", "action_check_progress"))
    wrong = other.hear(f"{code} 0000", "gibberish")
    assert responses(wrong)[0] == "utter_reask_not_found"
    right = other.hear(f"{code} 5678", "gibberish")
    assert responses(right)[0] == "utter_progress"


def test_withdrawing_asks_for_a_reason_and_does_it(talk: Conversation) -> None:
    file(talk)
    talk.call("action_withdraw_case", "我要撤回", "withdraw_case", ran=("x",))
    assert responses(talk.hear("已经解决了", "inform")) == ["utter_withdrawn"]
    with database.transaction() as db:
        assert db.scalars(sa.select(Case)).one().state == "withdrawn"


def test_rating_waits_for_the_end(talk: Conversation) -> None:
    file(talk)
    assert responses(talk.call("action_rate_case", "我要评价", "rate_case", ran=("x",))) == ["utter_cannot_rate"]


def test_asking_for_a_person_flags_the_draft(talk: Conversation) -> None:
    assert responses(talk.call("action_handover", "转人工", "ask_human")) == ["utter_handover"]
    with database.transaction() as db:
        view = drafts.view(db, talk.sender)
        assert view is not None and view.handover
        drafts.end_handover(db, talk.sender)
        assert not drafts.view(db, talk.sender).handover  # type: ignore[union-attr]


def test_clarifying_offers_the_likeliest_and_keeps_the_words(talk: Conversation) -> None:
    ranking = [{"name": "nlu_fallback", "confidence": 0.5}, {"name": "faq_cost", "confidence": 0.4},
               {"name": "self_harm", "confidence": 0.05}]  # fmt: skip
    said = talk.call("action_clarify", "这个怎么算呢", "nlu_fallback", 0.5, ranking=ranking)["responses"][0]
    labels = [button["title"] for button in said["buttons"]]
    assert "要不要收费" in labels and "我心里很难受，想有人帮帮我" not in labels
    told = talk.tap("describe", "held")
    assert talk.slots["story"] == "given" or "utter_question_story_more" in responses(told)


def test_cancelling_is_asked_once_and_deletes_nothing(talk: Conversation) -> None:
    talk.hear(STORY, "describe")
    talk.call("action_cancel", "不办了", "cancel", ran=("x",))
    assert responses(talk.hear("不办了", "cancel", ran=("x", "action_cancel"))) == ["utter_question_cancel_confirm"]
    assert responses(talk.tap("cancel", "yes")) == ["utter_cancelled"]
    with database.transaction() as db:
        draft = db.scalars(sa.select(Draft)).one()
        assert draft.state == "cancelled" and draft.fields["story"] == STORY


def test_a_second_matter_keeps_the_first_and_the_person(talk: Conversation) -> None:
    file(talk)
    talk.call("action_second_matter", "还有一件事", "second_matter", ran=("x",))
    told = talk.hear(
        "我们小区电梯坏了半个月没人修，就我一个人反映，在长沙市岳麓区咸嘉湖街道，希望物业尽快修好", "describe"
    )
    assert "utter_story_noted" in responses(told)
    with database.transaction() as db:
        view = drafts.view(db, talk.sender)
        assert view is not None and "petitioner_name" in view.filled and "petitioner_name" not in view.missing
        assert db.scalar(sa.select(sa.func.count()).select_from(Draft)) == 2


def test_a_parked_matter_is_taken_up_again(talk: Conversation) -> None:
    talk.hear(STORY, "describe")
    talk.call("action_second_matter", "还有一件事", "second_matter", ran=("x",))
    assert "utter_parked" in responses(talk.tap("second", "later"))
    said = talk.call("action_resume", "接着上次的", "resume", ran=("x",))
    assert responses(said) == ["utter_resumed"] and said["responses"][0]["title"]
    talk.hear("", "resume", ran=("x", "action_resume"))
    assert talk.slots["requested_slot"] == "history"
