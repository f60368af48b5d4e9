"""The petitioner's own name, where a text gives it."""

from __future__ import annotations

import re
from functools import lru_cache

from classifier.extraction.spans import Span, cut
from classifier.taxonomy import taxonomy_folder

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁"
    "岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾"
    "尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛"
    "仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉"
    "禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银"
    "亢嵇公哈湛宾戎勾茅利呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由張劉陳楊黃趙吳孫馬鄭謝許韓馮鄧葉蘇呂盧鍾譚陸範賈"
)
_DOUBLE = re.compile(
    r"欧阳|上官|皇甫|令狐|诸葛|司徒|司马|申屠|夏侯|贺兰|完颜|慕容|尉迟|长孙|东方|独孤|南宫|宇文|端木|轩辕|公孙|澹台|钟离|闻人|濮阳|太史|淳于|拓跋|呼延|西门"
)
_HAN = r"[\u4e00-\u9fff]"
_TITLE = re.compile(
    r"某|先生|女士|小姐|师傅|大爷|大妈|阿姨|叔叔|老师|经理|老板|局长|主任|书记|所长|村长|医生|律师|公司|单位|同志|×|X"
)
_LABELLED = re.compile(
    r"(?:姓\s{0,2}名|联系人|反[映应]人|信访人|申请人|投诉人|举报人|诉求人|上访人|署名|来信人|真实姓名|代表人)"
    r"\s{0,2}(?:是|为|叫|[:：])\s{0,3}(?P<name>" + _HAN + r"{2,4}(?:·" + _HAN + r"{1,6})*)"
)
_FOLLOWS = (
    r"(?=[\s,，。.;；、:：!！?？(（\d]|$|男|女|今年|现年|身份|电话|手机|联系"
    r"|住|家住|户籍|系|是|出生|年龄|生于|原|现|性别|汉族|来自|就职|的身|\n)"
)
_SAID = re.compile(
    r"(?:本人姓名|本人叫|本人名叫|我的?名字是?叫?|我名叫|我姓名|我本名|我叫做?|俺叫|鄙人|我的姓名是?|名叫|我是|俺是|本人|申请人|反映人|信访人)[:：,，]?\s{0,2}"
    r"(?P<name>" + _HAN + r"{2,4}?(?:·" + _HAN + r"{1,6})*)" + _FOLLOWS
)
_NO_NAME_SIGN = re.compile(r"[了吗呢吧呀啊的么不没是有在就也很给把被这那哪你我他她它们什]")
_WEAK = re.compile(r"我是|俺是|名叫")
_BARE = re.compile(
    r"^[\s\"“]*(?:我?[叫是]|姓名[:：]?|我的?名字[是叫]?|本人)?\s*(?P<name>"
    + _HAN
    + r"{2,4}(?:·"
    + _HAN
    + r"{1,6})*)[\s。.!！,，\"”]*$"
)


@lru_cache(maxsize=1)
def _not_names() -> frozenset[str]:
    lines = (taxonomy_folder() / "not_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def looks_like_name(said: str) -> bool:
    """Whether a whole answer is a person's full name: 2–4 Han characters with a surname, or a dotted minority name."""
    name = said.strip()
    if "·" in name:
        return bool(re.fullmatch(_HAN + r"{1,8}(?:·" + _HAN + r"{1,8}){1,3}", name))
    if not re.fullmatch(_HAN + r"{2,4}", name) or _TITLE.search(name) or name in _not_names():
        return False
    if _DOUBLE.match(name):
        return len(name) > 2 or name not in {"东方", "西门", "公孙", "司空"}
    if len(name) == 4:
        return name[0] in _SURNAMES and name[1] in _SURNAMES and name[:2] not in _not_names()
    if name[0] not in _SURNAMES or name[1:] in _not_names():
        return False
    return not _NO_NAME_SIGN.search(name[1:])


def name_in_answer(said: str) -> str | None:
    """The name when the whole answer is one, with or without "我叫" before it; None otherwise."""
    match = _BARE.match(said)
    return match["name"] if match and looks_like_name(match["name"]) else None


def _is_said_plainly(name: str, said: str = "叫") -> bool:
    """After "姓名" or "我叫" a given name may also be a word (国庆, 和平, 胜利); after "我是" it may not."""
    if len(name) not in {2, 3} or not re.search("叫|名", said[:6]):
        return False
    plain = name[0] in _SURNAMES and not _TITLE.search(name) and name not in _not_names()
    return plain and not _NO_NAME_SIGN.search(name[1:])


def find_names(text: str) -> list[Span]:
    """Names the writer gives as their own, surest first in the order of the text."""
    found: dict[int, Span] = {}
    for pattern, score in ((_LABELLED, 0.95), (_SAID, 0.9)):
        for match in pattern.finditer(text):
            name, start = match["name"], match.start("name")
            while len(name) > 2 and not (looks_like_name(name) or _is_said_plainly(name)) and pattern is _LABELLED:
                name = name[:-1]
            if (
                looks_like_name(name) or _is_said_plainly(name, "叫" if pattern is _LABELLED else match[0])
            ) and start not in found:
                weak = 0.3 if _WEAK.match(match[0]) else 0.0
                found[start] = cut(text, start, start + len(name), name, score - weak)
    return [found[start] for start in sorted(found)]
