"""Starting, stopping and asking after a whole office on this machine."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import Any

from tools import environments, models, say
from tools.paths import API_PYTHON, RASA_PYTHON, ROOT, data_dir, models_dir, port, quiet_environment, setting
from tools.supervisor import Child, Pointer, Supervisor, alive, read_state, run_dir

READY_WITHIN = 180.0
ONE_BOT_AFTER_THE_OTHER = 40.0


def set_up() -> None:
    """Environments, web build and models: whatever is missing or outdated."""
    environments.api_environment()
    environments.rasa_environment()
    environments.web_build()
    models.train_classifier()
    models.train_bot()


def _prepare() -> dict[str, Any]:
    """Keys, database, first administrator: `python -m api.prepare` in the api's environment."""
    result = subprocess.run(
        [API_PYTHON, "-m", "api.prepare"],
        cwd=ROOT,
        env=_office_environment({}),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        say.line(result.stderr[-2000:])
        say.fail("准备数据库没有成功。", "请看上面的原因；磁盘已满、DATABASE_URL 写错、keys.json 损坏是常见原因。")
    return dict(json.loads(result.stdout.strip().splitlines()[-1]))


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _port_taken(number: int) -> bool:
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((setting("HOST", "127.0.0.1"), number))
        except OSError:
            return True
    return False


def _office_environment(extra: dict[str, str]) -> dict[str, str]:
    base = {**quiet_environment(), "DATA_DIR": str(data_dir()), "MODELS_DIR": str(models_dir()), "PORT": str(port())}
    return {**base, **extra}


def _children(prepared: dict[str, Any]) -> list[Child]:
    api_port = port()
    model = models.bot_model()
    if model is None or not model.exists():
        say.fail("没有对话模型。", "运行 ./run train bot")
    rasa_ports = [_free_port() for _ in range(int(setting("RASA_PROCESSES", "1")))]
    common = _office_environment(
        {
            "ACTION_TOKEN": os.environ.get("ACTION_TOKEN") or secrets.token_urlsafe(24),
            "RASA_URLS": ",".join(f"http://127.0.0.1:{number}" for number in rasa_ports),
        }
    )
    rasa = {
        **common,
        "ACTION_URL": f"http://127.0.0.1:{api_port}/internal/actions",
        "TRACKER_KEY": str(prepared["tracker_key"]),
        "LOG_LEVEL": _level_of_rasa(),
        "TRACKER_URL": setting("TRACKER_URL", f"sqlite:///{data_dir() / 'tracker.db'}"),
    }
    names = ["rasa"] if len(rasa_ports) == 1 else [f"rasa-{n + 1}" for n in range(len(rasa_ports))]
    bots = [_bot(name, rasa_ports[n], rasa, n * ONE_BOT_AFTER_THE_OTHER) for n, name in enumerate(names)]
    return [*bots, Child("api", serve_command(), common), Child("worker", [str(API_PYTHON), "-m", "api.jobs"], common)]


def serve_command() -> list[str]:
    """How the api is served: whose X-Forwarded-For counts is said here, else anybody could pass for another address."""
    where = ["--host", setting("HOST", "127.0.0.1"), "--port", str(port())]
    proxies = ["--forwarded-allow-ips", setting("TRUSTED_PROXIES", "127.0.0.1")]
    return [str(API_PYTHON), "-m", "uvicorn", "api.main:app", *where, *proxies, "--no-access-log"]


def _level_of_rasa() -> str:
    """Rasa reads LOG_LEVEL as well, and at DEBUG it logs every word that a citizen says: never below INFO."""
    asked = setting("LOG_LEVEL", "INFO").upper()
    return asked if asked in ("WARNING", "ERROR", "CRITICAL") else "INFO"


def _keep_to_ourselves() -> None:
    """From here on nobody else on this machine can read what is written: database, keys, logs, the files of the ferry
    apart, which set their own mode."""
    os.umask(0o077)


def _bot(name: str, rasa_port: int, environment: dict[str, str], delay: float) -> Child:
    """A Rasa process; a promoted version is taken up by a restart, several of them one after the other."""

    def command() -> list[str] | None:
        model = models.bot_model()
        if model is None or not model.exists():
            return None
        talk = [str(RASA_PYTHON), "-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(rasa_port), "--model", str(model)]
        talk += ["--endpoints", setting("RASA_ENDPOINTS", "bot/endpoints.yml")]
        return [*talk, "--credentials", setting("RASA_CREDENTIALS", "bot/credentials.yml")]

    pointer = Pointer(models_dir() / "bot" / "current", command, delay)
    return Child(name, command() or (), environment, pointer=pointer)


def base_url() -> str:
    """The address of the api on this machine."""
    host = setting("HOST", "127.0.0.1")
    return f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port()}"  # noqa: S104


def readiness() -> tuple[bool, dict[str, Any]]:
    """Whether `/readyz` says yes, and its parts."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{base_url()}/readyz", timeout=3) as answer:
            return True, dict(json.loads(answer.read()))
    except urllib.error.HTTPError as error:
        try:
            return False, dict(json.loads(error.read()))
        except ValueError:
            return False, {}
    except OSError:
        return False, {}


def _addresses() -> dict[str, str]:
    url = base_url()
    return {
        "市民对话": f"{url}/chat",
        "查询进度": f"{url}/chat#progress",
        "工作台": f"{url}/console",
        "接口说明": f"{url}/openapi.json",
    }


def _refuse_second() -> None:
    state = read_state()
    if state and alive(int(state["supervisor"])):
        say.fail("已经在运行了。", "./run status 查看，./run stop 停止；同时运行另一套请换 PORT 和 DATA_DIR")
    if _port_taken(port()):
        say.fail(f"端口 {port()} 已被别的程序占用。", "换一个端口：PORT=8080 ./run")


def up() -> None:
    """Set up, start, wait until ready, tend until Ctrl-C or `./run stop`."""
    _refuse_second()
    set_up()
    _keep_to_ourselves()
    with say.step("准备数据库"):
        prepared = _prepare()
    started = time.monotonic()
    last: dict[str, Any] = {}

    def tell_when_ready() -> bool:
        ready, parts = readiness()
        if parts != last and not ready:
            last.clear()
            last.update(parts)
            waiting = [name for name, fine in parts.get("parts", {}).items() if not fine]
            say.line(f"  … 等待：{'、'.join(waiting) or '服务启动'}")
        if not ready:
            if time.monotonic() - started > READY_WITHIN:
                say.line(f"! 已等了 {READY_WITHIN:.0f} 秒仍未就绪，请看 {data_dir() / 'log'} 下的日志。")
                return True
            return False
        say.line(f"✓ 全部就绪（{time.monotonic() - started:.1f} 秒）")
        for name, address in _addresses().items():
            say.line(f"  {name}  {address}")
        if prepared.get("admin_password"):
            say.line(f"  首个管理员  用户名 admin  一次性密码 {prepared['admin_password']}（首次登录须修改）")
        if prepared.get("keys_created"):
            say.line(f"  ！请立即备份密钥文件 {data_dir() / 'keys.json'}：丢失后，所有个人信息将无法恢复。")
        say.line("  按 Ctrl-C 停止。")
        return True

    with say.step("启动服务"):
        supervisor = Supervisor(_children(prepared), _addresses())
    supervisor.run(tell_when_ready)
    say.line("已停止。")


def up_detached() -> None:
    """The same in the background; returns when ready. The log is DATA_DIR/log/office.log."""
    _refuse_second()
    set_up()
    _keep_to_ourselves()
    folder = data_dir() / "log"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "office.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tools"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        if readiness()[0] and "全部就绪" in (folder / "office.log").read_text():
            say.line((folder / "office.log").read_text().strip())
            return
        time.sleep(0.2)
    say.line((folder / "office.log").read_text()[-3000:])
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    say.fail("没有启动成功。", f"请看 {folder} 下的日志")


def stop() -> None:
    """End a running office and everything it started."""
    state = read_state()
    if not state or not alive(int(state["supervisor"])):
        say.line("没有在运行。")
        return
    pids = [int(state["supervisor"]), *(int(c["pid"]) for c in state["children"].values() if c["pid"])]
    os.kill(pids[0], signal.SIGTERM)
    until = time.monotonic() + 20
    while time.monotonic() < until and any(alive(pid) for pid in pids):
        time.sleep(0.1)
    for pid in pids:
        if alive(pid):
            os.kill(pid, signal.SIGKILL)
    (run_dir() / "state.json").unlink(missing_ok=True)
    say.line("已停止。")


def status() -> int:
    """Print what runs; 0 when ready, 1 when not ready, 3 when not running."""
    state = read_state()
    if not state or not alive(int(state["supervisor"])):
        say.line("没有在运行。")
        return 3
    ready, parts = readiness()
    say.line("就绪" if ready else "尚未就绪")
    for name, child in state["children"].items():
        mark = "运行中" if child["pid"] and alive(int(child["pid"])) else "已退出，等待重启"
        again = f"，重启过 {child['restarts']} 次（上次退出码 {child['last_exit']}）" if child["restarts"] else ""
        say.line(f"  {name}: {mark}（进程 {child['pid']}）{again}")
    for name, fine in parts.get("parts", {}).items():
        say.line(f"  {name}: {'正常' if fine else '不正常'}")
    for name, address in state["addresses"].items():
        say.line(f"  {name}  {address}")
    return 0 if ready else 1
