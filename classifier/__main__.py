"""`python -m classifier train | evaluate | predict` (CONTRACT, section Classifier)."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from classifier import store
from classifier.corpus import CorpusError, Labelled, read_corpus, read_file, shipped_corpus, title_and_body
from classifier.evaluation import evaluate as score
from classifier.learned import ModelError
from classifier.model import Classifier
from classifier.training import train as learn

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Learns and proposes labels for petitions.")
notes = Console(stderr=True)
MODEL_HELP = "A model's folder, or one with several and `current`; without a value the shipped model."
SHIPPED = "current"


def _fail(message: str, code: int = 2) -> typer.Exit:
    notes.print(f"[red]{message}[/red]")
    return typer.Exit(code)


def _load(model: str | None) -> Classifier:
    try:
        return Classifier.load(None if model in {None, SHIPPED} else Path(model or ""))
    except (FileNotFoundError, ModelError) as failed:
        raise _fail(str(failed)) from failed


@app.command()
def train(
    corpus: Annotated[
        list[Path] | None, typer.Option(help="Corpus files or folders; without it the shipped corpus.")
    ] = None,
    more: Annotated[list[Path] | None, typer.Argument(help="Further corpus files.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the model; models/classifier by default.")] = None,
    seed: Annotated[int, typer.Option(help="Same data and seed, same model.")] = 7,
    as_json: Annotated[bool, typer.Option("--json", help="Print the model's card as JSON.")] = False,
) -> None:
    """Train all heads that the corpus has labels for, store the model and make it current."""
    paths = [*(corpus or []), *(more or [])]
    start = time.perf_counter()
    try:
        rows = read_corpus(paths or shipped_corpus())
        with Progress(console=notes, transient=True) as progress:
            task = progress.add_task("", total=1.0)
            trained = learn(
                rows, seed=seed, report=lambda text, done: progress.update(task, description=text, completed=done)
            )
    except CorpusError as failed:
        raise _fail(str(failed)) from failed
    files = paths or shipped_corpus()
    facts = {
        "corpus": [_described(path) for path in files],
        "seed": seed,
        "seconds": round(time.perf_counter() - start, 1),
    }
    folder = store.save(trained, out or store.models_folder(), facts)
    card = json.loads((folder / store.CARD).read_text(encoding="utf-8"))
    typer.echo(json.dumps(card, ensure_ascii=False)) if as_json else _print_card(card, folder)


def _described(path: Path) -> dict[str, Any]:
    files = sorted(path.glob("*")) if path.is_dir() else [path]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files if file.is_file())).hexdigest()
    return {"name": path.name, "sha256": digest}


def _print_card(card: dict[str, Any], folder: Path) -> None:
    table = Table("head", "rows with a label")
    for name, count in card["labels_known"].items():
        table.add_row(name, str(count))
    console = Console()
    console.print(table)
    console.print(f"{card['rows']} petitions, {card['words']} words, {card['bytes'] / 1e6:.1f} MB, {card['seconds']} s")
    console.print(f"model {folder.name} is now current")


@app.command()
def evaluate(
    data: Annotated[Path, typer.Option(help="A labelled CSV or JSONL file.")],
    model: Annotated[str | None, typer.Option(help=MODEL_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Score every head whose label column the file has."""
    classifier = _load(model)
    try:
        rows = read_file(data)
    except CorpusError as failed:
        raise _fail(str(failed)) from failed
    result = _scored(classifier, rows)
    typer.echo(json.dumps(result, ensure_ascii=False)) if as_json else _print_scores(result)


def _scored(classifier: Classifier, rows: list[Labelled]) -> dict[str, Any]:
    with Progress(console=notes, transient=True) as progress:
        task = progress.add_task("评测", total=len(rows))
        return score(classifier, rows, lambda i: progress.update(task, completed=i + 1))


def _print_scores(result: dict[str, Any]) -> None:
    table = Table("head", "n", "accuracy", "macro F1", "other")
    for name, figures in result["heads"].items():
        other = {key: value for key, value in figures.items() if key in {"micro_f1", "top3_accuracy", "answered"}}
        cells = [str(figures.get(key, "")) for key in ("n", "accuracy", "macro_f1")]
        table.add_row(name, *cells, ", ".join(f"{key} {value}" for key, value in other.items()))
    console = Console()
    console.print(table)
    console.print(f"{result['rows']} rows in {result['seconds']} s, calibration {result['calibration']}")


@app.command()
def predict(model: Annotated[str | None, typer.Option(help=MODEL_HELP)] = None) -> None:
    """Read JSON lines from stdin, write one proposal per line; status 1 if a line was bad."""
    classifier = _load(model)
    bad = 0
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if line.strip():
            answer = _answer(classifier, line, number)
            bad += "error" in answer
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    if bad:
        raise typer.Exit(1)


def _answer(classifier: Classifier, line: bytes, number: int) -> dict[str, Any]:
    identity: Any = None
    try:
        row = json.loads(line.decode("utf-8"))
        if not isinstance(row, dict):
            return {"id": None, "error": f"line {number}: not a JSON object"}
        identity = row.get("id")
        if not any(isinstance(row.get(name), str) for name in ("text", "title", "body")):
            return {"id": identity, "error": f"line {number}: no text, title or body"}
        title, body = title_and_body({name: v for name, v in row.items() if isinstance(v, str)})
        return {"id": identity, **classifier.predict(title, body).to_json()}
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        return {"id": identity, "error": f"line {number}: not valid JSON in UTF-8"}
    except Exception as failed:  # one bad line must not stop the others
        return {"id": identity, "error": f"line {number}: {type(failed).__name__}"}


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line; `--model` without a value means the shipped model."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for i, word in enumerate(given):
        if word == "--model" and (i + 1 == len(given) or given[i + 1].startswith("--")):
            given.insert(i + 1, SHIPPED)
            break
    app(args=_spread(given))


def _spread(given: list[str]) -> list[str]:
    """`--corpus a b c` as `--corpus a --corpus b --corpus c`."""
    spread: list[str] = []
    listing = False
    for word in given:
        if word.startswith("--"):
            listing = word == "--corpus"
            spread += [] if listing else [word]
        else:
            spread += ["--corpus", word] if listing else [word]
    return spread


if __name__ == "__main__":
    main()
