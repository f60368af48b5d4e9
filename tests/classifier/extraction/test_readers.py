"""Each reader on what people really write."""

from datetime import date

import pytest

from classifier.extraction import check_id_number, check_phone, extract, looks_like_name, name_in_answer
from classifier.extraction.addresses import address_in_answer
from classifier.extraction.people import people_count_in_answer

NOW = date(2026, 11, 27)


@pytest.mark.parametrize(
    "said",
    [
        "110101199003070994",
        "１１０１０１１９９００３０７０９９４",
        "110101 19900307 0994",
        "110101-19900307-0994",
        "810000199408230021",
    ],
)
def test_identity_numbers_in_any_spelling(said: str) -> None:
    assert check_id_number(said).ok
    assert len(extract(f"我的身份证是{said}。").id_numbers) == 1


@pytest.mark.parametrize(
    ("said", "reason"),
    [("110101900307099", "十五位"), ("110101199003070995", "校验"), ("11010119900307", "十八位")],
)
def test_wrong_identity_numbers_say_why(said: str, reason: str) -> None:
    assert reason in check_id_number(said).reason
    found = extract(f"身份证号{said}")
    assert found.id_numbers == []
    assert reason in found.rejected[0].reason


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("13812345678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("0571-88123456", "0571-88123456"),
        ("021 62345678", "021-62345678"),
    ],
)
def test_phones_in_any_spelling(said: str, value: str) -> None:
    assert check_phone(said).value == value
    assert [s.value for s in extract(f"电话：{said}，谢谢").phones] == [value]


@pytest.mark.parametrize("said", ["1381234567", "12345", "138123456789", "abc", ""])
def test_wrong_phones_are_refused(said: str) -> None:
    assert not check_phone(said).ok


def test_an_identity_number_is_no_phone() -> None:
    assert extract("110101199003070994").phones == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("本人王桂兰，身份证", "王桂兰"),
        ("我叫陈小明", "陈小明"),
        ("姓名：欧阳建国 电话", "欧阳建国"),
        ("联系人：李强", "李强"),
        ("我是张伟，住在", "张伟"),
        ("我叫买买提·艾力", "买买提·艾力"),
        ("姓名：刘国庆；身份证", "刘国庆"),
        ("我叫王和平，住在", "王和平"),
    ],
)
def test_names(text: str, name: str) -> None:
    assert name in [s.value for s in extract(text).names]


@pytest.mark.parametrize(
    "text", ["我是A市居民", "本人反映一个问题", "我叫了物业来", "我是农民工", "我是高中老师，住在"]
)
def test_no_name_where_none_is(text: str) -> None:
    assert extract(text).names == []


def test_a_bare_answer_is_judged_as_a_name() -> None:
    assert all(map(looks_like_name, ["王桂兰", "李强", "欧阳建国", "司马光", "买买提·艾力", "陈方安生"]))
    for said in [
        "不知道",
        "谢谢",
        "方便",
        "王师傅",
        "李某某",
        "江苏",
        "没有",
        "张先生",
        "王",
        "我不想说",
        "高兴",
        "时间",
        "万元",
    ]:
        assert not looks_like_name(said), said
    assert name_in_answer("我叫王桂兰。") == "王桂兰"
    assert name_in_answer("不想说") is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("我们二十多户都没拿到房产证", "20"),
        ("一共37名工人没拿到钱", "37"),
        ("就我一个", "1"),
        ("我和我老公两个", "2"),
        ("我们几十户村民", "20"),
        ("我们一家四口", "4"),
        ("涉及156户业主", "156"),
        ("我们有三百多人", "300"),
    ],
)
def test_people_count(text: str, count: str) -> None:
    found = extract(text).people_count
    assert found is not None
    assert found.value == count


@pytest.mark.parametrize("text", ["给我们一个说法", "事故死了3个人", "公司派了5个人来", "第3户", "买了两个名额"])
def test_other_numbers_are_no_people_count(text: str) -> None:
    assert extract(text).people_count is None


@pytest.mark.parametrize(
    ("said", "count"),
    [("37", 37), ("二十来户", 20), ("就我一个人", 1), ("大概五十人左右", 50), ("我们俩", 2), ("不清楚", None)],
)
def test_people_count_as_an_answer(said: str, count: int | None) -> None:
    assert people_count_in_answer(said) == count


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("投诉昆山恒远物业服务有限公司乱收费", "昆山恒远物业服务有限公司"),
        ("我们村支书王大壮贪污低保款", "村支书王大壮"),
        ("小区物业公司私自涨价，找社区反映过，希望住建局查处", "小区物业公司"),
        ("我要举报李家村村委会私自卖地", "李家村村委会"),
        ("开发商延期交房两年", "开发商"),
    ],
)
def test_respondent(text: str, name: str) -> None:
    found = extract(text).respondent
    assert found is not None
    assert found.value == name


def test_the_office_that_is_asked_is_no_respondent() -> None:
    assert extract("楼道灯坏了半年，请住建局派人来修").respondent is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("楼上漏水半年。希望物业尽快修好。谢谢！", "希望物业尽快修好。"),
        ("建议在小学门口增设红绿灯，学生过马路危险。", "建议在小学门口增设红绿灯"),
        ("诉求：退还押金两千元。", "退还押金两千元。"),
        ("公司不发工资，请领导帮我们讨回公道", "请领导帮我们讨回公道"),
    ],
)
def test_demand(text: str, words: str) -> None:
    found = extract(text).demand
    assert found is not None
    assert words in found.value


def test_no_demand_in_a_bare_telling() -> None:
    assert extract("老板没有要求我们签合同。").demand is None


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("没有起诉、仲裁过，也没有信访", (False, False, False)),
        ("能不能起诉？", (None, None, None)),
        ("准备去起诉", (None, None, None)),
        ("打过12345，没用", (True, None, None)),
        ("2022年起诉到法院，一审败诉", (None, True, None)),
        ("劳动仲裁裁决下来了公司不给钱", (None, None, True)),
        ("多次上访无果，没打过官司", (True, False, None)),
        ("从来没有上访过", (False, None, None)),
    ],
)
def test_history(text: str, answers: tuple[bool | None, ...]) -> None:
    said = extract(text)
    assert (said.petitioned.answer, said.litigated.answer, said.arbitrated.answer) == answers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024年3月15日", "2024-03-15"),
        ("2024-03-05", "2024-03-05"),
        ("今年3月份", "2026-03"),
        ("去年十二月", "2025-12"),
        ("上个月15号", "2026-10-15"),
        ("上个月", "2026-10"),
        ("昨天", "2026-11-26"),
        ("三个月前", "2026-08"),
        ("去年腊月", ""),
        ("去年", "2025"),
    ],
)
def test_dates(text: str, value: str) -> None:
    assert [s.value for s in extract(f"从{text}开始", now=NOW).dates] == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("欠我两万三千块钱", "23000"),
        ("共3.5万元", "35000"),
        ("收了500元", "500"),
        ("12,800元", "12800"),
        ("一百二十万", None),
    ],
)
def test_amounts(text: str, value: str | None) -> None:
    assert [s.value for s in extract(text).amounts] == ([value] if value else [])


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("昆山市玉山镇富贵花园3栋201室", "昆山市玉山镇富贵花园3栋201室"),
        ("我住在李家村三组12号。", "李家村三组12号"),
        ("地址：人民路88号5单元302室", "人民路88号5单元302室"),
        ("不想说", None),
        ("住建局不管", None),
    ],
)
def test_address(said: str, value: str | None) -> None:
    assert address_in_answer(said) == value
