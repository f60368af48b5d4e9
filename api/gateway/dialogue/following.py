"""Following a filed case in the chat: progress, more material, withdrawing, urging, rating (条例 第21条)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from api.errors import OfficeError
from api.gateway.dialogue import effects
from api.gateway.dialogue.turn import Turn
from api.gateway.messages.repository import citizen_files
from api.intake import progress
from api.intake.drafts import wording
from api.intake.drafts.asks import next_ask
from api.intake.drafts.intents import query_code_in
from api.intake.drafts.state import Choice, Reading, Say, choose
from api.working_days import to_office

ASKS = frozenset(["query_code", "phone_tail", "material", "withdraw_reason", "rate_bureau", "rate_unit", "rate_reason"])
PICKED = frozenset(["follow", "withdraw", "rate_bureau", "rate_unit"])
_TAIL = re.compile(r"(?<!\d)(\d{3}[\dX])(?![\dX])")
TRIES = 3
_RATINGS = (
    ("不满", 1), ("差", 1), ("不好", 1), ("基本满意", 2), ("一般", 2), ("还行", 2), ("还可以", 2),
    ("满意", 3), ("好", 3),
)  # fmt: skip


def start(turn: Turn, wish: str) -> None:
    """Begin what the citizen wishes: at once for the case filed in this chat, else by query code and phone tail."""
    turn.mind.talk.wish = wish
    if turn.draft.receipt and not _key_in(turn.heard.text):
        _reach(turn, turn.draft.receipt["query_code"], effects.own_tail(turn))
        return
    turn.mind.talk.query_code = None
    turn.mind.talk.tries.pop("query_code", None)
    turn.mind.ask = "query_code"
    _take_key(turn, turn.heard.text)


def answer(turn: Turn, reading: Reading) -> None:
    """Deal with an answer to one of these questions."""
    if reading.picked:
        _picked(turn, *reading.picked)
        return
    ask = str(turn.mind.ask)
    if ask in ("query_code", "phone_tail"):
        if not _take_key(turn, reading.text):
            _no_key(turn, reading, ask)
        return
    if ask not in {"withdraw_reason", "rate_reason"} and _gives_up(reading):
        turn.say("utter_follow_over")
        leave(turn)
        return
    rules: dict[str, Callable[[Turn, str], None]] = {
        "material": _add, "withdraw_reason": _withdraw, "rate_bureau": _rate_bureau, "rate_unit": _rate_unit,
        "rate_reason": _rate,
    }  # fmt: skip
    rules[ask](turn, reading.text)


def is_answered_by(ask: str, reading: Reading) -> bool:
    """Whether a message is surely the answer to one of these questions, whatever else it could be taken for."""
    if ask == "material":
        return reading.kind == "attachment" or reading.intent == "add_material"
    return ask in ("query_code", "phone_tail") and (_key_in(reading.text) or bool(_TAIL.search(reading.text.upper())))


def wish_with_key(reading: Reading) -> str | None:
    """What is wished by a line that brings its query code along ("查进度，ABCD2-EFGH3，1234"); None for other lines."""
    line = wording.simplified(reading.text)
    if len(line) > 60 or not _key_in(line) or not re.search(r"查|进度|进展|编号|办|撤回|补充|评价|催", line):
        return None
    wishes = {"urge_case": "urge", "withdraw_case": "withdraw", "add_material": "add", "rate_case": "rate"}
    return wishes.get(reading.intent, "progress")


def question(turn: Turn) -> Say:
    """The current question of this skill."""
    ask = str(turn.mind.ask)
    if ask in ("rate_bureau", "rate_unit"):
        choices = tuple(choose(label, ask, value) for value, label in progress.RATINGS.items())
        return Say(f"utter_question_{ask}", choices=choices)
    if ask == "withdraw_reason":
        return Say("utter_question_withdraw_reason", choices=(choose("不撤回了", "withdraw", "no"),))
    return Say(f"utter_question_{ask}")


def leave(turn: Turn) -> None:
    """Back to the petition, if one is being told."""
    mind = turn.mind
    mind.talk.wish, mind.talk.query_code, mind.talk.bureau_rating = None, None, None
    mind.ask = next_ask(mind.fields, mind.talk) if mind.state == "open" and mind.fields.story else _rest(turn)


def _rest(turn: Turn) -> str | None:
    if turn.mind.state == "open":
        turn.mind.talk.quiet = True
        return "story"
    return None


def _gives_up(reading: Reading) -> bool:
    return wording.says_no(reading.text) or reading.means("cancel", "deny", "skip", at_least=0.6)


def _key_in(text: str) -> bool:
    return query_code_in(wording.simplified(text).upper()) is not None


def _take_key(turn: Turn, text: str) -> bool:
    """Find query code and phone tail in the words; False when there was nothing of the kind."""
    line = wording.simplified(text).upper()
    code = query_code_in(line)
    if code:
        turn.mind.talk.query_code = f"{code[1]}-{code[2]}"
        line = line[: code.start()] + " " + line[code.end() :]
    phone = re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", line)
    tail = _TAIL.search(line)
    if turn.mind.talk.query_code and (phone or tail):
        _reach(turn, turn.mind.talk.query_code, phone[0][-4:] if phone else tail[1] if tail else "")
        return True
    if code is None:
        return False
    turn.mind.ask = "phone_tail"
    return True


def _no_key(turn: Turn, reading: Reading, ask: str) -> None:
    if _gives_up(reading) or wording.says_unknown(reading.text) or turn.mind.talk.tried(ask) > TRIES:
        turn.say("utter_no_query_code")
        leave(turn)
        return
    turn.say(f"utter_reask_{ask}")


def _reach(turn: Turn, code: str, tail: str) -> None:
    """Look the case up and go on with the wish; a wrong code and a wrong tail sound the same."""
    try:
        case = progress.view(turn.db, code, tail, turn.now)
    except OfficeError as refused:
        if turn.mind.talk.tried("query_code") >= TRIES:
            turn.say("utter_no_query_code")
            leave(turn)
            return
        turn.mind.talk.query_code, turn.mind.ask = None, "query_code"
        turn.say("utter_reask_not_found", reason=refused.message)
        return
    turn.mind.talk.query_code = f"{code}|{tail}"
    _serve(turn, case)


def _serve(turn: Turn, case: progress.ProgressView) -> None:
    wish = turn.mind.talk.wish
    if wish == "add":
        if not case.can_supplement:
            return _cannot(turn, "utter_cannot_supplement")
        turn.mind.ask = "material"
    elif wish == "withdraw":
        if not case.can_withdraw:
            return _cannot(turn, "utter_cannot_withdraw")
        turn.mind.ask = "withdraw_reason"
    elif wish == "rate":
        if case.rating.state != "open":
            return _cannot(turn, "utter_rated_already" if case.rating.state == "done" else "utter_cannot_rate")
        turn.mind.ask = "rate_bureau"
    else:
        _show(turn, case)
        key = turn.mind.talk.query_code
        leave(turn)
        turn.mind.talk.query_code = key
    return None


def _cannot(turn: Turn, response: str) -> None:
    turn.say(response)
    leave(turn)


def _show(turn: Turn, case: progress.ProgressView) -> None:
    last = case.steps[-1] if case.steps else None
    due = next((d for d in case.deadlines if d.state in ("open", "overdue")), None)
    lines = [f"编号 {case.case_number}，现在的状态：{case.status_label}。"]
    if case.unit:
        lines.append(f"办理单位：{case.unit}。")
    if last:
        day = to_office(last.at)
        lines.append(f"最近一步：{day.month}月{day.day}日 {last.what}{f'（{last.note}）' if last.note else ''}。")
    if due:
        lines.append(
            f"下一个期限：{due.label}，{due.due_on.year}年{due.due_on.month}月{due.due_on.day}日（{due.clause}）。"
        )
    overdue = any(d.state == "overdue" for d in case.deadlines)
    card = {
        "type": "progress", "case_number": case.case_number, "status": case.status, "status_label": case.status_label,
        "unit": case.unit or "",
    }  # fmt: skip
    urged = turn.mind.talk.wish == "urge"
    response = "utter_progress_urged" if urged else "utter_progress"
    turn.say(response, _next_choices(case), card, progress="\n".join(lines))
    if urged and overdue:
        turn.say("utter_progress_overdue")


def _next_choices(case: progress.ProgressView) -> tuple[Choice, ...]:
    choices = []
    if case.can_supplement:
        choices.append(choose("补充材料", "follow", "add"))
    if case.can_withdraw:
        choices.append(choose("撤回", "follow", "withdraw"))
    if case.rating.state == "open":
        choices.append(choose("评价", "follow", "rate"))
    return tuple(choices)


def _picked(turn: Turn, name: str, value: str) -> None:
    if name == "follow":
        turn.mind.talk.wish = value
        code, _, tail = (turn.mind.talk.query_code or "").partition("|")
        if tail or (code and "|" in (turn.mind.talk.query_code or "")):
            _reach(turn, code, tail)
        else:
            start(turn, value)
    elif name == "withdraw":
        turn.say("utter_follow_over")
        leave(turn)
    elif name == "rate_bureau":
        _rate_bureau(turn, value)
    else:
        _rate_unit(turn, value)


def _do(turn: Turn, step: Callable[[str, str], object], done: str) -> None:
    code, _, tail = (turn.mind.talk.query_code or "").partition("|")
    try:
        step(code, tail)
        turn.say(done)
    except OfficeError as refused:
        turn.say("utter_refused", reason=refused.message)
    leave(turn)


def _add(turn: Turn, text: str) -> None:
    files = citizen_files(turn.db, turn.heard.message_id) if turn.heard.message_id else []
    if turn.mind.state != "filed":
        turn.mind.fields.attachment_ids = [known for known in turn.mind.fields.attachment_ids if known not in files]
    step = partial(progress.supplement, turn.db, text=text, attachment_ids=files, now=turn.now)
    _do(turn, lambda code, tail: step(query_code=code, phone_tail=tail), "utter_material_added")


def _withdraw(turn: Turn, text: str) -> None:
    if re.search(r"^(不撤|别撤|先不|不用)", wording.squeezed(text)):
        turn.say("utter_follow_over")
        leave(turn)
        return
    _do(turn, lambda code, tail: progress.withdraw(turn.db, code, tail, text, turn.now), "utter_withdrawn")


def _grade(text: str) -> int | None:
    if text in ("1", "2", "3"):
        return int(text)
    line = wording.squeezed(text)
    return next((grade for word, grade in _RATINGS if word in line), None)


def _rate_bureau(turn: Turn, text: str) -> None:
    grade = _grade(text)
    if grade is None:
        turn.say("utter_reask_choice")
        return
    turn.mind.talk.bureau_rating, turn.mind.ask = grade, "rate_unit"


def _rate_unit(turn: Turn, text: str) -> None:
    grade = _grade(text)
    if grade is None or turn.mind.talk.bureau_rating is None:
        turn.say("utter_reask_choice")
        return
    turn.mind.talk.tries["unit_rating"] = grade
    if min(grade, turn.mind.talk.bureau_rating) == 1:
        turn.mind.ask = "rate_reason"
        return
    _rate(turn, "")


def _rate(turn: Turn, text: str) -> None:
    reasons = "" if wording.says_skip(text) or wording.says_no(text) else text
    bureau, unit = turn.mind.talk.bureau_rating or 0, turn.mind.talk.tries.pop("unit_rating", 0)
    _do(turn, lambda code, tail: progress.rate(turn.db, code, tail, bureau, unit, reasons, turn.now), "utter_rated")
