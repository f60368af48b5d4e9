"""Manners of speaking that tell the purpose, and telling words of each sensitivity flag.

Each is turned into a pseudo-word ("§…") beside the words of the text, so that the heads learn what it weighs; those of
`DECISIVE` set their flag by themselves when the lexicon alone is plain enough.
"""

from __future__ import annotations

import re

_ASKS = (
    r"请问|咨询|询问|请教|想问|想知道|想了解|是否可以|能否告知|"
    r"如何办理|怎么办理|需要什么|什么条件|什么手续|什么流程|哪里办"
)
_PROPOSES = (
    r"建议(?!书|函|被|遭)|提议|倡议|(?:几点|一点|一些|小小)意见|能否增|希望增|期待增|是否可以考虑|不妨|应该加强|呼吁|"
    r"设想|构想"
)
_OFFICIAL = (
    r"书记|村主任|村长|镇长|乡长|局长|所长|科长|主任|院长|校长|干部|"
    r"领导班子|公务员|民警|法官|村委会|村两委|工作人员|党员"
)
_CRIME = (
    r"贪污|受贿|行贿|索贿|红包|回扣|挪用|侵吞|截留|私分|套取|冒领|骗取|以权谋私|滥用职权|玩忽职守|失职|渎职|包庇|保护伞|优亲厚友|打击报复|违纪|腐败|中饱私囊|"
    r"买官|卖官|官商勾结|徇私|枉法|吃拿卡要|公款|虚报|造假账|贿选|权钱交易|利益输送|勾结|据为己有|私自卖|暗箱操作"
)
_IMPROVES = (
    r"增加|增设|加装|开通|拓宽|延长|修建|新建|搭建|加建|设置|设立|建设|改造|优化|完善|调整|开放|提高|提升|放宽|"
    r"取消|推广|规范|加强|扩大|引进|合并|更名|升级|配备|配套"
)
_MANNERS = {
    "title:asks": re.compile(rf"^[^\n]*(?:{_ASKS}|吗[？?]?$|呢[？?]?$|[？?]$)"),
    "title:proposes": re.compile(_PROPOSES),
    "title:accuses": re.compile(r"举报|检举|控告|揭发|实名"),
    "title:complains": re.compile(
        r"投诉|反映|曝光|质疑|强烈要求|为何|为什么|扰民|违规|违法|拖欠|不合理|谁来管|没人管|欺骗|乱"
    ),
    "title:requests": re.compile(r"请求|求助|恳请|恳求|希望|盼|请.{0,12}(?:解决|处理|查处|关注|重视)|求"),
    "body:asks": re.compile(_ASKS),
    "body:proposes": re.compile(_PROPOSES),
    "body:proposes more": re.compile(
        rf"(?:{_PROPOSES})[\s\S]*?(?:建议|可以|增加|增设|应该)[\s\S]*?(?:建议|可以|增加|增设|应该|希望)"
    ),
    "body:accuses": re.compile(r"举报|检举|控告|揭发|查处.{0,8}(?:干部|书记|主任|局长|村长)"),
    "body:official": re.compile(_OFFICIAL),
    "body:crime": re.compile(_CRIME),
    "body:official crime": re.compile(
        rf"(?:{_OFFICIAL})[^。！!？?\n]{{0,60}}(?:{_CRIME})|(?:{_CRIME})[^。！!？?\n]{{0,40}}(?:{_OFFICIAL})"
    ),
    "title:improves": re.compile(_IMPROVES),
    "title:hopes to improve": re.compile(rf"(?:希望|盼|呼吁|期待|恳请|请求|建议|能否|可否).{{0,24}}(?:{_IMPROVES})"),
    "title:when": re.compile(r"什么时候|何时|多久|几时|进度|进展|有没有"),
    "title:opposes": re.compile(r"反对|抗议|质疑|抵制|拒绝"),
    "body:improves": re.compile(rf"(?:希望|盼|呼吁|期待|恳请|建议|能否|可否|应该|可以|望).{{0,30}}(?:{_IMPROVES})"),
    "body:thanks": re.compile(r"表扬|点赞|感谢(?:信|你们|政府|领导.{0,6}(?:关心|帮助|解决))|非常满意|锦旗|好评"),
    "body:progress": re.compile(
        r"什么时候|何时|多久|几时|进展|进度|开工|动工|开通|启动|时间表|规划|是否会|会不会|有没有.{0,6}(?:计划|规划|政策)"
    ),
    "body:policy": re.compile(r"政策|文件|规定|条件|标准|流程|手续|资料|材料|资格|补贴|申请|办理"),
    "body:demands": re.compile(
        r"强烈要求|请求|恳请|还我|要求.{0,14}(?:赔|退|付|解决|处理|拆|停|查)|讨.{0,3}(?:说法|公道)|给.{0,8}说法|尽快(?:解决|处理)|予以(?:解决|处理)|严查|严惩|查处|取缔|整治|维权"
    ),
    "body:harmed": re.compile(
        r"拖欠|扰民|欺骗|诈骗|强制|强行|拒绝|不给|不发|不退|影响.{0,6}(?:生活|休息|出行|健康|睡眠)|受到|损失|投诉|推诿|踢皮球|没人管|无果|侵害|霸占|殴打|漏水|堵"
    ),
    "body:we": re.compile(r"我家|我们|本人|我是|我在|我的|咱"),
    "end:asks": re.compile(
        r"(?:吗|呢|么|？|\?|请回复|望回复|盼复|期待.{0,4}回复|谢谢解答|请答复)[^。！!？?\n]{0,12}[。！!？?\s]*$"
    ),
    "end:demands": re.compile(
        r"(?:解决|处理|查处|整改|赔偿|退还|公道|说法|调查|严惩|重视|监管|整治)[^。！!？?\n]{0,16}[。！!？?\s]*$"
    ),
}
_OF_FLAGS = {
    "collective": re.compile(
        r"全体(?:业主|村民|员工|职工|居民|家长|教师|老师|工人|住户|商户|司机|购房|股民|师生|学生|退休|投资)|联名|集体(?:上访|维权|投诉|请愿|反映|信访|签名|抵制|停运|罢)|拉横幅|打横幅|(?<!拥)堵(?:路(?!段|况|口|问)|门)|罢工|罢课|罢运|静坐|请愿|维权群|"
        r"(?:我们|一共|共有|共|涉及).{0,6}(?:\d{2,}|[几数]十|上百|几百|数百|[二三四五六七八九]十|十[几多余]).{0,3}(?:户|人|名|位|家)|(?:\d{2,}|[几数]十|上百|几百|数百)(?:多)?(?:名|位|户)(?:业主|村民|员工|职工|工人|农民工|家长|居民|司机|受害|投资|商户|住户)"
    ),
    "leapfrog": re.compile(
        r"进京|赴京|上京|(?:去|到|上|赴|往|找)(?:北京|省里|省城|省政府|省信访|国家信访|中央|省委|首都|省纪委|国务院)|越级|国家信访局|省信访局|上访到(?:省|北京|中央)|层层上访|告到(?:中央|北京|省)"
    ),
    "public_safety": re.compile(
        r"危房|危楼|(?:燃气|煤气|天然气|液化气).{0,10}(?:泄|漏|隐患|爆|安全)|漏电|触电|裸露.{0,4}电线|电线.{0,6}(?:垂|断|裸|老化)|消防通道.{0,12}(?:堵|占|封|锁|停)|(?:堵|占|封).{0,6}消防通道|电梯.{0,14}(?:困|坠|急停|下坠|故障|事故)|坍塌|倒塌|垮塌|塌方|滑坡|食物中毒|中毒|有毒|剧毒|爆炸|火灾|着火|溺水|坠落|坠楼|"
        r"(?:重大|严重|极大|巨大|很大).{0,6}(?:安全|消防|火灾)?隐患|安全隐患|生命安全|随时.{0,8}(?:倒|塌|掉|爆|砸|危险)|高空(?:抛物|坠物)|砸到人|砸伤|飞线|致癌|事故频发|出(?:过)?人命"
    ),
    "minor": re.compile(
        r"(?:孩子|学生|未成年|小孩|幼儿|女儿|儿子|女童|男童|小朋友|婴儿|初中生|小学生|侄女|孙子|孙女)[^。！!？?\n]{0,24}(?:被打|打伤|殴打|体罚|欺凌|霸凌|虐待|猥亵|性侵|强奸|扇|罚跪|辱骂|溺|拐|摔伤|烫伤|骨折|自残|死亡|扎针|关(?:黑屋|厕所)|轻生)|校园(?:欺凌|霸凌|暴力)|体罚|虐童|童工|猥亵|性侵"
    ),
    "violence": re.compile(
        r"殴打|被打|打伤|打人|打成|毒打|围殴|家暴|家庭暴力|暴力|非法拘禁|限制人身自由|黑社会|黑恶|恶势力|打断|轻伤|轻微伤|砍伤|捅伤|持刀|打手|砸(?:门|窗|车)|寻衅滋事|村霸|打黑|扫黑"
    ),
    "wage": re.compile(
        r"拖欠.{0,10}(?:工资|薪|工钱|血汗)|欠.{0,6}(?:工资|薪)|讨薪|(?:工资|工钱|薪水).{0,10}(?:没发|未发|不发|拖欠|没给|不给|拿不到|没结|一直拖|至今|克扣|扣押|压)|不发工资|克扣工资|没(?:有)?(?:发|拿到|结).{0,4}工资"
    ),
    "finance_mass": re.compile(
        r"非法集资|集资|[Pp]2[Pp]|ｐ２ｐ|爆雷|暴雷|传销|套路贷|非法吸收|吸收公众|(?:平台|公司|老板|店|商家|机构|健身房|美容院|培训班).{0,10}(?:跑路|卷款|失联|关门|倒闭)|跑路|车贷|贷款(?:买车|购车).{0,20}(?:服务费|套路|押金)|(?:会员卡|预付卡|充值|办卡|年卡|课时费|学费).{0,20}(?:关门|退|跑|倒闭)|烂尾|理财.{0,14}(?:兑付|到期|取不出|本金|骗)|投资.{0,14}(?:血本|本金|兑付|骗|返利)|兑付|返利|数字货币|虚拟币|资金盘"
    ),
    "cadre": re.compile(
        rf"(?:举报|检举|控告|揭发|实名)[^。\n]{{0,30}}(?:{_OFFICIAL})|(?:{_OFFICIAL})[^。！!？?\n]{{0,50}}(?:{_CRIME})"
    ),
    "military": re.compile(
        r"退伍|退役|转业|复员|军属|老兵|参战|伤残军人|优抚|士官|烈士|军转|军人|军休|义务兵|参试|战友|部队"
    ),
    "epidemic": re.compile(r"疫情|新冠|核酸|健康码|封控|隔离|口罩|肺炎|冠状|返岗|复工|防控"),
}
DECISIVE = {
    "wage": re.compile(r"拖欠.{0,10}(?:工资|薪|工钱)|讨薪|欠.{0,3}工资|工资.{0,6}(?:没发|未发|不发|没给|拿不到)"),
    "public_safety": re.compile(
        r"(?:严重|重大|极大|很大|巨大|极其).{0,4}(?:安全|消防|火灾).{0,2}隐患|隐患(?:非常|极其?|很|特别|巨)大|"
        r"消防(?:主)?通道.{0,12}(?:堵|占|封)|(?:堵|占|封).{0,8}消防(?:主)?通道|危房|危楼|(?:燃气|煤气)泄漏|漏电|触电|"
        r"电梯.{0,10}(?:困人|下坠|坠落|急停|故障)|拆.{0,4}承重墙|坍塌|垮塌|随时.{0,8}(?:倒塌|塌|爆炸)|电线老化|剧毒|食物中毒"
    ),
    "finance_mass": re.compile(r"烂尾|非法集资|传销|卷款|跑路|[Pp]2[Pp]|套路贷|车贷案|爆雷|暴雷|血本无归|资金盘"),
    "violence": re.compile(r"黑社会|黑恶势力|殴打|毒打|村霸|家暴|非法拘禁|被打伤|打成"),
    "minor": re.compile(r"体罚|校园(?:欺凌|霸凌|暴力)|虐待(?:儿童|孩子|学生|幼儿)|猥亵|童工|性侵"),
    "collective": re.compile(
        r"联名|集体(?:上访|维权|请愿|签名)|拉横幅|打横幅|全体(?:业主|村民|员工|职工|居民|家长|工人)[^，。]{0,8}"
        r"(?:敬上|呈上|签名|署名|强烈要求|呼吁|要求|请求|恳请)|(?:我们|我等)[^，。]{0,8}(?:几十|数十|上百|几百|数百|[二三四五六七八九]十)"
        r"多?(?:户|人|名|位)"
    ),
    "epidemic": re.compile(r"疫情|新冠|核酸检测|健康码"),
    "leapfrog": re.compile(
        r"进京上访|赴京|赴省上访|去北京(?:上访|告)|到北京(?:上访|告)|上访到(?:省|北京|中央)|到省里上访|去省里上访|越级上访"
    ),
}
_EARLY = 200
LONGEST = 4_000


def signals(title: str, body: str) -> list[str]:
    """The pseudo-words of a text: its manners and the flags its words hint at, each at most once."""
    said = body[:LONGEST]
    whole = f"{title}\n{said}"
    found = [f"§{name}" for name, pattern in _MANNERS.items() if pattern.search(title if name[0] == "t" else said)]
    found += [f"§flag:{name}" for name, pattern in _OF_FLAGS.items() if pattern.search(whole)]
    return [*found, "§short" if len(said) < _EARLY else "§long"]


def flag_words(flag: str, text: str) -> str | None:
    """The words of a text that hint at a flag, or None."""
    pattern = _OF_FLAGS.get(flag)
    found = pattern.search(text) if pattern else None
    return found[0] if found else None


def decisive_flags(text: str) -> list[str]:
    """Flags that the words alone settle."""
    return [flag for flag, pattern in DECISIVE.items() if pattern.search(text)]


def signal_words(name: str, title: str, body: str) -> str | None:
    """The words that gave a signal (its name without "§"), at most twenty characters; None for mere length."""
    if name.startswith("flag:"):
        found = _OF_FLAGS[name[5:]].search(f"{title}\n{body}")
    elif name in _MANNERS:
        found = _MANNERS[name].search(title if name.startswith("title") else body[:LONGEST])
    else:
        return None
    return found[0].strip()[:20] if found else None
