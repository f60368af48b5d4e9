"""`python -m api.accounts verify-audit | create-user`: the audit trail is sound; a user from the command line."""

from __future__ import annotations

import secrets
from typing import Annotated

import typer
from rich.console import Console

from api.accounts import audit, service
from api.accounts.actors import Role
from api.database import transaction
from api.errors import OfficeError
from api.working_days import now

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Users and the audit trail.")
out = Console()


@app.command("verify-audit")
def verify_audit() -> None:
    """Walk the whole audit chain; the exit status is 1 when it is broken."""
    with transaction() as db:
        verdict = audit.verify(db)
    if verdict.broken_at is None:
        out.print(f"[green]✓[/green] 审计记录完整：{verdict.sound} 条")
        return
    out.print(f"[red]✗[/red] 审计记录从第 {verdict.broken_at} 条起被改动或缺失（此前 {verdict.sound} 条完整）")
    raise typer.Exit(1)


@app.command("create-user")
def create_user(
    username: str,
    role: Role,
    name: Annotated[str, typer.Option(help="shown in records")] = "",
    unit: Annotated[str | None, typer.Option(help="code of the handling unit")] = None,
    sealed: Annotated[bool, typer.Option(help="may open accusations")] = False,
) -> None:
    """Create a user and print the one-time password."""
    password = secrets.token_urlsafe(12)
    try:
        with transaction() as db:
            service.create_user(
                db, username, name or username, role, password, now=now(), unit_code=unit, may_open_sealed=sealed
            )  # fmt: skip
    except OfficeError as error:
        out.print(f"[red]✗[/red] {error.message}")
        raise typer.Exit(1) from error
    out.print(f"[green]✓[/green] {username}（{role}）一次性密码：{password}")


if __name__ == "__main__":
    app()
