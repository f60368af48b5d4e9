"""`python -m api.training models | runs | train | promote | rollback | export`: the trainers' work from a shell.

Whatever changes or reads texts is done as somebody: `--as USERNAME`, the password from OFFICE_PASSWORD or asked for.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from api.accounts import audit, service
from api.accounts.actors import Actor, Role
from api.database import reading, transaction
from api.errors import OfficeError
from api.training import artefacts, corpus, promotions, runs, trainer
from api.training.artefacts import Kind
from api.training.models import ModelPromotion, TrainingRun
from api.working_days import now, to_office

app = typer.Typer(add_completion=False, no_args_is_help=True, help="模型的训练、启用与退回。")
out = Console()
notes = Console(stderr=True)
As = Annotated[str, typer.Option("--as", help="您的用户名")]
Password = Annotated[str, typer.Option(prompt="密码", hide_input=True, envvar="OFFICE_PASSWORD", help="登录密码")]
Why = Annotated[str, typer.Option(help="为什么，会记入审计")]
END_STATES = ("done", "failed", "cancelled")
SHORTEST_REASON = 4


@contextmanager
def _plain_errors() -> Iterator[None]:
    try:
        yield
    except OfficeError as error:
        notes.print(f"[red]✗[/red] {error.message}")
        raise typer.Exit(1) from error


def _somebody(username: str, password: str, *roles: Role) -> Actor:
    """The user behind a name and password, signed in for this command only; ends the command when not allowed."""
    with transaction() as db:
        signed_in = service.sign_in(db, username, password, now())
        if signed_in is not None:
            service.sign_out(db, signed_in.token, now())
    if signed_in is None or Role(signed_in.user.role) not in roles:
        notes.print("[red]✗[/red] 用户名或密码不对，或者您的岗位没有这项权限。")
        raise typer.Exit(1)
    return signed_in.user.as_actor()


def _reason(why: str) -> str:
    if len(why.strip()) < SHORTEST_REASON:
        notes.print("[red]✗[/red] 请写明原因（至少四个字）。")
        raise typer.Exit(2)
    return why.strip()


@app.command()
def models() -> None:
    """The versions of bot and classifier."""
    table = Table("种类", "版本", "时间", "MB", "在用", "规模")
    for kind in Kind:
        current = artefacts.current(kind)
        for found in artefacts.versions(kind):
            size = found.card.get("rows") or found.card.get("examples") or ""
            moment = f"{to_office(found.created_at):%Y-%m-%d %H:%M}"
            mark = "✓" if found.name == current else ""
            table.add_row(kind, found.name, moment, f"{found.byte_count / 1e6:.1f}", mark, str(size))
    out.print(table)


@app.command("runs")
def list_runs(log: Annotated[bool, typer.Option(help="也显示日志的最后几行")] = False) -> None:
    """The latest trainings."""
    table = Table("训练", "种类", "状态", "开始", "版本", "说明")
    with reading() as db:
        found = list(runs.recent(db, 20))
    for run in found:
        started = f"{to_office(run.started_at):%m-%d %H:%M}" if run.started_at else ""
        table.add_row(run.id, run.kind, run.state, started, run.version or "", run.problem or run.why)
    out.print(table)
    if log and found:
        out.print(found[0].log, highlight=False, markup=False)


@app.command()
def train(
    kind: Kind,
    *,
    why: Why,
    username: As,
    password: Password,
    confirmed: Annotated[bool, typer.Option(help="分类模型：同时学习经办人确认过的标注")] = False,
    here: Annotated[bool, typer.Option(help="在这里训练，不等后台任务")] = False,
    wait: Annotated[bool, typer.Option(help="等到训练结束")] = True,
) -> None:
    """Queue a training and follow it; the exit status is 1 when it did not succeed."""
    actor = _somebody(username, password, Role.TRAINER)
    with _plain_errors(), transaction() as db:
        run = runs.ask(db, kind, _reason(why), actor, now(), with_confirmed=confirmed)
    out.print(f"已排队：{run.id}")
    if here:
        trainer.run_next(now())
    if here or wait:
        _tell(_followed(run.id, stay=wait))


def _followed(run_id: str, *, stay: bool) -> TrainingRun:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=notes, transient=True) as progress:
        task = progress.add_task("排队中")
        while True:
            with reading() as db:
                run = runs.find(db, run_id)
            if run.state in END_STATES or not stay:
                return run
            line = run.log.splitlines()[-1:] or [run.state]
            progress.update(task, description=line[0][:80].replace("[", "\\["))
            time.sleep(1)


def _tell(run: TrainingRun) -> None:
    if run.state == "done":
        out.print(f"[green]✓[/green] 新版本 {run.version}（尚未启用） {run.scores or ''}")
        return
    out.print(run.log, highlight=False, markup=False)
    notes.print(f"[red]✗[/red] {run.problem or run.state}")
    raise typer.Exit(1)


@app.command()
def promote(kind: Kind, version: str, why: Why, username: As, password: Password) -> None:
    """Propose a version, or confirm the proposal that another person made."""
    actor = _somebody(username, password, Role.TRAINER, Role.ADMIN)
    with _plain_errors():
        with transaction() as db:
            waiting = promotions.open_proposal(db, kind, version)
            if waiting is None:
                promotions.propose(db, kind, version, why=_reason(why), actor=actor, now=now())
            else:
                promotions.confirm(db, waiting.id, actor, now())
        if waiting is None:
            out.print("已提出申请。请另一位训练员或管理员用同一条命令确认。")
            return
        _into_force(waiting)


@app.command()
def rollback(kind: Kind, why: Why, username: As, password: Password) -> None:
    """Back to the version before, at once."""
    actor = _somebody(username, password, Role.TRAINER, Role.ADMIN)
    with _plain_errors():
        with transaction() as db:
            row = promotions.roll_back(db, kind, _reason(why), actor, now())
        _into_force(row)


def _into_force(row: ModelPromotion) -> None:
    with transaction() as db:
        promotions.take_effect(db, now())
    out.print(f"[green]✓[/green] 现在使用 {row.version}。{promotions.IN_FORCE[Kind(row.kind)]}")


@app.command()
def export(
    username: As,
    password: Password,
    to: Annotated[Path | None, typer.Option(help="写入的文件；不写就输出到屏幕")] = None,
) -> None:
    """Confirmed labels as a corpus, without personal data; the export is recorded."""
    actor = _somebody(username, password, Role.TRAINER)
    with transaction() as db:
        audit.append(db, actor, "corpus_exported", "corpus", now(), sealed=actor.may_open_sealed)
    count = 0
    with reading() as db:
        target = to.open("w", encoding="utf-8") if to else sys.stdout
        for line in corpus.lines(db, sealed=actor.may_open_sealed):
            target.write(line)
            count += 1
        if to:
            target.close()
    notes.print(f"[green]✓[/green] {count} 件")


if __name__ == "__main__":
    app()
