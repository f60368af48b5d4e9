"""The domain's words and the code that says them belong together; every intent is dealt with by someone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from api.gateway.dialogue.actions import ACTIONS
from api.gateway.dialogue.labels import INTENT_LABELS
from api.gateway.dialogue.turn import office_words
from api.intake.drafts.asks import BY_NAME
from api.intake.drafts.intents import ANSWERING, DANGERS
from api.settings import settings

ROOT = Path(__file__).resolve().parents[2]
CODE = [*(ROOT / "api" / "gateway" / "dialogue").rglob("*.py"), *(ROOT / "api" / "intake" / "drafts").glob("*.py")]


def _yaml(folder: str) -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((ROOT / folder).glob("*.yml"))]


DOMAIN = _yaml("bot/domain")
RESPONSES = {name: lines for part in DOMAIN for name, lines in part.get("responses", {}).items()}
INTENTS = {i if isinstance(i, str) else next(iter(i)) for part in DOMAIN for i in part.get("intents", [])}
RULES = [rule for part in _yaml("nlu_data/rules") for rule in part["rules"]]
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in CODE)


def test_everything_the_code_says_has_words() -> None:
    said = set(re.findall(r'"(utter_\w*[a-z])"', SOURCE))
    assert said - set(RESPONSES) == set()


def test_every_question_and_re_ask_has_words() -> None:
    asks = set(BY_NAME) - {"confirm", "story_more", "petitioner_name", "repeat_choice"}
    for ask in asks:
        assert f"utter_question_{ask}" in RESPONSES
    for ask in set(BY_NAME) - {"court_choice"}:
        assert f"utter_reask_{ask}" in RESPONSES
    for problem in ("length", "old", "letters", "birthday", "checksum", "none"):
        assert f"utter_reask_id_{problem}" in RESPONSES
    for problem in ("length", "area", "form", "none"):
        assert f"utter_reask_phone_{problem}" in RESPONSES


def test_every_action_is_in_the_domain_and_in_the_code() -> None:
    listed = {action for part in DOMAIN for action in part.get("actions", [])}
    assert listed == {action.action for action in ACTIONS}


def test_every_intent_has_a_rule_or_is_an_answer() -> None:
    ruled = {step["intent"] for rule in RULES for step in rule["steps"] if "intent" in step}
    handled = ANSWERING - {"nlu_fallback"} | set(DANGERS) | {"repeat_question"}
    assert INTENTS - ruled - handled == set()
    assert ruled & handled == set()


def test_every_rule_leads_back_to_the_form() -> None:
    for rule in RULES:
        assert rule["condition"] == [{"active_loop": "petition_form"}], rule["rule"]
        assert rule["steps"][-2:] == [{"action": "petition_form"}, {"active_loop": "petition_form"}], rule["rule"]


def test_tapped_choices_name_a_known_intent() -> None:
    for name, lines in RESPONSES.items():
        for button in (b for line in lines for b in line.get("buttons", [])):
            intent = re.match(r"/(\w+)", button["payload"])
            assert intent and intent[1] in INTENTS, f"{name}: {button}"
            if intent[1] == "choose":
                assert re.fullmatch(r'/choose\{\{"value":"\w+=\w+"\}\}', button["payload"]), f"{name}: {button}"


def test_offered_meanings_are_intents() -> None:
    assert set(INTENT_LABELS) <= INTENTS


def test_words_that_rasa_says_alone_need_only_the_office() -> None:
    spoken = {
        step["action"] for rule in RULES for step in rule["steps"] if str(step.get("action", "")).startswith("utter_")
    }
    for name in spoken:
        for line in RESPONSES[name]:
            assert set(re.findall(r"(?<!\{)\{(\w+)\}", line["text"])) <= set(office_words(settings())), name


def test_no_question_is_asked_while_somebody_is_in_danger() -> None:
    for name in ("utter_safety_self_harm", "utter_safety_harm_others", "utter_safety_emergency"):
        text = RESPONSES[name][0]["text"]
        assert "？" not in text and "110" in text
    assert "12356" in RESPONSES["utter_safety_self_harm"][0]["text"]
