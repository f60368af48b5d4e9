"""The plain form of what citizens write, and the small signs in it: yes, no, do not know, a question, a number."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from api.settings import ROOT

_SPACE = re.compile(r"[\s\u200b\u3000]+")
_MARKS = re.compile(r"[\s\u200b，。！？、；：,.!?;:~～…“”\"'（）()【】]+")

_YES = re.compile(
    r"(嗯+|恩+|好的?|好滴|行|行的|可以的?|对的?|对头|是的?|没错|没问题|确认|确定|同意|ok|okay|yes|y|中|要得|成|妥了?|可|就这样|就这么办|没有问题|都对|正确|提交吧?)[啊呀吧呢哈了的嘛哦噢]*"
)
_NO = re.compile(
    r"(不是?的?|不要|不用|不对|不行|不可以|没有|没|冇|冇得|莫得|没得|无|no|n|否|错了?|不同意|先不|暂不|不了|不必|算了)[啊呀吧呢哈了的嘛哦噢]*"
)
_UNKNOWN = re.compile(
    r"(我|俺|这个|这)?(也|都|真|实在|完全)?(不知道|不晓得|不清楚|不太清楚|不确定|说不清楚?|说不准|记不清楚?|记不得|搞不清楚?|忘了|忘记了|没想好|不懂|不了解|不认识|不明白|母鸡|晓不得)(是谁|是哪个|是什么单位|哪个单位|叫什么|具体是谁)?(管|的)?[啊呀吧呢哈了的嘛哦噢]*"
)
_SKIP = re.compile(
    r"((先|就|那就|那)?(跳过|略过|下一步|下一个|下一项|不填了?|先不填|暂时不填|空着|不用填|没有(材料|附件|照片|证据|文件)(可传|要传)?|没材料|没照片|没证据|不传了?|先不传|不上传|以后再传|传完了?|就这些|没有了|没了|发完了|好了|完了|都传了)[啊呀吧呢哈了的嘛哦噢]*)+"
)
_REFUSE = re.compile(
    r"(不想|不愿意?|不方便|不能|不便|不会|不可能|拒绝|能不能不|可不可以不|可以不|可不可以匿名|我要匿名|匿名).{0,4}(填|给|提供|透露|说|留|告诉|写|报|公开)?.{0,6}(身份证|证件|名字|姓名|电话|手机|号码|住址|地址|个人信息|隐私|信息)?"
)
_QUESTION = re.compile(
    r"[?？]|吗|么$|呢$|怎么|咋|多久|多长时间|几天|哪里|哪儿|哪个|什么时候|为什么|为啥|是不是|能不能|可不可以|可以.*吗|会不会|要不要|有没有|谁|啥|多少"
)

_DIGITS = {
    **{c: i for i, c in enumerate("零一二三四五六七八九")},
    "两": 2, "俩": 2, "仨": 3, "〇": 0,
    **{c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")},
}  # fmt: skip
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000}


@lru_cache
def _traditional() -> dict[int, str]:
    lines = (ROOT / "nlu_data" / "traditional.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {ord(traditional): simplified for traditional, simplified in pairs}


def simplified(text: str) -> str:
    """The text in half-width and simplified characters, same order, for understanding only: what was told is kept."""
    return unicodedata.normalize("NFKC", text).translate(_traditional())


def in_simplified(text: str) -> str:
    """The text in simplified characters, every position the same as in what was told."""
    return text.translate(_traditional())


def squeezed(text: str) -> str:
    """Simplified, lower case, without spaces and punctuation: what whole-line signs are looked for in."""
    return _MARKS.sub("", simplified(text).lower())


def without_spaces(text: str) -> str:
    """Simplified text without any spaces."""
    return _SPACE.sub("", simplified(text))


def says_yes(text: str) -> bool:
    """The whole line is a yes."""
    return bool(_YES.fullmatch(squeezed(text)))


def says_no(text: str) -> bool:
    """The whole line is a no."""
    return bool(_NO.fullmatch(squeezed(text)))


def says_unknown(text: str) -> bool:
    """The whole line says that the citizen does not know."""
    return bool(_UNKNOWN.fullmatch(squeezed(text)))


def says_skip(text: str) -> bool:
    """The whole line passes over the question, or ends a list ("传完了")."""
    return bool(_SKIP.fullmatch(squeezed(text)))


def refuses(text: str) -> bool:
    """The citizen would rather not give personal data."""
    line = squeezed(text)
    return len(line) <= 30 and bool(_REFUSE.search(line))


def asks_something(text: str) -> bool:
    """The line reads like a question."""
    return bool(_QUESTION.search(simplified(text)))


def chinese_number(text: str) -> int | None:
    """The value of a number written in digits or characters ("三十多" → 30); None if it is no number."""
    text = text.strip().rstrip("多几来余")
    if re.fullmatch(r"\d{1,7}", text):
        return int(text)
    if not text or any(c not in _DIGITS and c not in _UNITS for c in text):
        return None
    total, current = 0, 0
    for character in text:
        if character in _DIGITS:
            current = _DIGITS[character]
        else:
            unit = _UNITS[character]
            if unit == 10_000:
                total, current = (total + current) * unit, 0
            else:
                total, current = total + (current or 1) * unit, 0
    return total + current


_NUMBER = r"(?P<n>\d{1,7}|[零一二三四五六七八九十百千万两俩仨〇壹贰叁肆伍陆柒捌玖拾]+)"
_PEOPLE = re.compile(
    _NUMBER + r"[多几来余]?(?:个|名|位|口)?(?:人|户|家|业主|村民|工人|职工|家长|居民|同事|工友|左右|上下)?"
)
_BARE_COUNT = re.compile(
    r"(我们|俺们|咱们)?(一共|总共|大概|大约|差不多|就|有|共|约|是)*" + _NUMBER + r"[多几来余]?(左右|上下)?"
)
_ALONE = re.compile(
    r"(就|只有?|仅)?(我|俺|本人|自己|咱)(自己|一)?个?人?(一个人?|自己)?|个人|单独|就我|一个人|没有别人|没别人|没有其他人"
)


def people_told(text: str) -> int | None:
    """How many people an answer to "几个人" names; None if it names no number."""
    line = squeezed(text)
    if re.search(
        r"(我|老公|老婆|爱人|妻子|丈夫|丈夫)(和|跟|同|与)(我)?(老公|老婆|爱人|妻子|丈夫|对象|父亲|母亲|爸|妈|儿子|女儿)",
        line,
    ):
        return 2
    if re.search(r"(我们|俺们)?(夫妻|两口子|夫妇|俩口子)", line):
        return 2
    if _ALONE.fullmatch(line):
        return 1
    bare = _BARE_COUNT.fullmatch(line)
    found = [bare] if bare else [m for m in _PEOPLE.finditer(line) if m.group().rstrip("多几来余") != m["n"]]
    found = [m for m in found if chinese_number(m["n"]) is not None]
    if not found:
        return 1 if re.search(r"(就|只有?)我(一个|自己)?", line) else None
    best = max(found, key=lambda m: (len(m.group()) > len(m["n"]), len(m["n"])))
    count = chinese_number(best["n"])
    return count if count and count >= 1 else None
