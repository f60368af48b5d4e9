"""What decisions of the dialogue do outside the draft: file, add to an open case, put aside, begin another matter."""

from __future__ import annotations

from typing import Any

from api.errors import OfficeError
from api.gateway.dialogue.turn import Turn
from api.gateway.sessions.models import ChatSession
from api.intake import progress, repeats_at_door
from api.intake.drafts import repository, story
from api.intake.drafts.asks import next_ask
from api.intake.drafts.facts import read_facts
from api.intake.drafts.state import Reading
from api.intake.drafts.taking import settle
from api.intake.filing import Origin, file_draft
from api.intake.receipts import Receipt
from api.rules.vocabulary import Channel
from api.working_days import to_office


def perform(turn: Turn) -> None:
    """Do what the last decision wants done."""
    effect, turn.mind.effect = turn.mind.effect, ""
    rules = {
        "file": file, "add_to_case": add_to_case, "cancel": cancel, "pause": pause, "park": park,
        "next_matter": next_matter, "next_with_held": next_with_held,
    }  # fmt: skip
    if effect in rules:
        rules[effect](turn)


def file(turn: Turn) -> None:
    """File the draft; filing twice shows the same receipt again."""
    if turn.draft.receipt:
        show_receipt(turn, "utter_receipt")
        return
    if next_ask(turn.mind.fields, turn.mind.talk) != "confirm":
        turn.mind.ask = next_ask(turn.mind.fields, turn.mind.talk)
        return
    turn.keep()
    receipt = file_draft(turn.db, turn.draft, now=turn.now, origin=_origin(turn))
    _close(turn, receipt)
    show_receipt(turn, "utter_receipt")


def _origin(turn: Turn) -> Origin:
    session = turn.db.get(ChatSession, turn.heard.sender)
    if session is None:
        return Origin()
    known = {channel.value: channel for channel in Channel}
    return Origin(channel=known.get(session.channel, Channel.WEB), campaign=session.campaign)


def _close(turn: Turn, receipt: Receipt) -> None:
    turn.draft.receipt = _card(receipt)
    turn.mind.state, turn.mind.ask = "filed", None
    turn.mind.talk.quiet = True


def _card(receipt: Receipt) -> dict[str, Any]:
    steps = [
        {"what": step.what, "by_on": step.by_on.isoformat() if step.by_on else None, "clause": step.clause}
        for step in receipt.next_steps
    ]
    return {
        "type": "receipt", "query_code": receipt.query_code, "case_number": receipt.case_number,
        "filed_at": receipt.filed_at.isoformat(), "unit_name": receipt.unit_name or "", "next_steps": steps,
        "confidential": receipt.confidential,
    }  # fmt: skip


def show_receipt(turn: Turn, response: str) -> None:
    """The receipt in words and as a card."""
    card = turn.draft.receipt or {}
    steps = "\n".join(_step_words(number, step) for number, step in enumerate(card.get("next_steps", []), 1))
    turn.say(
        response, custom=card, query_code=card["query_code"], case_number=card["case_number"], steps=steps,
        tail=tail_words(turn),
    )  # fmt: skip


def _step_words(number: int, step: dict[str, Any]) -> str:
    by = f"，{_day(step['by_on'])}前" if step["by_on"] else ""
    return f"{number}. {step['what']}{by}（{step['clause']}）"


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{int(year)}年{int(month)}月{int(day)}日"


def tail_words(turn: Turn) -> str:
    """What opens the progress page besides the query code."""
    if turn.mind.fields.phone:
        return "手机号后四位"
    return "身份证号后四位" if turn.mind.fields.id_number else "查询码本身"


def add_to_case(turn: Turn) -> None:
    """Put what was told to the open case of the same person, or to the case that was just filed here."""
    if turn.mind.state == "filed":
        _supplement_own(turn)
        return
    turn.keep()
    try:
        receipt = repeats_at_door.add_to_case(
            turn.db, str(turn.mind.fields.add_to_case), turn.mind.fields, turn.now
        )  # fmt: skip
    except OfficeError as refused:
        turn.say("utter_refused", reason=refused.message)
        turn.mind.fields.add_to_case, turn.mind.fields.insisted_new = None, True
        turn.mind.ask = next_ask(turn.mind.fields, turn.mind.talk)
        return
    _close(turn, receipt)
    show_receipt(turn, "utter_added_to_case")


def _supplement_own(turn: Turn) -> None:
    text, turn.mind.talk.held_text, turn.mind.ask = turn.mind.talk.held_text or "", None, None
    card = turn.draft.receipt or {}
    try:
        progress.supplement(turn.db, card.get("query_code", ""), own_tail(turn), text, [], turn.now)
        turn.say("utter_supplemented", case_number=card.get("case_number", ""))
    except OfficeError as refused:
        turn.say("utter_refused", reason=refused.message)


def own_tail(turn: Turn) -> str:
    """The last four signs of the phone (else of the ID number) of this conversation's own petitioner."""
    return (turn.mind.fields.phone or turn.mind.fields.id_number or "")[-4:]


def look_for_open_cases(turn: Turn) -> None:
    """Once before the summary: is there an open case of the same person about the same matter?"""
    mind = turn.mind
    if "repeats_checked" in mind.talk.settled:
        return
    settle(mind, "repeats_checked")
    found = repeats_at_door.find_open(turn.db, mind.fields)
    if found:
        case, day = found[0], to_office(found[0].filed_at)
        filed_on = f"{day.year}年{day.month}月{day.day}日"
        shown = f"{filed_on}提交的“{case.title_masked}”（编号 {case.case_number}，{case.state_label}）"
        mind.talk.open_cases = [{"case_number": case.case_number, "shown": shown}]
    mind.ask = next_ask(mind.fields, mind.talk)


def cancel(turn: Turn) -> None:
    """The citizen gives up: nothing is filed, nothing is deleted before its time."""
    turn.mind.state, turn.mind.ask = "cancelled", None
    turn.say("utter_cancelled", days=str(turn.office.DRAFT_DAYS))


def pause(turn: Turn) -> None:
    """Put the matter aside until the citizen comes back, on this or another day."""
    turn.mind.state = "paused"
    turn.mind.talk.quiet = True
    turn.say("utter_paused", days=str(turn.office.DRAFT_DAYS))


def park(turn: Turn) -> None:
    """Keep this matter for later and hear the other one first."""
    turn.mind.state = "paused"
    turn.keep()
    turn.switch(repository.begin(turn.db, turn.heard.sender, turn.now))
    turn.say("utter_parked")


def next_matter(turn: Turn) -> None:
    """Begin a new matter; who the petitioner is need not be told again."""
    person = turn.mind.fields
    if turn.mind.state not in ("filed", "cancelled"):
        turn.mind.state = "cancelled"
    turn.keep()
    turn.switch(repository.begin(turn.db, turn.heard.sender, turn.now))
    if not person.name_refused:
        _same_person(turn, person)


def _same_person(turn: Turn, person: Any) -> None:
    for name in ("petitioner_name", "id_number", "phone", "address"):
        if getattr(person, name):
            turn.mind.give(name, getattr(person, name), "told")
    turn.mind.fields.id_refused, turn.mind.fields.minor = person.id_refused, person.minor
    turn.mind.fields.guardian = person.guardian


def next_with_held(turn: Turn) -> None:
    """Begin a new matter with the words that were held back until it was clear where they belong."""
    text = turn.mind.talk.held_text or ""
    turn.mind.talk.held_text = None
    next_matter(turn)
    if not text:
        return
    reading = Reading(text, "describe", 1.0, facts=read_facts(text, turn.today, turn.office.OFFICE_REGION_CODE))
    turn.mind.ask = "story"
    story.tell(turn.mind, reading, turn.today)
    for say in turn.mind.says:
        turn.speak(say)
    turn.mind.says.clear()
