"""What is shown of personal data by default."""

import time

import pytest

from api.security import mask_address, mask_id_number, mask_name, mask_phone, mask_text, search_tokens


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_name, "王桂兰", "王**"),
        (mask_name, "李明", "李*"),
        (mask_name, "欧阳静", "欧阳*"),
        (mask_id_number, "110101199003070011", "110*************11"),
        (mask_phone, "13812345678", "138****5678"),
        (mask_phone, "0571-88881234", "057******1234"),
        (mask_address, "杭州市西湖区文新街道骆家庄8幢", "杭州市******"),
        (mask_name, None, ""),
        (mask_phone, "1234", "****"),
        (mask_id_number, "123", "***"),
    ],
)
def test_masks(mask: object, value: str | None, shown: str) -> None:
    assert mask(value) == shown  # type: ignore[operator]


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("我叫林秀梅，5001181985０2041226", "我叫林**，500*************26"),
        ("电话 138-9600 1234，卡 6222021234567890123", "电话 138********34，卡 622**************23"),
        ("家住萱花路一号，欠 38000 元", "家住*****，欠 38000 元"),
        ("从 2021-03-05 2021-04-06 到 (2021)渝0118民初12345号", "从 2021-03-05 2021-04-06 到 (2021)渝0118民初12345号"),
        ("我的电话是 138 9600…", "我的电话是 138**…"),
    ],
)
def test_running_text(told: str, shown: str) -> None:
    assert mask_text(told, ["林秀梅", "甲"], "重庆市萱花路一号") == shown


def test_a_kept_name_is_hidden_whole() -> None:
    assert mask_text("林秀梅和张建国", ["林秀梅", "张建国"], whole_names=True) == "***和***"


@pytest.mark.parametrize("piece", ["1 ", "1-", "１", "138 9600 ", "路", "林秀"])
def test_hostile_text_is_not_slow(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    search_tokens("停水")  # the dictionary is loaded
    started = time.perf_counter()
    mask_text(text, ["林秀梅"], "重庆市永川区萱花路一号")
    search_tokens(text)
    assert time.perf_counter() - started < 2.0
