"""A person in danger is heard; idioms, news and the other side's threats are not mistaken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.safety import assess

SELF_HARM = [
    "我不想活了",
    "再不给钱我就从楼顶跳下去",
    "实在活不下去了，只有死路一条",
    "我真的撑不下去了，想一死了之",
    "我妈天天说要喝农药，我怕老人想不开",
    "他已经割过一次腕了，还说要自杀",
    "逼得我们一家人想去跳河",
    "遗书我都写好了",
    "活着没意思，不如死了算了",
    "我就死在你们政府门口",
    "医生说是重度抑郁，我有轻生的念头",
    "昨天我爸差点上吊，被邻居救下来",
    "带着孩子一起死",
    "想结束自己的生命",
    "有业主要跳楼，快来人",
    "你们这是要逼死我们",
    "我準備了百草枯，不想活了",
    "这日子过得生不如死",
]
NOT_SELF_HARM = [
    "商场打出跳楼价大甩卖",
    "气死我了，物业太不像话",
    "热死了，空调坏了半个月",
    "我不会自杀的，我要讨回公道",
    "新闻里说外地有人跳楼",
    "去年小区有人跳楼身亡，之后护栏一直没修",
    "小区种的树都活不了",
    "门口的跳楼机太吵",
    "这路堵得要命",
    "路边的花草全死了",
    "听说隔壁厂有个工人自杀",
    "学校组织防自杀讲座",
    "桥下经常有人跳河游泳，建议设警示牌",
]
HARM_OTHERS = [
    "再不发工资我就砍死他",
    "大不了同归于尽",
    "我准备好汽油了，谁也别想好过",
    "逼急了我就一把火烧了村委会",
    "我要跟他们拼个你死我活",
    "不给我解决我就报复社会",
    "老子弄死他们全家",
    "别怪我不客气，我什么事都干得出来",
    "我现在就想拿刀去找他算账",
    "信不信我开车撞死他们",
    "我们工人已经忍到头了，再不给钱就炸了工地",
    "血债血偿",
    "要他的命",
]
NOT_HARM_OTHERS = [
    "他威胁说要弄死我",
    "邻居拿刀砍人，我们不敢出门",
    "举报后怕被打击报复",
    "老板扬言要砍死我全家",
    "村里把大树都砍了",
    "菜市场杀鸡太脏",
    "我们不会采取过激行为",
    "去年这里发生过一起杀人案",
    "小商贩砍价",
    "采石场炸山太响",
    "业主拼命赚钱还房贷",
    "物业带人拿着钢管打业主",
    "为防止同归于尽式的极端事件，建议加强疏导",
    "报复性消费",
    "他把我打伤了",
]
EMERGENCY = [
    "我家现在着火了，快来人！",
    "楼道里煤气漏了，味道很大，现在怎么办",
    "他正在打人，救命",
    "有人站在楼顶要跳，赶紧派人",
    "孩子刚刚触电晕倒了",
]
NOT_EMERGENCY = [
    "去年厂里发生过火灾",
    "煤气管道老化有漏气隐患，希望尽快检修",
    "上个月我被打伤住院",
    "消防通道被堵，万一着火怎么办",
    "建议在河边设警示牌防止溺水",
]


@pytest.mark.parametrize("text", SELF_HARM)
def test_self_harm_is_heard(text: str) -> None:
    assert assess(text).self_harm


@pytest.mark.parametrize("text", NOT_SELF_HARM)
def test_no_self_harm_in_idioms_news_and_denials(text: str) -> None:
    assert not assess(text).self_harm


@pytest.mark.parametrize("text", HARM_OTHERS)
def test_a_threat_is_heard(text: str) -> None:
    assert assess(text).harm_others


@pytest.mark.parametrize("text", NOT_HARM_OTHERS)
def test_no_threat_where_the_writer_makes_none(text: str) -> None:
    assert not assess(text).harm_others


@pytest.mark.parametrize("text", EMERGENCY)
def test_danger_now_is_heard(text: str) -> None:
    assert assess(text).emergency


@pytest.mark.parametrize("text", NOT_EMERGENCY)
def test_past_and_possible_danger_is_no_emergency(text: str) -> None:
    assert not assess(text).emergency


@given(
    st.lists(
        st.sampled_from(["我", "不", "想活", "跳楼", "价", "杀", "他", "，", "。", "着火", "现在", "说", "要"]),
        max_size=40,
    )
)
def test_spans_point_at_the_words(parts: list[str]) -> None:
    text = "".join(parts)
    heard = assess(text)
    for span in [*heard.self_harm, *heard.harm_others, *heard.emergency]:
        assert text[span.start : span.end] == span.text
        assert span.text
