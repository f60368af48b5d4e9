"""The classifier against its floors, beside a plain baseline, on real messages (`../shared/data`).

Prints one table: the shipped model on messages_dev and gold_dev, one trained on messages_train, TF-IDF words with
LinearSVC in the same run, speed against bare segmentation, size and loading. Without the data folder only speed,
size and training time are measured.
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.svm import LinearSVC

from classifier import store, text
from classifier.corpus import Labelled, read_corpus, read_file, shipped_corpus
from classifier.evaluation import evaluate
from classifier.model import Classifier
from classifier.training import train
from tests.benchmarks import report

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "data"
LINE = tuple[str, float, str, bool]


def baseline(learn: list[Labelled], check: list[Labelled]) -> float:
    """Macro F1 of TF-IDF words with LinearSVC on the first level."""
    cut = [[" ".join(text.cut(f"{row.title} {row.body}")) for row in rows] for rows in (learn, check)]
    words = TfidfVectorizer(token_pattern=r"\S+", lowercase=False)
    model = LinearSVC().fit(words.fit_transform(cut[0]), [row.category[0] for row in learn])
    truth = [row.category[0] for row in check]
    said = model.predict(words.transform(cut[1]))
    return float(f1_score(truth, said, labels=sorted(set(truth)), average="macro"))


def on_real_messages(shipped: Classifier) -> tuple[list[LINE], dict[str, Any]]:
    """The quality lines of the table, with the full figures."""
    learn, dev = read_file(REAL / "messages_train.csv"), read_file(REAL / "messages_dev.csv")
    gold = read_file(REAL / "gold_dev.jsonl")
    taught = evaluate(Classifier(train(learn).learned, {}), dev)
    own_dev, own_gold = evaluate(shipped, dev), evaluate(shipped, gold)
    plain = baseline(learn, dev)
    heads = own_gold["heads"]
    lines = [
        _least("朴素基线 category1 macro F1 (train→dev)", plain, 0.0),
        _least("category1 macro F1 (train→dev)", taught["heads"]["category1"]["macro_f1"], 0.87),
        _least("category1 macro F1 (自有语料→dev)", own_dev["heads"]["category1"]["macro_f1"], 0.78),
        _least("category1 正确率 gold", heads["category1"]["accuracy"], 0.78),
        _least("category2 正确率 gold", heads["category2"]["accuracy"], 0.60),
        _least("purpose 正确率 gold", heads["purpose"]["accuracy"], 0.86),
        _least("purpose macro F1 gold", heads["purpose"]["macro_f1"], 0.72),
        _least("flags micro F1 gold", heads["flags"]["micro_f1"], 0.65),
        _least("unit 第一 gold", heads["unit"]["accuracy"], 0.70),
        _least("unit 前三 gold", heads["unit"]["top3_accuracy"], 0.88),
        _most("purpose ECE gold", own_gold["calibration"]["purpose_ece"], 0.06),
        _most("category1 ECE gold", own_gold["calibration"]["category1_ece"], 0.06),
        _most("category1 ECE dev", own_dev["calibration"]["category1_ece"], 0.06),
    ]
    return lines, {"baseline": plain, "trained_on_messages": taught, "dev": own_dev, "gold": own_gold}


def on_speed(model: Classifier, messages: list[tuple[str, str]]) -> list[LINE]:
    """Whole pipeline against `lcut` of the same batch, and the p95 of one petition of 400 characters."""
    segmenter = text.tokenizer()
    for title, body in messages[:50]:
        model.predict(title, body)
    ratios = []
    for _ in range(3):
        start = time.perf_counter()
        for title, body in messages:
            segmenter.lcut(title + body)
        middle = time.perf_counter()
        for title, body in messages:
            model.predict(title, body)
        ratios.append((time.perf_counter() - middle) / (middle - start))
    times = []
    for title, body in (messages * 3)[:300]:
        said = (body * (400 // max(1, len(body)) + 1))[:400]
        start = time.perf_counter()
        model.predict(title, said)
        times.append((time.perf_counter() - start) * 1000)
    return [
        _most("整条流水线 / 只分词", min(ratios), 1.6),
        _most("400 字一件 p95 毫秒", report.percentile(times, 0.95), 6.0),
    ]


def on_size() -> list[LINE]:
    """File, loading and memory of the shipped model, in a process of its own."""
    code = (
        "import time,re;from classifier.model import Classifier;t=time.perf_counter();m=Classifier.load();"
        "s=time.perf_counter()-t;m.predict('','拖欠工资');"
        "print(s,int(re.search(r'VmHWM:\\s+(\\d+)',open('/proc/self/status').read())[1])/1024)"
    )
    command = [sys.executable, "-W", "ignore", "-c", code]
    seconds, memory = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    size = (store.resolve() / store.MODEL).stat().st_size / 1e6
    return [
        _most("模型文件 MB", size, 40),
        _most("载入 秒", float(seconds), 1.5),
        _most("常驻内存 MB", float(memory), 350),
    ]


def _least(name: str, value: float, floor: float) -> LINE:
    return name, value, f"≥ {floor}", value >= floor


def _most(name: str, value: float, ceiling: float) -> LINE:
    return name, value, f"≤ {ceiling}", value <= ceiling


def _messages() -> list[tuple[str, str]]:
    if REAL.exists():
        with (REAL / "messages_dev.csv").open(encoding="utf-8-sig", newline="") as file:
            return [(row["title"], row["body"]) for row in csv.DictReader(file)]
    return [(row.title, row.body) for row in read_corpus(shipped_corpus())[:400]]


def main() -> int:
    """Measure everything, print the table, write JSON; 1 when a floor is missed."""
    start = time.perf_counter()
    rows = read_corpus(shipped_corpus())
    train(rows)
    seconds = time.perf_counter() - start
    shipped = Classifier.load()
    lines, figures = [_most("训练 秒", seconds, 90)], {}
    if REAL.exists():
        more, figures = on_real_messages(shipped)
        lines = [*more, *lines]
    else:
        report.out.print("没有 ../shared/data：只量速度和大小")
    lines += [*on_speed(shipped, _messages()), *on_size()]
    report.table("分类器", ("项目", "结果", "要求", ""), [(n, v, f, "✓" if good else "✗") for n, v, f, good in lines])
    found = {
        name: {"value": float(np.round(value, 4)), "floor": floor, "good": good} for name, value, floor, good in lines
    }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report.write(
        "classifier", {"corpus": len(rows), "model": shipped.version, "lines": found, "peak_mb": peak, **figures}
    )
    return 0 if all(good for *_, good in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
