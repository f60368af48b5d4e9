"""Corrections at any time: which earlier answer is meant ("电话写错了"), and the new value if it is already there."""

from __future__ import annotations

import re
from datetime import date

from api.intake.drafts import answers, identity, personal, wording
from api.intake.drafts.signs import TAKEN
from api.intake.drafts.state import Mind, Reading
from api.intake.drafts.taking import settle, start_story
from api.intake.drafts.view import shown_value
from api.intake.fields import SLOT_LABELS

_WRONG = re.compile(
    r"(写|填|说|打|输|搞|弄|报|讲|选|点)(得|的)?(错|反|漏|倒)|错了|不对[，,。]|(改|换|更新)(成|为|一下|下|个|掉|到)|修改|更正|改(电话|手机|姓名|名字|地址|住址|身份证|诉求|人数|地点|单位|时间)|应该是|不是.{1,30}[，,]?(而?是|应是)|(重新|重)(填|写|说)(一下)?(电话|手机|姓名|名字|地址|住址|身份证|诉求|人数|地点|单位)|(电话|手机号?|姓名|名字|地址|住址|身份证号?|诉求|人数|地点|单位)(要|想)?(改|换|变)"
)
_FIELDS = (
    ("id_number", r"身份证|证件|证号"),
    ("phone", r"电话|手机|号码|联系方式"),
    ("petitioner_name", r"姓名|名字|名儿|叫啥|我叫|我名"),
    ("address", r"住址|家庭地址|住的地方|我的地址|家里地址|联系地址|(?<!事发)地址"),
    ("region", r"事发地|地点|地区|地方|区县|位置|哪个区|街道"),
    ("respondent", r"被反映|反映的?(单位|人|对象)|单位名|对方|公司名|单位"),
    ("people_count", r"人数|几个人|多少人|\d+个?人"),
    ("representatives", r"代表"),
    ("demand", r"诉求|要求|希望|请求"),
    ("history", r"反映过|起诉|仲裁|信访过|以前.{0,4}(反映|投诉)"),
    ("attachments", r"附件|材料|照片|图片"),
    ("story", r"事情|经过|内容|情况|描述|时间|日期|金额|钱数"),
)
_NEW_VALUE = re.compile(
    r"(?:应该是|应为|改成|改为|换成|更正为|而是|正确的是|我叫|叫做?|是)[:：\s]*(?P<value>[^，。,；;]+(?:[，,][^，。,；;]+)?)\s*$"
)
_NOT_A_VALUE = re.compile(r"^(错的|不对的|写错|填错|这样|错误|我写|之前|刚才|旧的|以前)")


def is_correction(reading: Reading, ask: str | None) -> bool:
    """Whether the citizen takes back an earlier answer. A long free text may contain such words without meaning it."""
    length = len(wording.squeezed(reading.text))
    if reading.means("correct_answer", at_least=0.99):
        return True
    if length > 60 or (ask == "story" and length > 25):
        return False
    marked = bool(_WRONG.search(wording.simplified(reading.text)))
    return (marked and named_field(reading.text) is not None) or reading.means("correct_answer", at_least=0.6)


def named_field(text: str) -> str | None:
    """The field that the line names, if any."""
    line = wording.simplified(text)
    labelled = [name for name, label in SLOT_LABELS.items() if label in line and name != "confirm"]
    return next(iter(labelled), None) or next((name for name, pattern in _FIELDS if re.search(pattern, line)), None)


def correct(mind: Mind, reading: Reading, today: date, near: str = "") -> bool:
    """Change the named field, or ask for it. False when no field is named and no value tells which is meant."""
    name = named_field(reading.text) or _field_of_value(reading)
    if name is None:
        mind.ask = "edit"
        return False
    if _put(mind, name, reading, today, near):
        mind.say("utter_corrected", label=SLOT_LABELS[name], value=shown_value(mind.fields, name))
        return True
    open_again(mind, name)
    return True


def open_again(mind: Mind, name: str) -> None:
    """Ask for one field again; what it holds stays until the new answer is there."""
    mind.ask, mind.talk.wish = name, f"edit:{name}"
    mind.talk.tries.pop(name, None)
    if name == "attachments":
        mind.fields.attachments_done = False
    if name == "story":
        mind.ask = "story_more"


def _field_of_value(reading: Reading) -> str | None:
    if reading.facts.id_numbers:
        return "id_number"
    return "phone" if reading.facts.phones else None


def _put(mind: Mind, name: str, reading: Reading, today: date, near: str) -> bool:
    line = wording.simplified(reading.text)
    if name == "phone":
        checked = (
            identity.check_phone(re.split(r"不是|写成了|之前", line)[-1])
            if "不是" not in line
            else identity.check_phone(line[line.rfind("是") :])
        )
        if checked.value:
            mind.give("phone", checked.value, "told")
            mind.fields.phone_refused = False
        return checked.value is not None
    found = _NEW_VALUE.search(line)
    value = found["value"].strip() if found else ""
    if not value or _NOT_A_VALUE.search(value):
        return False
    if name == "story":
        start_story(mind, f"（更正）{reading.text.strip()}", reading.facts, today)
        return True
    if name in ("attachments", "representatives", "history"):
        return False
    return _answer_with(mind, name, value, today, near)


def _answer_with(mind: Mind, name: str, value: str, today: date, near: str) -> bool:
    reading = Reading(text=value, intent="inform", confidence=1.0)
    before = len(mind.says)
    if name == "region":
        settle(mind, "region_wide", False)
        verdict = answers.region(mind, reading, today, near)
    elif name in ("petitioner_name", "id_number", "address"):
        verdict = {
            "petitioner_name": personal.petitioner_name, "id_number": personal.id_number, "address": personal.address,
        }[name](mind, reading, today)  # fmt: skip
    else:
        verdict = {
            "respondent": answers.respondent, "people_count": answers.people_count, "demand": answers.demand,
        }[name](mind, reading, today)  # fmt: skip
    if verdict != TAKEN:
        del mind.says[before:]
    return verdict == TAKEN
