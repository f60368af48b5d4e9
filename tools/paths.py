"""Where things are, and the environment that every child of `./run` gets."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
API_ENV = ROOT / ".venv"
RASA_ENV = ROOT / ".venv-rasa"
API_PYTHON = API_ENV / "bin" / "python"
RASA_PYTHON = RASA_ENV / "bin" / "python"
BOOTSTRAP = ROOT / ".bootstrap"
WEB = ROOT / "web"


def read_env_file(path: Path = ROOT / ".env") -> dict[str, str]:
    """`NAME=value` lines of `.env`; comments and blank lines are passed over."""
    if not path.exists():
        return {}
    pairs = (
        row.split("=", 1) for row in path.read_text().splitlines() if "=" in row and not row.lstrip().startswith("#")
    )
    return {name.strip(): value.strip().strip("'\"") for name, value in pairs}


def setting(name: str, default: str) -> str:
    """From the environment, else `.env`, else the default."""
    return os.environ.get(name) or read_env_file().get(name) or default


def data_dir() -> Path:
    """DATA_DIR, absolute."""
    folder = Path(setting("DATA_DIR", "var"))
    return folder if folder.is_absolute() else ROOT / folder


def models_dir() -> Path:
    """MODELS_DIR, absolute."""
    folder = Path(setting("MODELS_DIR", "models"))
    return folder if folder.is_absolute() else ROOT / folder


def port() -> int:
    """PORT of the api."""
    text = setting("PORT", "8000")
    if not text.isdigit():
        from tools import say

        say.fail(f"PORT 应当是数字，现在是 {text!r}。", "例如：PORT=8080 ./run")
    return int(text)


def quiet_environment() -> dict[str, str]:
    """The environment for children: our settings, no telemetry, no chatter of TensorFlow and SQLAlchemy."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONUNBUFFERED": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PATH": f"{API_ENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
    }
