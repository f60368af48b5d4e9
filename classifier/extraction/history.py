"""Whether the matter was petitioned, sued over or arbitrated before (信访过程、诉讼、仲裁)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from classifier.extraction.spans import Told, cut

_CLAUSE = re.compile(r"[^，,。！!？?；;\n]+")
_NO = r"(?:没有?|未曾?|从未|从没|不曾|并未|尚未|还没有?|都没有?|也没有?|无|沒有?)"
_FUTURE = re.compile(
    r"(?:准备|打算|想|要不要|能不能|可以|是否|能否|可否|该不该|需要|怎么|如何|建议|让(?:我|我们)?|叫(?:我|我们)?|会|将|将要|就要|要去|只能|只好|只有|再不|否则|如果|要是|若|不然|必要时|保留|请|除了|还是|可能|应该|告知|说|欢迎|走|通过|申请(?=.{0,6}(?:要|需)))(?:我|我们|你|你们|他|他们|去|走|直接|再|先|自己|通过|到|向)*$"
)


@dataclass(frozen=True, slots=True)
class _Subject:
    words: re.Pattern[str]
    certain: re.Pattern[str]
    denied: re.Pattern[str]


def _subject(words: str, certain: str) -> _Subject:
    going = "(?:去|到|找|向|打|给|拨打|提起|申请|参加|进行|有|过|任何|经过|走){0,4}"
    listed = r"(?:[\u4e00-\u9fff]{1,6}?(?:[、或和及与也]|以及|没有?)){0,3}"
    where = "(?:任何|市|县|区|省|人民|有关部门|部门|劳动){0,3}"
    chain = f"{_NO}{going}{listed}{going}{where}(?:{words})"
    return _Subject(re.compile(words), re.compile(certain), re.compile(chain))


_PETITIONED = _subject(
    r"信访|上访|反映过|反应过|投诉过|举报过|12345|一二三四五|市长热线|市长信箱|市民热线|政务热线|写过信|国家信访|走访过",
    r"信访(?:局|办|中心|部门|件|回复|答复|事项)?.{0,12}(?:过|了|多次|无果|未果|答复|回复|受理|登记|转)|(?:多次|反复|一直|曾|曾经|已经?|之前|以前|去年|前年|先后|无数次|连续|屡次|到处|\d+次|[一二三四五六七八九十几]次).{0,10}(?:信访|上访|反映|反应|投诉|举报|12345|热线)|"
    r"(?:反映|反应|投诉|举报|信访|上访)(?:过|了|多次|无数次|好几次|好多次|至今|无果|未果|无门|[一二三四五六七八九十几多\d]+(?:多)?(?:次|遍|回|年|个月))|(?:打|拨打|打过|打了|拨打过|拨打了)(?:过|了)?.{0,4}(?:12345|市长热线|市民热线|政务热线|热线)|(?:向|到|去|找).{2,14}(?:局|办|政府|部门|委|街道|社区|村委|热线|物业).{0,6}(?:反映|反应|投诉|举报|信访|上访)",
)
_LITIGATED = _subject(
    r"起诉|诉讼|打官司|官司|上诉|法院|立案|开庭|判决|一审|二审",
    r"(?:已经?|曾|曾经|之前|去年|前年|也|后来|于是|我们?|后)?(?:向|到|去|在|经|由|被)?.{0,8}法院(?:.{0,8}(?:起诉|立案|判决|判|开庭|受理|驳回|审理|调解|执行|裁定|裁决|胜诉|败诉|不执行|冻结|查封|提起诉讼))|起诉(?:了|过|到|至)|(?:已|已经|曾|曾经|都|也)(?:经)?(?:起诉|提起诉讼|打过?官司|上诉|立案|开庭)|(?:一审|二审|终审|再审).{0,8}(?:判|胜|败|驳|结束|维持|裁|开庭|赢|输)|(?:判决|裁定|胜诉|调解)(?:书|后|生效|下来|已|了|我|公司|赔偿|执行)|胜诉|败诉|打(?:了|过).{0,6}官司|官司(?:打|赢|输|已)|申请(?:了|过)?强制执行|法院(?:的)?执行|案号|提起(?:了|过)诉讼|正在(?:打官司|诉讼|起诉)|(?:19|20)\d\d年.{0,8}(?:起诉|诉讼)",
)
_ARBITRATED = _subject(
    r"仲裁|劳动仲裁",
    r"仲裁(?:委|庭|院|机构|部门|委员会)?(?:了|过|已|裁|判|支持|不予受理|胜|赢|输|败|开庭|受理|立案|下来|后|书|裁决|调解|结果|通过|决定)|(?:已|已经|曾|曾经|也|都|去年|前年|去|经|经过|做|打|走)(?:经)?(?:申请|提起|提交|去|向.{0,8}|做|走)?(?:了|过)?(?:劳动|人事|劳动人事)?仲裁|申请(?:了|过)(?:劳动|人事)?仲裁|(?:裁决书|裁决下来|仲裁裁决)|正在(?:申请|走|进行)?(?:劳动)?仲裁|(?:19|20)\d\d年.{0,8}仲裁",
)


@dataclass(frozen=True, slots=True)
class History:
    """Earlier petitioning, lawsuit and arbitration as the text tells them."""

    petitioned: Told
    litigated: Told
    arbitrated: Told


def find_history(text: str) -> History:
    """What was tried before. A plan or a question ("能不能起诉") says nothing; "没起诉过" says no."""
    return History(_told(text, _PETITIONED), _told(text, _LITIGATED), _told(text, _ARBITRATED))


def _told(text: str, subject: _Subject) -> Told:
    denial: Told | None = None
    if not subject.words.search(text) and not subject.certain.search(text):
        return Told()
    for clause in _CLAUSE.finditer(text):
        said = clause[0]
        no = subject.denied.search(said)
        if no:
            denial = denial or Told(False, cut(text, clause.start() + no.start(), clause.start() + no.end(), "no"))
            continue
        yes = subject.certain.search(said)
        word = subject.words.search(said, yes.start()) if yes else None
        if yes and not _FUTURE.search(said[: (word or yes).start()]):
            return Told(True, cut(text, clause.start() + yes.start(), clause.start() + yes.end(), "yes"))
    return denial or Told()
