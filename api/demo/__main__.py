"""`python -m api.demo`: fill a fresh office and print the sign-ins."""

from __future__ import annotations

import secrets
from collections import Counter

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from api.accounts.actors import ROLE_LABELS
from api.cases.lifecycle import STATE_LABELS, CaseState
from api.database import transaction
from api.demo.office import fill, staff, stories
from api.demo.people import STAFF
from api.errors import OfficeError
from api.working_days import now

out = Console()


def main() -> None:
    """Fill the office in one transaction and print who can sign in."""
    password, moment = secrets.token_urlsafe(9), now()
    states: Counter[str] = Counter()
    try:
        with transaction() as db:
            actors = staff(db, password, moment)
            for case in track(fill(db, actors, moment), "填充演示数据", total=len(stories()), console=out):
                states[STATE_LABELS[CaseState(case.state)]] += 1
    except OfficeError as error:
        out.print(f"[red]✗[/red] {error.message}")
        raise typer.Exit(1) from error
    out.print("、".join(f"{label} {count} 件" for label, count in states.most_common()))
    table = Table(title=f"演示账号（密码都是 {password}）", title_justify="left")
    for column in ("用户名", "姓名", "岗位", "单位"):
        table.add_column(column)
    for one in STAFF:
        table.add_row(one.username, one.name, ROLE_LABELS[one.role], one.unit_code or "信访局")
    out.print(table)


if __name__ == "__main__":
    typer.run(main)
