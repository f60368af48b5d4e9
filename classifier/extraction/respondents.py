"""Against whom or what the petition is directed (被反映的单位或人)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from classifier.extraction.persons import looks_like_name
from classifier.extraction.spans import Span, cut

_HAN = r"[\u4e00-\u9fffA-Za-z0-9（）()·]"
_ORG_END = (
    r"(?:有限责任公司|股份有限公司|有限公司|分公司|子公司|集团公司|工程公司|物业公司|房地产公司|劳务公司|公司|集团|工程局|建筑队|施工队|施工方|施工单位|承建方|项目部|项目方|工地|"
    r"村委会|村民委员会|村两委|村支部|居委会|居民委员会|业委会|业主委员会|社区|街道办事处|街道办|镇政府|乡政府|区政府|县政府|市政府|人民政府|管委会|指挥部|拆迁办|征收办|"
    r"派出所|公安局|交警队|交警大队|交警支队|城管局|城管队|城管大队|执法局|执法大队|住建局|房管局|国土局|规划局|自然资源局|环保局|生态环境局|人社局|劳动局|劳动监察大队|社保局|民政局|教育局|教体局|卫健委|医保局|市场监管局|工商局|交通局|运管所|水务局|水利局|林业局|法院|检察院|"
    r"医院|卫生院|卫生室|诊所|门诊部|敬老院|养老院|大学|学院|中学|小学|幼儿园|学校|培训机构|培训中心|培训学校|驾校|健身房|健身俱乐部|美容院|"
    r"工厂|砖厂|化工厂|水泥厂|石料厂|搅拌站|养猪场|养殖场|加工厂|采石场|厂|酒店|宾馆|饭店|餐馆|餐厅|烧烤店|火锅店|早餐店|快餐店|便利店|理发店|超市|商场|商店|市场|网吧|酒吧|KTV|歌厅|会所|药店|"
    r"银行|信用社|支行|保险公司|小贷公司|中介|中介公司|平台|合作社|加油站|车管所|水厂|电站|供电所|供电局|自来水公司|燃气公司|热力公司|公交公司|运输公司|客运站|快递公司|4S店|售楼部|售楼处|开发商|物业|房东|包工头|老板|邻居)"
)
_TRADE = (
    r"(?:(?:服务|管理|建设|开发|劳务|工程|科技|置业|投资|发展|经营|装饰|咨询|控股|股份|集团|有限|责任|房地产|实业|贸易|分|子|总){0,5}"
    r"(?:公司|集团)(?:[\u4e00-\u9fff]{0,6}(?:分公司|项目部|分店))?)"
)
_ORG = re.compile(rf"{_HAN}{{0,28}}?{_ORG_END}{_TRADE}?")
_OFFICIAL = re.compile(
    rf"(?P<where>{_HAN}{{0,14}}?)(?P<title>村党支部书记|党支部书记|村支部书记|支部书记|村支书|村书记|村主任|村长|村会计|村干部|社区书记|镇长|副镇长|乡长|镇党委书记|党委书记|局长|副局长|所长|副所长|科长|主任|副主任|民警|辅警|城管队员|执法人员|法官|校长|班主任|园长|院长|组长|小组长|大队长|队长|书记|包工头|工头|老板|房东|邻居|包工头|工头|老板|房东|邻居)(?P<name>[\u4e00-\u9fff]{{2,3}}?(?=[，,。；;\s利贪私在将把违以收挪侵打骂霸拖欠不没说是和要带找叫让给跑卷失对向就也都一的]|$))?"
)
_LEFT_STOPS = re.compile(
    r".*(?:投诉|举报|反映|反应|控告|状告|检举|请求|要求|希望|恳请|建议|我们?的?(?!县|市|区|镇|乡|村)|咱们?|他们?|她|你们?|您|被|由|和|跟|与|同|及|以及|向|对|让|给|把|将|找到?|问|去(?!年)|到|在|于|从|自|何|时|支付|叫|是|系|为|因|有|了|过|着|的(?=.{2,})|说|称|买|租|受|等|这家|这个|那个|该|某些|一家|一个|几个|附近|旁边|楼下|楼上|对面|每天|现在|目前|打工|上班|工作|务工|签|通过|来自|就读|请(?!示)|尊敬|以来|天天|居然|竟然|但|而|却|就|都|也|还|又|并|且|再|没)"
)
_AGAINST = re.compile(r"(?:投诉|举报|控告|状告|检举|告|关于|质疑|曝光|声讨)[\s：:“\"]*$")
_NOT_AGAINST = re.compile(
    r"(?:请求?|要求|希望|恳请|建议|望|盼|呼吁|尊敬的?|敬爱的?|向|找了?|打给|报告给|拨打|联系|咨询|问过?|去了?|到了?|打电话给|经|送到?|住进|送往|转到|在)[\u4e00-\u9fff]{0,6}$"
)
_DEED = re.compile(
    r"^[\u4e00-\u9fff，,]{0,6}?(?:拖欠|欠薪|欠|不发|不给|拒绝|拒不|强行|强制|强拆|没有|没给|未|一直|违规|违法|违建|私自|擅自|非法|殴打|打人|打了|骗|欺骗|诈骗|跑路|失联|推诿|推脱|不管|不理|不作为|乱收费|收取|多收|侵占|占用|霸占|贪污|挪用|克扣|排放|偷排|扰民|噪音|施工|停工|烂尾|延期|逾期|辞退|开除|解除|虚假|隐瞒|威胁|辱骂|恶意|无证|油烟|不履行|不退|退费|把|将|说|以|从)"
)
_AFTER_REPORTED = re.compile(
    r"^[\u4e00-\u9fff，,]{0,8}?(?:反映|投诉|求助|举报|咨询|报案|解决|处理|查处|介入|监管|重视|核实|协调)"
)
_GENERIC = re.compile(
    r"^(?:公司|集团|物业|物业公司|开发商|老板|包工头|邻居|房东|学校|医院|银行|厂|工厂|工地|平台|中介|社区|市场|商场|超市|项目部|施工方|施工单位|法院|村委会|居委会|市政府|区政府|县政府|镇政府|人民政府|派出所|书记|主任|村干部|村长|局长|队长|组长|院长|校长|所长|大学|中学|小学|酒店|饭店)$"
)
_GOVERNMENT = re.compile(r"(?:局|委|政府|法院|检察院|大队|街道办|街道办事处|派出所|社区|居委会|部门)$")
_ADDRESSED = re.compile(r"^(?:尊敬的?|敬爱的?|你好|您好|各位)")
_PRIVATE = frozenset({"包工头", "工头", "老板", "房东", "邻居"})
_READ_AT_MOST = 3000


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    name: str
    weight: float


def find_respondent(text: str) -> Span | None:
    """The unit or person complained of, with a score; None when nobody is named.

    Offices the citizen turns to ("请住建局处理", "打过12345") are not respondents.
    """
    body = text[:_READ_AT_MOST]
    candidates = [c for match in _ORG.finditer(body) if (c := _organisation(body, match))]
    candidates += [c for match in _OFFICIAL.finditer(body) if (c := _official(body, match))]
    if not candidates:
        return None
    totals: dict[str, float] = {}
    for c in candidates:
        totals[c.name] = max(totals.get(c.name, -9.0), c.weight)
    counts = {name: sum(name in c.name or c.name in name for c in candidates) for name in totals}

    def weight(c: _Candidate) -> float:
        return c.weight + min(counts[c.name] - 1, 3) * 0.4 - c.start / (len(body) + 1) * 0.5

    best = max(candidates, key=weight)
    if weight(best) < 0.2:
        return None
    return cut(text, best.start, best.end, best.name, round(min(0.98, 0.35 + weight(best) * 0.12), 2))


def _organisation(text: str, match: re.Match[str]) -> _Candidate | None:
    start, end = match.span()
    cut_left = _LEFT_STOPS.match(match[0][: _end_word_at(match[0])])
    if cut_left:
        start += cut_left.end()
    name = text[start:end].strip("（(）)")
    start = text.index(name, start)
    return _weighed(text, start, end, name) if len(name) >= 1 else None


def _end_word_at(said: str) -> int:
    """Where the word that names the kind of body begins, so that left words are never cut inside it."""
    found = re.search(f"{_ORG_END}{_TRADE}?$", said)
    return found.start() if found else len(said)


def _official(text: str, match: re.Match[str]) -> _Candidate | None:
    start = match.start()
    cut_left = _LEFT_STOPS.match(match["where"])
    if cut_left:
        start += cut_left.end()
    named = bool(match["name"]) and looks_like_name(match["name"])
    if match["title"] in _PRIVATE and not named:
        return None
    end = match.end() if named else match.end("title")
    candidate = _weighed(text, start, end, text[start:end])
    bonus = 0.8 if named else 0.0
    village = 0.4 if match["title"].startswith("村") else 0.0
    return _Candidate(candidate.start, candidate.end, candidate.name, candidate.weight + bonus + village - 0.4)


def _weighed(text: str, start: int, end: int, name: str) -> _Candidate:
    before, after = text[max(0, start - 10) : start], text[end : end + 16]
    weight = 1.0
    weight += 2.5 if _AGAINST.search(before) else 0.0
    weight -= 2.0 if _NOT_AGAINST.search(before) and not _DEED.match(after) else 0.0
    weight += 1.5 if _DEED.match(after) else 0.0
    weight -= 1.2 if _AFTER_REPORTED.match(after) else 0.0
    weight -= 0.7 if _GENERIC.match(name) else 0.0
    weight += 0.6 if "公司" in name and len(name) > 5 else 0.0
    weight -= 0.8 if _GOVERNMENT.search(name) and not _AGAINST.search(before) else 0.0
    weight -= 3.0 if _ADDRESSED.search(before[-4:]) else 0.0
    return _Candidate(start, end, name, weight)
