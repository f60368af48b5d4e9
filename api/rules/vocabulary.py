"""The office's words that rules speak of: purposes, channels, procedures, handling steps, duties, units of time."""

from __future__ import annotations

from enum import StrEnum


class Purpose(StrEnum):
    """信访目的 (信访工作条例 第29—31条)."""

    GRIEVANCE = "GRIEVANCE"
    SUGGESTION = "SUGGESTION"
    ACCUSATION = "ACCUSATION"
    OTHER = "OTHER"


PURPOSE_LABELS = {
    Purpose.GRIEVANCE: "申诉求决",
    Purpose.SUGGESTION: "意见建议",
    Purpose.ACCUSATION: "检举控告",
    Purpose.OTHER: "其他",
}


class Channel(StrEnum):
    """How a petition came in (条例 第17条)."""

    WEB = "web"
    WECHAT = "wechat"
    PHONE = "phone"
    LETTER = "letter"
    VISIT = "visit"
    FAX = "fax"


CHANNEL_LABELS = {
    Channel.WEB: "网上",
    Channel.WECHAT: "微信",
    Channel.PHONE: "来电",
    Channel.LETTER: "来信",
    Channel.VISIT: "来访",
    Channel.FAX: "传真",
}


class Procedure(StrEnum):
    """By which procedure a case is handled."""

    UNDECIDED = "undecided"
    PETITION = "petition"
    STATUTORY = "statutory"
    SIMPLE = "simple"


PROCEDURE_LABELS = {
    Procedure.UNDECIDED: "待定",
    Procedure.PETITION: "信访程序",
    Procedure.STATUTORY: "其他法定途径",
    Procedure.SIMPLE: "简易办理",
}


class HandlingStep(StrEnum):
    """One verb of the office; each taken step leaves a record, and rules start and stop clocks by them."""

    REGISTER = "register"
    REVIEW = "review"
    REPORT = "report"
    FORWARD = "forward"
    ASSIGN = "assign"
    SIGN = "sign"
    OBJECT = "object"
    AGREE_RETURN = "agree_return"
    REJECT_RETURN = "reject_return"
    ACCEPT = "accept"
    REFUSE = "refuse"
    NO_LONGER_ACCEPT = "no_longer_accept"
    GUIDE_STATUTORY = "guide_statutory"
    CONTACT = "contact"
    INVESTIGATE = "investigate"
    EXTEND = "extend"
    REPLY_DIRECTLY = "reply_directly"
    REPLY = "reply"
    RETURN_REPLY = "return_reply"
    SIGN_OFF = "sign_off"
    DELIVER = "deliver"
    CONCLUDE = "conclude"
    FOLLOW_UP = "follow_up"
    RATE = "rate"
    REMIND = "remind"
    SUPERVISE = "supervise"
    WARN = "warn"
    SUPPLEMENT = "supplement"
    WITHDRAW = "withdraw"
    REQUEST_RE_EXAMINATION = "request_re_examination"
    ANSWER_RE_EXAMINATION = "answer_re_examination"
    REQUEST_FINAL_RE_EXAMINATION = "request_final_re_examination"
    ANSWER_FINAL_RE_EXAMINATION = "answer_final_re_examination"
    STORE = "store"


class Duty(StrEnum):
    """What has to be done (or may be asked) before a clock runs out."""

    FORWARD = "forward"
    SIGN = "sign"
    OBJECT = "object"
    NOTIFY = "notify"
    CONTACT = "contact"
    INVESTIGATE = "investigate"
    RECHECK = "recheck"
    DIRECT_REPLY = "direct_reply"
    CONCLUDE = "conclude"
    REQUEST_RE_EXAMINATION = "request_re_examination"
    ANSWER_RE_EXAMINATION = "answer_re_examination"
    REQUEST_FINAL_RE_EXAMINATION = "request_final_re_examination"
    ANSWER_FINAL_RE_EXAMINATION = "answer_final_re_examination"


class TimeUnit(StrEnum):
    """自然日 count every day and move a rest day at the end; 工作日 count only working days."""

    CALENDAR = "自然日"
    WORKING = "工作日"


class Who(StrEnum):
    """Whose duty, or whose right, a clock measures."""

    BUREAU = "bureau"
    UNIT = "unit"
    REVIEWER = "reviewer"
    PETITIONER = "petitioner"


class Outcome(StrEnum):
    """How a case ends, which decides the documents it needs (永川 三(四))."""

    DIRECT_REPLY = "direct_reply"
    REFUSED = "refused"
    NO_LONGER = "no_longer"
    STATUTORY = "statutory"
    PETITION = "petition"


OUTCOME_LABELS = {
    Outcome.DIRECT_REPLY: "直接回复",
    Outcome.REFUSED: "不予受理",
    Outcome.NO_LONGER: "不再受理",
    Outcome.STATUTORY: "其他法定途径",
    Outcome.PETITION: "信访途径",
}

_S = HandlingStep
_ANSWERS = frozenset({_S.REPLY_DIRECTLY, _S.REPLY, _S.DELIVER, _S.CONCLUDE})
_DECISIONS = frozenset({_S.ACCEPT, _S.REFUSE, _S.NO_LONGER_ACCEPT, _S.GUIDE_STATUTORY, _S.REPLY_DIRECTLY})
STOPPED_BY: dict[Duty, frozenset[HandlingStep]] = {
    Duty.FORWARD: frozenset({_S.FORWARD, _S.ASSIGN, _S.REPORT}) | _DECISIONS,
    Duty.SIGN: frozenset({_S.SIGN, _S.OBJECT}),
    Duty.OBJECT: frozenset({_S.OBJECT}) | _DECISIONS,
    Duty.NOTIFY: _DECISIONS,
    Duty.CONTACT: frozenset({_S.CONTACT}),
    Duty.INVESTIGATE: frozenset({_S.INVESTIGATE}) | _ANSWERS,
    Duty.RECHECK: frozenset({_S.INVESTIGATE}),
    Duty.DIRECT_REPLY: frozenset({_S.REPLY_DIRECTLY, _S.DELIVER, _S.CONCLUDE}),
    Duty.CONCLUDE: frozenset({_S.DELIVER, _S.CONCLUDE}),
    Duty.REQUEST_RE_EXAMINATION: frozenset({_S.REQUEST_RE_EXAMINATION}),
    Duty.ANSWER_RE_EXAMINATION: frozenset({_S.ANSWER_RE_EXAMINATION}),
    Duty.REQUEST_FINAL_RE_EXAMINATION: frozenset({_S.REQUEST_FINAL_RE_EXAMINATION}),
    Duty.ANSWER_FINAL_RE_EXAMINATION: frozenset({_S.ANSWER_FINAL_RE_EXAMINATION}),
}
ENDED_BY: frozenset[HandlingStep] = frozenset({_S.WITHDRAW})
UNIT_DUTIES = frozenset({Duty.SIGN, Duty.OBJECT, Duty.NOTIFY, Duty.CONTACT, Duty.INVESTIGATE, Duty.DIRECT_REPLY})
