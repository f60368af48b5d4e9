"""`python -m api.rules check PACK`: is a pack sound, and what does it say."""

from __future__ import annotations

import typer
from rich.console import Console
from rich.table import Table

from api.rules.loader import PackError, load, names

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Rule packs of the office.")
out = Console()


@app.callback()
def main() -> None:
    """Rule packs of the office."""


@app.command()
def check(pack: str = typer.Argument("all", help="national, changjiang, yongchuan, lihai, jiangsu, or all")) -> None:
    """Check packs and list their clocks; the exit status is 1 when one has a fault."""
    failed = False
    for name in names() if pack == "all" else [pack]:
        try:
            loaded = load(name)
        except PackError as error:
            out.print(f"[red]✗[/red] {error}", highlight=False)
            failed = True
            continue
        table = Table(title=f"{loaded.title} · {loaded.version}", title_justify="left")
        for column in ("id", "label", "who", "value", "from", "source", "clause"):
            table.add_column(column)
        for entry in loaded.clocks:
            rule = entry.rule
            clause = f"{rule.clause.document} {rule.clause.section}"
            table.add_row(
                rule.id, rule.label, rule.who, f"{rule.value} {rule.unit}", "/".join(rule.start), entry.source, clause
            )  # fmt: skip
        out.print(table)
        out.print(f"[green]✓[/green] {name}: {len(loaded.clocks)} clocks, {len(loaded.forbidden)} forbidden methods")
    raise typer.Exit(1 if failed else 0)


if __name__ == "__main__":
    app()
