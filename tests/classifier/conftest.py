"""A small corpus of our own and a model trained on it."""

import json
from pathlib import Path

import pytest

from classifier import store
from classifier.corpus import read_corpus
from classifier.model import Classifier
from classifier.training import train

CASES = [
    (
        "申诉求决",
        ("劳动和社会保障", "工资福利", "工资发放"),
        ["wage"],
        "人社局",
        "依法履职",
        "包工头拖欠我们{}个月工资，请劳动监察查处",
    ),
    (
        "申诉求决",
        ("环境保护", "环境污染", "噪音污染"),
        [],
        "城管局",
        "依法履职",
        "楼下工地夜间施工噪音{}天了，全家睡不着，请处理",
    ),
    (
        "意见建议",
        ("政法", "交通管理", "交通安全管理"),
        [],
        "公安局",
        None,
        "建议在小学门口第{}个路口增设红绿灯和斑马线",
    ),
    ("其他", ("政法", "户籍证件", "户籍管理"), [], "公安局", None, "请问外地户口迁入需要什么材料，第{}次咨询"),
    ("检举控告", ("纪检监察", "贪污贿赂", "贪污"), ["cadre"], "纪委监委", None, "举报村支书贪污{}户低保款，请纪委调查"),
    (
        "申诉求决",
        ("教育文体", "教育收费", "乱收费"),
        [],
        "教育局",
        "依法履职",
        "学校违规收补课费{}元，不交不让上课，请教育局查处",
    ),
    (
        "申诉求决",
        ("城乡建设", "住房保障与房地产", "物业服务"),
        [],
        "住建局",
        "依法履职",
        "小区物业公司{}年不修电梯还涨物业费，请求解决",
    ),
    (
        "申诉求决",
        ("民政", "社会救助", "农村低保"),
        [],
        "民政局",
        "行政",
        "我家低保被取消{}个月，没有任何说明，请求恢复",
    ),
]


def lines() -> list[dict[str, object]]:
    """Forty labelled petitions."""
    found: list[dict[str, object]] = []
    for number in range(5):
        for purpose, path, flags, unit, route, said in CASES:
            names = dict(zip(("category1", "category2", "category3"), path, strict=True))
            row = {"id": str(len(found)), "title": "", "body": said.format(number + 2), "purpose": purpose, **names}
            found.append({**row, "flags": flags, "unit": unit, "route": route})
    return found


@pytest.fixture(scope="session")
def corpus_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small corpus as a JSONL file."""
    path = tmp_path_factory.mktemp("corpus") / "small.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in lines()), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def model_folder(corpus_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one trained version, which is current."""
    folder = tmp_path_factory.mktemp("models")
    store.save(train(read_corpus([corpus_file])), folder, {})
    return folder


@pytest.fixture(scope="session")
def model(model_folder: Path) -> Classifier:
    """The small model, loaded."""
    return Classifier.load(model_folder)
