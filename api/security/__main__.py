"""`python -m api.security rotate [--cipher sm4-gcm]`: a new encryption key, and everything written again with it."""

from __future__ import annotations

import importlib

import typer
from rich.console import Console

from api.database import Base, factory
from api.security.keys import ring
from api.security.rotation import new_key, rewrite

app = typer.Typer(add_completion=False, help="密钥管理")
out = Console()


@app.callback()
def _commands() -> None:
    """Keep sub-commands even while there is only one."""


@app.command()
def rotate(cipher: str = "aes-gcm", again: bool = typer.Option(False, help="不加新密钥，只把上次没做完的做完")) -> None:
    """Add a key and rewrite every encrypted value. The office may run on; restart its processes afterwards."""
    if cipher not in ("aes-gcm", "sm4-gcm"):
        out.print("加密算法只能是 aes-gcm 或 sm4-gcm。")
        raise typer.Exit(2)
    importlib.import_module("api.main")  # every room's tables
    if not again:
        new_key(cipher)
    with out.status("正在用新密钥重写加密内容……"), factory()() as db:
        changed = rewrite(db, Base.metadata)
    out.print(f"已换用第 {ring().current} 号密钥，重写 {changed} 项。请重启服务，并备份密钥文件。")


if __name__ == "__main__":
    app()
