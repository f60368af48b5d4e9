"""Whether a message answers a question about the matter itself, one small function per question.

Each gives TAKEN (kept), AGAIN (a helpful re-ask was said) or NOT_ONE (it is something else: a question, another fact).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from api.intake.drafts import identity, wording
from api.intake.drafts.asks import REPRESENTATIVES_LIMIT
from api.intake.drafts.signs import AGAIN, NOT_ONE, TAKEN, Verdict, again, dont_know, is_short, say_again, skips
from api.intake.drafts.state import Mind, Reading, choose
from api.intake.drafts.taking import exact_enough, region_from, settle, start_story
from api.intake.fields import History, Region
from classifier import regions

MORE_OF_THE_STORY = 30
"""Characters: a demand longer than this, after a story shorter than this, tells the matter too."""
_NEVER = re.compile(
    r"^(都|全|从来|以前|之前|过去|暂时|目前|还|我|这是)*(没有?|没|无|冇|未|第一次|头一回|头一次|首次)(反映|找|起诉|投诉|告|打官司|仲裁|上访|信访|过)*"
)
_PETITIONED = re.compile(
    r"反映|投诉|信访|上访|12345|举报过|找过|找了|热线|市长信箱|来信|写信|打过电话|打了电话|社区|街道|镇政府|政府|复查|复核|物业|单位说|答复"
)
_LITIGATED = re.compile(r"起诉|诉讼|法院|打官司|打了官司|判决|一审|二审|上诉|开庭|立案了|执行局|强制执行|律师")
_ARBITRATED = re.compile(r"仲裁")
_BEFORE_NOT = re.compile(r"(没有?|未|没|不曾|从没|还没|没去)[^，。,；;、]{0,6}$")
_PLACE_LIKE = re.compile(r"[省市区县旗乡镇村社路街道巷组庄屯里湾坪]|小区|街道|开发区|大队")


def demand(mind: Mind, reading: Reading, today: date) -> Verdict:
    """What the citizen wants done."""
    text = reading.text.strip()
    if dont_know(reading) or skips(reading) or wording.says_no(text):
        mind.give("demand", "请有关单位依法调查处理，并给予答复。", "told")
        mind.say("utter_demand_default")
        return TAKEN
    if len(wording.squeezed(text)) < 2 or wording.says_yes(text):
        return again(mind, "demand")
    asked_for = text
    if len(text) >= MORE_OF_THE_STORY > len(mind.fields.story or ""):
        start_story(mind, text, reading.facts, today)
        asked_for = reading.facts.demand or text
    mind.give("demand", asked_for[:1000], "told")
    return TAKEN


def region(mind: Mind, reading: Reading, today: date, near: str = "") -> Verdict:
    """Where it happened: a place of the list, or after one re-ask whatever was told."""
    text = wording.simplified(reading.text).strip()
    known = mind.fields.region if "region_wide" in mind.talk.settled else None
    places = regions.search(text, (known.code if known else None) or near or None)
    best = regions.most_specific(places)
    if best is not None and best.code is not None and not best.candidates:
        return _keep_region(mind, region_from(best, text[:100]))
    if known and (dont_know(reading) or skips(reading)):
        settle(mind, "region_wide", False)
        return TAKEN
    if dont_know(reading) or skips(reading):
        return _unknown_region(mind)
    if len(text) > 60 or (reading.intent.startswith("faq_") and not _PLACE_LIKE.search(text)):
        return NOT_ONE
    if known and known.code and len(text) <= 30:
        mind.give("region", known.model_copy(update={"text": f"{known.shown()}{text}"}), "told")
        settle(mind, "region_wide", False)
        return TAKEN
    if not _PLACE_LIKE.search(text) and not places and len(text) > 15:
        return NOT_ONE
    if mind.talk.tried("region") >= 2 or (best is not None and best.code is None and not best.candidates):
        mind.give("region", Region(text=text[:100]), "told")
        return TAKEN
    return _ask_which(mind, best.candidates) if best is not None and best.candidates else say_again(mind, "region")


def _keep_region(mind: Mind, found: Region) -> Verdict:
    mind.give("region", found, "told")
    settle(mind, "region_wide", not exact_enough(found) and mind.talk.tried("region_wide") <= 2)
    return TAKEN


def _unknown_region(mind: Mind) -> Verdict:
    if mind.talk.tried("region") >= 2:
        mind.give("region", Region(text="信访人说不清"), "told")
        return TAKEN
    return say_again(mind, "region")


def _ask_which(mind: Mind, candidates: tuple[str, ...]) -> Verdict:
    mind.say("utter_reask_region_which", tuple(choose(regions.full_name(c), "region", c) for c in candidates[:8]))
    return AGAIN


def pick_region(mind: Mind, value: str) -> Verdict:
    """A region that was tapped; counties lead on to their streets only if the citizen says so."""
    if value == "wide":
        settle(mind, "region_wide", False)
        return TAKEN
    if regions.by_code(value) is None:
        return say_again(mind, "region")
    return _keep_region(mind, region_from(regions.place_of(value)))


def respondent(mind: Mind, reading: Reading, today: date) -> Verdict:
    """Whom the matter is about; not knowing is fine."""
    if dont_know(reading) or skips(reading) or wording.says_no(reading.text):
        mind.give("respondent_unknown", True, "told")
        return TAKEN
    text = re.sub(r"^(就?是|反映的是|我要?(反映|投诉|举报|告)的?(是|就是)?|主要是)", "", reading.text.strip()).strip(
        " ，。,."
    )
    if len(wording.squeezed(text)) < 2 or wording.says_yes(reading.text):
        return again(mind, "respondent")
    if len(text) > 60:
        text = reading.facts.respondent or text[:60]
    mind.give("respondent", text, "told")
    mind.fields.respondent_unknown = False
    return TAKEN


def people_count(mind: Mind, reading: Reading, today: date) -> Verdict:
    """How many people the matter concerns; more than five are asked for representatives next."""
    count = wording.people_told(reading.text)
    if count is None and (dont_know(reading) or skips(reading)):
        if mind.talk.tried("people_count") >= 2:
            mind.give("people_count", 1, "default")
            return TAKEN
        return say_again(mind, "people_count")
    if count is None and is_short(reading) and mind.talk.tries.get("people_count", 0) >= 2:
        mind.give("people_count", 1, "default")
        return TAKEN
    if count is None:
        return again(mind, "people_count") if is_short(reading) else NOT_ONE
    mind.give("people_count", min(count, 1_000_000), "told")
    return TAKEN


def pick_people(mind: Mind, value: str) -> Verdict:
    """One, or a range that still needs its number."""
    if value.isdigit():
        mind.give("people_count", int(value), "told")
        return TAKEN
    mind.say("utter_reask_people_count_exact")
    return AGAIN


def representatives(mind: Mind, reading: Reading, today: date) -> Verdict:
    """At most five names (条例第20条); a group that has not chosen yet goes on without."""
    if skips(reading) or dont_know(reading) or re.search(r"(还|暂时|目前)?没(有)?(选|推|定|商量)", reading.text):
        settle(mind, "representatives")
        mind.say("utter_representatives_later")
        return TAKEN
    line = re.sub(
        r"^(那?就)?(代表(有|是|为)?|我们?(推(选|荐)|选)了?|分别是|有|选)?[:：]?",
        "",
        wording.simplified(reading.text).strip(),
    )
    parts = [part for part in re.split(r"[\s、，,；;和与及。]+|[1-9][.、]", line) if part]
    names = [name for part in parts if (name := identity.find_name(re.sub(r"\d+", "", part)))]
    if len(names) > REPRESENTATIVES_LIMIT:
        return say_again(mind, "representatives_many")
    if not names:
        return again(mind, "representatives") if is_short(reading) else NOT_ONE
    mind.give("representatives", names, "told")
    return TAKEN


def history(mind: Mind, reading: Reading, today: date) -> Verdict:
    """Earlier petitions, lawsuits, arbitration, in one question."""
    text = wording.simplified(reading.text)
    if wording.says_no(text) or _NEVER.fullmatch(wording.squeezed(text)) or skips(reading):
        mind.give("history", History(petitioned="no", litigated="no", arbitrated="no"), "told")
        return TAKEN
    if dont_know(reading):
        mind.give("history", History(detail="信访人说不清"), "told")
        return TAKEN
    told = {
        name: _said(text, pattern)
        for name, pattern in (("petitioned", _PETITIONED), ("litigated", _LITIGATED), ("arbitrated", _ARBITRATED))
    }
    if all(answer is None for answer in told.values()) and not wording.says_yes(text):
        if re.match(r"(都|全|从来|以前|之前)?(没有?|没|无|第一次|未)", wording.squeezed(text)):
            mind.give("history", History(petitioned="no", litigated="no", arbitrated="no", detail=text[:500]), "told")
            return TAKEN
        return (
            again(mind, "history")
            if is_short(reading) and mind.talk.tries.get("history", 0) < 1
            else _keep_history(mind, text)
        )
    if wording.says_yes(text):
        return again(mind, "history") if mind.talk.tries.get("history", 0) < 1 else _keep_history(mind, text)
    words: dict[bool | None, Literal["yes", "no", "unknown"]] = {True: "yes", False: "no", None: "no"}
    mind.give("history", History(**{n: words[v] for n, v in told.items()}, detail=text[:500]), "told")
    return TAKEN


def _keep_history(mind: Mind, text: str) -> Verdict:
    mind.give("history", History(detail=text[:500]), "told")
    return TAKEN


def _said(text: str, pattern: re.Pattern[str]) -> bool | None:
    found = [not _BEFORE_NOT.search(text[: match.start()]) for match in pattern.finditer(text)]
    return any(found) if found else None


def pick_history(mind: Mind, value: str) -> Verdict:
    """One of the tapped kinds."""
    told = {"petitioned": "no", "litigated": "no", "arbitrated": "no"}
    if value in told:
        told[value] = "yes"
    mind.give("history", History(**told), "told")
    return TAKEN


def attachments(mind: Mind, reading: Reading, today: date) -> Verdict:
    """Files, or that there are none (or no more)."""
    if reading.kind == "attachment":
        mind.say("utter_attachment_received", count=str(len(mind.fields.attachment_ids)))
        mind.talk.quiet = True
        return AGAIN
    done = wording.says_skip(reading.text) or wording.says_no(reading.text)
    if (
        done
        or reading.means("skip", "deny", at_least=0.5)
        or (mind.fields.attachment_ids and wording.says_yes(reading.text))
    ):
        mind.give("attachments_done", True, "told")
        return TAKEN
    if re.search(
        r"(没有?|没|不|无).{0,4}(材料|照片|证据|附件|传|文件|录音|视频)|以后再|回头再|下次",
        wording.simplified(reading.text),
    ):
        mind.give("attachments_done", True, "told")
        return TAKEN
    if wording.says_yes(reading.text) or re.search(r"^(有|我有|有的|有照片)", wording.squeezed(reading.text)):
        mind.say("utter_how_to_attach")
        return AGAIN
    return NOT_ONE
