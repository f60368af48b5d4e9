"""The two Python environments and the web build, made when missing or outdated."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools import say
from tools.paths import API_ENV, API_PYTHON, BOOTSTRAP, RASA_ENV, RASA_PYTHON, ROOT, WEB, quiet_environment

NO_NETWORK = "请检查网络，或设置好软件包镜像（pip/uv 的 index 设置），然后再运行一次；已完成的步骤不会重做。"


def run(command: Sequence[str | Path], failure: str, way_out: str = "", cwd: Path = ROOT, log: str = "") -> None:
    """Run a child; on failure show its last lines and one clear line."""
    result = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=quiet_environment(), capture_output=True, text=True, check=False
    )
    if log:
        target = ROOT / "var" / "log" / log
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(result.stdout + result.stderr)
    if result.returncode:
        say.line("\n".join((result.stdout + result.stderr).splitlines()[-25:]))
        say.fail(failure, way_out)


def fingerprint(paths: Sequence[Path]) -> str:
    """A hash over files and over all files in folders, by name and content."""
    digest = hashlib.sha256()
    for path in paths:
        files = (
            sorted(p for p in path.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
            if path.is_dir()
            else [path]
        )
        for file in files:
            digest.update(str(file.relative_to(ROOT)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def uv() -> str:
    """The path of uv; installed into .bootstrap when the system has none."""
    found = shutil.which("uv")
    own = BOOTSTRAP / "bin" / "uv"
    if found or own.exists():
        return found or str(own)
    with say.step("准备安装工具 uv"):
        try:
            subprocess.run([sys.executable, "-m", "venv", "--clear", BOOTSTRAP], check=True, capture_output=True)
        except subprocess.CalledProcessError:
            _install_venv_module()
        run([BOOTSTRAP / "bin" / "pip", "install", "--quiet", "uv"], "安装 uv 没有成功。", NO_NETWORK)
    return str(own)


def _install_venv_module() -> None:
    package = f"python3.{sys.version_info.minor}-venv"
    if os.geteuid() or not shutil.which("apt-get"):
        say.fail("这台机器的 Python 没有 venv 模块。", f"sudo apt-get install {package}")
    apt_install([package])
    run([sys.executable, "-m", "venv", "--clear", BOOTSTRAP], "建立 Python 环境没有成功。")


def apt_install(packages: Sequence[str]) -> bool:
    """Install Debian packages where we may; say so and give False where we may not."""
    if os.geteuid() or not shutil.which("apt-get"):
        return False
    with say.step(f"安装系统软件包 {' '.join(packages)}"):
        _apt("update", "-qq")
        return _apt("install", "-y", "-qq", "--no-install-recommends", *packages)


def _apt(*arguments: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(["apt-get", *arguments], env=environment, capture_output=True, check=False).returncode == 0


def _sync(folder: Path, python: str, requirements: Sequence[Path], name: str) -> None:
    stamp, wanted = folder / ".stamp", fingerprint(requirements)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    tool = uv()
    with say.step(name):
        if not (folder / "bin" / "python").exists():
            run(
                [tool, "venv", "--quiet", "--python", python, folder],
                f"没有找到 Python {python}。",
                "apt-get install python3.11（Debian 12 自带），或让 uv 能够下载它。",
            )
        files = [str(path) for path in requirements]
        run(
            [tool, "pip", "sync", "--quiet", "--python", folder, "--require-hashes", "--compile-bytecode", *files],
            "安装软件包没有成功。",
            NO_NETWORK,
        )
    stamp.write_text(wanted)


def api_environment() -> None:
    """`.venv`: api, worker, classifier, checks, Node."""
    python = f"3.{sys.version_info.minor}"
    _sync(API_ENV, python, [ROOT / "requirements.txt", ROOT / "requirements-dev.txt"], "安装服务端环境")
    if not API_PYTHON.exists():
        say.fail("服务端环境不完整。", "删除 .venv 后再运行 ./run")


def rasa_environment() -> None:
    """`.venv-rasa`: Rasa 3.6 on Python 3.11, apart from everything else."""
    _sync(RASA_ENV, "3.11", [ROOT / "bot" / "requirements.txt"], "安装对话环境（Rasa，约 600 MB）")
    if not RASA_PYTHON.exists():
        say.fail("对话环境不完整。", "删除 .venv-rasa 后再运行 ./run")


def web_packages() -> None:
    """`web/node_modules`, exactly as the lock file says."""
    stamp, wanted = WEB / "node_modules" / ".stamp", fingerprint([WEB / "package-lock.json"])
    if stamp.exists() and stamp.read_text() == wanted:
        return
    with say.step("安装网页所需的软件包"):
        run([API_ENV / "bin" / "npm", "ci", "--no-audit", "--no-fund"], "安装网页软件包没有成功。", NO_NETWORK, cwd=WEB)
    stamp.write_text(wanted)


def web_build() -> None:
    """`web/dist`, rebuilt when the sources changed."""
    sources = [
        p for p in sorted(WEB.iterdir()) if p.name not in ("node_modules", "dist") and not p.name.startswith(".")
    ]
    labels = ROOT / "nlu_data" / "taxonomy"  # built into the console
    stamp, wanted = WEB / "dist" / ".stamp", fingerprint([*sources, labels])
    if stamp.exists() and stamp.read_text() == wanted:
        return
    web_packages()
    with say.step("生成网页"):
        run([API_ENV / "bin" / "npm", "run", "build"], "生成网页没有成功。", cwd=WEB, log="web-build.log")
    stamp.write_text(wanted)
