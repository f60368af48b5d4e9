"""Rules for names, ID numbers and telephone numbers, each with the exact reason when something is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import phonenumbers
from id_validator import helper

from api.intake.drafts.wording import simplified

_SEPARATORS = re.compile(r"[\s\-—–_.·,，:：]+")
_ID_CORE = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9 \-]{13,24}[0-9Xx](?![0-9A-Za-z])")
_OTHER_PAPER = re.compile(
    r"(护照|通行证|居住证|回乡证|台胞证|军官证|居留证)(?:号码?|是|为|[:：])*\s*([A-Za-z0-9]{6,20})"
)
_FAMILY_NAMES = set(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井巴米赖"
)
_DOUBLE_NAMES = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "东方",
    "西门",
    "夏侯",
    "司徒",
    "南宫",
    "端木",
)
_NOT_NAMES = re.compile(
    r"^(不|没|无|匿名|保密|你好|谢谢|可以|好的|为什么|怎么|什么|跳过|男|女|先生|女士|村民|居民|业主|家长|群众|老百姓|同上|刚才|已经|就是|我)|[吗呢吧啊了的]$|不[想愿]"
)
_NAME_LEAD = re.compile(
    r"^(我的?名?字?(?:就)?叫|我叫|我姓名(?:是|叫)?|我是|本人(?:叫|是|姓名)?|姓名(?:是|叫)?|名字(?:是|叫)?|叫|俺叫|我的名字是|我名字叫)[:：\s]*"
)


@dataclass(frozen=True)
class Checked:
    """A value that passed, or the reason why it did not (`problem` names a response text)."""

    value: str | None = None
    problem: str | None = None
    detail: str = ""


def find_id_number(text: str) -> str | None:
    """The stretch of a text that looks like an ID number (15–19 digits, spaces and dashes allowed), plain."""
    found = _ID_CORE.search(simplified(text))
    return _SEPARATORS.sub("", found.group()).upper() if found else None


def check_id_number(text: str, today: date) -> Checked:
    """An 18-digit ID number with a right checksum, or another paper that is named (护照 …)."""
    other = _OTHER_PAPER.search(simplified(text))
    if other:
        return Checked(f"{other[1]} {other[2].upper()}")
    candidate = find_id_number(text) or _digits_of(text)
    if not candidate:
        return Checked(problem="none")
    if len(candidate) == 15 and candidate.isdigit():
        return Checked(problem="old")
    if len(candidate) != 18:
        return Checked(problem="length", detail=str(len(candidate)))
    if not candidate[:17].isdigit():
        return Checked(problem="letters")
    born = birth_date(candidate)
    if born is None or not born.year >= 1900 or born > today:
        return Checked(problem="birthday", detail=f"{candidate[6:10]}年{candidate[10:12]}月{candidate[12:14]}日")
    if not _checksum_right(candidate):
        return Checked(problem="checksum", detail=candidate[-1])
    return Checked(candidate)


def _digits_of(text: str) -> str | None:
    plain = _SEPARATORS.sub("", simplified(text)).upper()
    found = re.search(r"\d{6,25}X?", plain)
    return found.group() if found else None


def _checksum_right(number: str) -> bool:
    # Only the check digit: areas abolished long ago are still on people's cards.
    return bool(helper.generator_check_bit(number[:17]) == number[-1])


def birth_date(id_number: str) -> date | None:
    """The birthday in an 18-digit ID number, or None."""
    if not re.fullmatch(r"\d{17}[\dX]", id_number):
        return None
    try:
        return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        return None


def age(id_number: str, today: date) -> int | None:
    """Full years of age on `today`, or None for a paper without a birthday."""
    born = birth_date(id_number)
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def check_phone(text: str) -> Checked:
    """A mobile (11 digits) or a landline with its area code, as digits."""
    plain = simplified(text)
    for found in phonenumbers.PhoneNumberMatcher(plain, "CN"):
        if phonenumbers.is_valid_number(found.number) and found.number.country_code == 86:
            national = str(found.number.national_number)
            return Checked(national if national.startswith("1") and len(national) == 11 else f"0{national}")
    digits = re.sub(r"\D", "", re.sub(r"^\s*(\+|00)?86", "", plain))
    mobile = re.search(r"1[3-9]\d{9}", digits)
    if mobile and len(digits) == 11:
        return Checked(mobile.group())
    if re.fullmatch(r"0\d{9,11}", digits):
        return Checked(digits)
    if not digits:
        return Checked(problem="none")
    if digits.startswith("1") and len(digits) != 11:
        return Checked(problem="length", detail=str(len(digits)))
    if re.fullmatch(r"[2-8]\d{6,7}", digits):
        return Checked(problem="area")
    return Checked(problem="form")


def looks_like_name(text: str) -> bool:
    """Two to four Chinese characters that begin with a family name, or a name with a middle dot."""
    if re.fullmatch(r"[\u4e00-\u9fff]{1,10}(?:·[\u4e00-\u9fff]{1,10})+", text):
        return True
    if not re.fullmatch(r"[\u4e00-\u9fff]{2,4}", text) or _NOT_NAMES.search(text):
        return False
    return text[0] in _FAMILY_NAMES or text.startswith(_DOUBLE_NAMES)


def find_name(text: str) -> str | None:
    """The name in an answer to "您叫什么": after "我叫", or standing first in the line."""
    line = simplified(text).strip()
    led = _NAME_LEAD.match(line)
    rest = line[led.end() :] if led else line
    first = re.split(r"[\s,，。;；、:：!！?？]|身份证|电话|手机|住|今年|\d", rest, maxsplit=1)[0].strip()
    first = re.sub(r"(先生|女士|同志)$", "", first)
    if looks_like_name(first):
        return first
    if led and re.fullmatch(r"[\u4e00-\u9fff]{2,4}", first) and not _NOT_NAMES.search(first):
        return first
    return None


def find_organisation(text: str) -> str | None:
    """A firm or group that files in its own name (条例第19条 "姓名(名称)")."""
    line = simplified(text).strip(" 。，,")
    suffix = r"(公司|合作社|委员会|业委会|协会|商会|工厂|学校|医院|村民小组|商行|经营部|门市部|个体户)"
    found = re.search(
        rf"([\u4e00-\u9fffA-Za-z0-9（）()]{{2,30}}{suffix})$", re.sub(r"^(我们是|我是|名称是?)", "", line)
    )
    return found.group(1) if found and len(line) <= 40 else None
