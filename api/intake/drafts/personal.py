"""Whether a message answers a question about the petitioner; nobody is forced, and the consequence of a no is said."""

from __future__ import annotations

import re
from datetime import date

from api.intake.drafts import identity, wording
from api.intake.drafts.signs import (
    AGAIN,
    NOT_ONE,
    TAKEN,
    Verdict,
    again,
    dont_know,
    is_short,
    refuses,
    say_again,
    skips,
)
from api.intake.drafts.state import Mind, Reading, choose
from api.intake.drafts.taking import settle, take_id


def petitioner_name(mind: Mind, reading: Reading, today: date) -> Verdict:
    """The petitioner's name, or the name of a firm; other personal facts in the same message are kept too."""
    if "petitioner_name" in mind.fields.provenance and mind.fields.petitioner_name and reading.facts.names:
        return TAKEN
    name = (
        identity.find_name(reading.text) or (reading.facts.names[0] if reading.facts.names else None)
        or identity.find_organisation(reading.text)
    )  # fmt: skip
    if name:
        mind.give("petitioner_name", name, "told")
        mind.fields.name_refused = False
        return TAKEN
    if refuses(reading) or skips(reading) or wording.says_no(reading.text):
        return _refuse_name(mind)
    if reading.facts.phones or reading.facts.id_numbers or reading.facts.address:
        return TAKEN if mind.fields.petitioner_name else say_again(mind, "petitioner_name")
    if mind.talk.tries.get("petitioner_name", 0) >= 2 and len(reading.text.strip()) <= 12 and is_short(reading):
        mind.give("petitioner_name", reading.text.strip(), "told")
        return TAKEN
    return again(mind, "petitioner_name") if is_short(reading) else NOT_ONE


def _refuse_name(mind: Mind) -> Verdict:
    for name in ("name_refused", "id_refused", "address_refused"):
        setattr(mind.fields, name, True)
    mind.fields.confidential = True
    mind.say("utter_name_refused")
    return TAKEN


def id_number(mind: Mind, reading: Reading, today: date) -> Verdict:
    """The ID number with its checksum; what is wrong is said exactly. Nobody has to give it."""
    checked = identity.check_id_number(reading.text, today)
    if checked.value:
        take_id(mind, reading.text, "told", today)
        return TAKEN
    if checked.problem == "none":
        if (
            refuses(reading)
            or skips(reading)
            or wording.says_no(reading.text)
            or no_paper(reading)
            or dont_know(reading)
        ):
            mind.fields.id_refused = True
            mind.say("utter_id_refused")
            return TAKEN
        return again(mind, "id_number") if is_short(reading) else NOT_ONE
    phone_only = identity.check_phone(reading.text).value and len(re.sub(r"\D", "", reading.text)) in (11, 12, 13)
    if phone_only and mind.fields.phone:
        return NOT_ONE
    mind.talk.tried("id_number")
    mind.say(
        f"utter_reask_id_{checked.problem}", (choose("先不填身份证号", "id_number", "skip"),), detail=checked.detail
    )
    return AGAIN


def wrong_id_inside(mind: Mind, reading: Reading, today: date) -> bool:
    """A message with name and number, whose ID number is wrong: say at once what is wrong with it."""
    if mind.fields.id_number or mind.fields.id_refused or identity.find_id_number(reading.text) is None:
        return False
    checked = identity.check_id_number(identity.find_id_number(reading.text) or "", today)
    if checked.problem in (None, "none"):
        return False
    mind.ask = "id_number"
    mind.talk.tried("id_number")
    mind.say(
        f"utter_reask_id_{checked.problem}", (choose("先不填身份证号", "id_number", "skip"),), detail=checked.detail
    )
    return True


def no_paper(reading: Reading) -> bool:
    """The card is not at hand."""
    return bool(re.search(r"没带|忘带|没有身份证|没身份证|不记得|记不住|丢了|没办|不在身边|" r"没有证", reading.text))


def phone(mind: Mind, reading: Reading, today: date) -> Verdict:
    """A number under which the citizen can be reached."""
    checked = identity.check_phone(reading.text)
    if checked.value:
        mind.give("phone", checked.value, "told")
        mind.fields.phone_refused = False
        return TAKEN
    if checked.problem == "none":
        if (
            refuses(reading)
            or skips(reading)
            or wording.says_no(reading.text)
            or re.search(r"没有?(电话|手机)", reading.text)
        ):
            mind.fields.phone_refused = True
            mind.say("utter_phone_refused")
            return TAKEN
        return again(mind, "phone") if is_short(reading) else NOT_ONE
    mind.talk.tried("phone")
    mind.say(f"utter_reask_phone_{checked.problem}", (choose("不留电话", "phone", "skip"),), detail=checked.detail)
    return AGAIN


def address(mind: Mind, reading: Reading, today: date) -> Verdict:
    """Where the citizen lives."""
    text = re.sub(r"^(我?(家|现在)?(就)?住(在)?|住址(是)?|地址(是)?|家在|家住)[:：，,\s]*", "", reading.text.strip())
    if refuses(reading) or skips(reading) or wording.says_no(reading.text):
        mind.fields.address_refused = True
        mind.say("utter_address_refused")
        return TAKEN
    if (
        re.match(r"(同上|一样|就是(事发地|那里|那儿)|跟?(事发地|上面)(一样|相同)?)", wording.squeezed(reading.text))
        and mind.fields.region
    ):
        mind.give("address", mind.fields.region.shown(), "told")
        return TAKEN
    if wording.says_yes(text) or dont_know(reading) or len(wording.squeezed(text)) < 3:
        return again(mind, "address")
    if len(text) > 100 and not reading.facts.address:
        return NOT_ONE
    mind.give("address", reading.facts.address if len(text) > 100 and reading.facts.address else text, "told")
    mind.fields.address_refused = False
    return TAKEN


def guardian(mind: Mind, reading: Reading, today: date) -> Verdict:
    """A parent or other guardian of a minor, with a telephone number; a child without one goes on all the same."""
    if refuses(reading) or skips(reading) or wording.says_no(reading.text) or dont_know(reading):
        settle(mind, "guardian")
        mind.say("utter_guardian_later")
        return TAKEN
    if len(wording.squeezed(reading.text)) < 2 or wording.says_yes(reading.text):
        return again(mind, "guardian")
    mind.give("guardian", reading.text.strip()[:100], "told")
    return TAKEN
