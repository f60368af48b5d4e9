"""How many people bring or suffer the matter (信访人数), as far as the text tells."""

from __future__ import annotations

import re

from classifier.extraction.numerals import NUMBER, read_number
from classifier.extraction.spans import Span, cut

_MORE = r"\s?[多余來来几]?\s?"
_WHO = (
    r"(?:农民工|民工|工人|工友|业主|村民|家长|员工|职工|居民|住户|学生|群众|老师|教师|司机|老人|退休人员|退休职工|购房者|购房户|受害人|受害者|"
    r"投资人|投资者|商户|同事|老乡|会员|学员|租户|消费者|患者|家庭|同学|女工|代课教师|移民|社员|农户|拆迁户|车主|储户|退伍军人|老兵|师傅|兄弟|乡亲|战友)"
)
_UNIT = r"(?:个人|个|名|位|户人家|户|人|家|口人|口)"
_ONE = re.compile(
    r"(?:就|只有?|仅)(?:是)?(?:我|俺|本人)(?:一|1)?(?:个人?|人|自己)|(?:我|俺)(?:自己)?一个人?$|^(?:我|就我|就?我?自己|本人|个人|就我自己)[。.!！]?$|没有?(?:别人|其他人)[，,]?就我"
)
_PAIR = re.compile(
    r"(?:我们?|俺们?|咱们?)(?:俩|两口子|夫妻俩?|夫妇|母女俩?|父子俩?|母子俩?|姐妹俩|兄弟俩)|夫妻(?:俩|两人|双方)"
    r"|(?:我|俺)(?:和|跟|与|同)我?(?:的)?(?:老公|老婆|爱人|丈夫|妻子|媳妇|老伴|妈|爸|母亲|父亲|儿子|女儿|哥|姐|弟|妹|哥哥|姐姐|弟弟|妹妹|对象|同事|邻居)(?:两个?人?|俩|2个?人)?"
)
_FAMILY = re.compile(rf"(?:我们?|俺们?|咱们?)?(?:一?家|全家)(?:子)?(?P<n>{NUMBER})口(?:人)?")
_WE = re.compile(
    rf"(?:我们|俺们|咱们|我等|我们这)(?:这里|这边|这些|这帮|这群|村|小区|组|队|厂|班|单位|公司|全村|楼|栋|院)?(?:里|上|的)?(?:一共|总共|共计|共有|共|大概|大约|有|差不多|约|近|这)*\s?"
    rf"(?P<n>{NUMBER}){_MORE}(?:{_UNIT}{_WHO}?|{_WHO})"
)
_TOTAL = re.compile(
    rf"(?:一共|总共|共计|合计|总计|共有|共|涉及|涉|联名|牵涉|影响)(?:到|的|有|人数|大概|约|近)*[:：]?\s?(?P<n>{NUMBER}){_MORE}(?:{_UNIT}{_WHO}?|{_WHO})"
)
_WHO_COUNT = re.compile(rf"(?P<n>{NUMBER}){_MORE}(?:{_UNIT})?(?:的)?{_WHO}")
_SIGNED = re.compile(rf"(?:全体|等|计|及)\s?(?P<n>{NUMBER}){_MORE}{_UNIT}")
_ANSWER = re.compile(
    rf"^[\s]*(?:一共|总共|共|大概|大约|有|约|差不多|就|我们|是|人数)*[:：]?\s*(?P<n>{NUMBER}){_MORE}{_UNIT}?(?:人|左右|吧|的|{_WHO})*[。.!！\s]*$"
)
_NOT_THESE = re.compile(
    r"(?:死|伤|打|砸|抓|招|来了|派|雇|找|叫|骗|用|开除|裁|辞退|容纳|可|能|坐|住|挤|超过|带)了?(?:我|他|她)?(?:们)?$|第$|每$|其中$|[初高大研]$"
)
_LARGEST = 1_000_000


def find_people_count(text: str) -> Span | None:
    """The number of people petitioning or affected (households count once each); value is a plain integer.

    "我们二十多户" gives 20, "就我一个" 1, "我和我老公" 2. Numbers of the other side, of victims told about or of
    things are left alone.
    """
    best: Span | None = None
    for pattern, score in ((_WE, 0.9), (_TOTAL, 0.8), (_FAMILY, 0.75), (_SIGNED, 0.7), (_WHO_COUNT, 0.6)):
        for match in pattern.finditer(text):
            count = read_number(match["n"])
            if count is None or not 1 <= count < _LARGEST or count != int(count):
                continue
            if pattern is _WE and count == 1:
                continue
            if pattern is not _WE and _NOT_THESE.search(text[max(0, match.start() - 6) : match.start()]):
                continue
            if best is None or score > best.score:
                best = cut(text, *match.span(), str(int(count)), score)
    return best or _few(text)


def _few(text: str) -> Span | None:
    one = _ONE.search(text)
    if one:
        return cut(text, *one.span(), "1", 0.9)
    pair = _PAIR.search(text)
    return cut(text, *pair.span(), "2", 0.6) if pair else None


def people_count_in_answer(said: str) -> int | None:
    """The count when a whole answer gives it, also as a bare number ("37", "二十来户", "就我一个"); None otherwise."""
    match = _ANSWER.match(said)
    count = read_number(match["n"]) if match else None
    if count is not None and 1 <= count < _LARGEST and count == int(count):
        return int(count)
    found = find_people_count(said.strip())
    return int(found.value) if found else None
