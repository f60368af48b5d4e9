"""What is shown of personal data by default."""

import pytest

from api.security import mask_address, mask_id_number, mask_name, mask_phone


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
