"""Writes the api's OpenAPI description to web/openapi.json, from which `npm run types` makes the console's client.

    .venv/bin/python web/scripts/openapi.py && npm --prefix web run types
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from api.main import app  # noqa: E402

if __name__ == "__main__":
    text = json.dumps(app.openapi(), ensure_ascii=False, indent=1, sort_keys=True)
    (ROOT / "web" / "openapi.json").write_text(text + "\n", encoding="utf-8")
