"""The console's client is generated from the api's description: neither may drift from the other."""

import json
import subprocess
from pathlib import Path

import pytest

from api.main import create_app
from api.settings import ROOT

WEB = ROOT / "web"
HOW = "run: .venv/bin/python web/scripts/openapi.py && .venv/bin/npm --prefix web run types"


def test_the_committed_description_is_that_of_the_api() -> None:
    committed = json.loads((WEB / "openapi.json").read_text(encoding="utf-8"))
    assert committed == json.loads(json.dumps(create_app().openapi())), HOW


def test_the_committed_client_is_that_of_the_description(tmp_path: Path) -> None:
    generator = WEB / "node_modules" / ".bin" / "openapi-typescript"
    if not generator.exists():
        pytest.skip("web/node_modules is not here: run ./run setup")
    made = tmp_path / "schema.d.ts"
    node = ROOT / ".venv" / "bin" / "node"
    subprocess.run([node, generator, "openapi.json", "-o", made], cwd=WEB, check=True, capture_output=True)
    assert made.read_text() == (WEB / "src" / "api" / "schema.d.ts").read_text(), HOW
