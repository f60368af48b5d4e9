"""`./run test`: everything a change must pass, in the order that fails fastest."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from tools import environments, office, say
from tools.paths import API_ENV, API_PYTHON, ROOT, WEB, quiet_environment

BIN = API_ENV / "bin"


def _check(name: str, command: Sequence[str | Path], cwd: Path = ROOT) -> bool:
    started = time.monotonic()
    say.line(f"→ {name}")
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=quiet_environment(), check=False)
    say.line(f"{'✗' if done.returncode else '✓'} {name}（{time.monotonic() - started:.1f} 秒）")
    return done.returncode == 0


def _system_parts() -> list[str]:
    """Install what the journeys and the PostgreSQL tests need, where we may; what is still missing is returned."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    fonts = any(Path("/usr/share/fonts").rglob("NotoSansCJK*")) if Path("/usr/share/fonts").exists() else False
    postgres = shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    wanted = [
        name
        for name, found in (("chromium", chromium), ("fonts-noto-cjk", fonts), ("postgresql", postgres))
        if not found
    ]
    if not wanted or environments.apt_install(wanted):
        return []
    return wanted


def test(arguments: Sequence[str]) -> int:
    """All checks and tests; 0 when all passed. Further arguments go to pytest."""
    missing = _system_parts()
    office.set_up()
    environments.web_packages()
    good = [
        _check("ruff", [BIN / "ruff", "check", "."]),
        _check("ruff format", [BIN / "ruff", "format", "--check", "."]),
        _check("mypy --strict", [BIN / "mypy"]),
        _check("import-linter", [BIN / "lint-imports"]),
        _check("网页类型检查", [BIN / "npm", "run", "--silent", "typecheck"], WEB),
        _check("网页代码检查", [BIN / "npm", "run", "--silent", "lint"], WEB),
        _check("网页单元测试", [BIN / "npm", "run", "--silent", "test"], WEB),
        _check("pytest", [API_PYTHON, "-m", "pytest", *arguments]),
    ]
    if missing:
        say.line(f"！！ 缺少 {'、'.join(missing)}，又无权安装：需要它们的测试没有运行（浏览器旅程、PostgreSQL）。")
    return 0 if all(good) else 1
