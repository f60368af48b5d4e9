"""Makes an office ready to start: keys, database at the newest migration, units, the first administrator.

`python -m api.prepare` prints one line of JSON for `./run`: the tracker's key and, the first time, the administrator's
one-time password.
"""

from __future__ import annotations

import base64
import json

from alembic import command
from alembic.config import Config

from api.accounts.first_admin import ensure_first_admin
from api.database import transaction
from api.routing.units import seed_units
from api.security import derived_key
from api.settings import ROOT, settings


def migrate() -> None:
    """Bring the database to the newest migration; safe to repeat."""
    settings().data_dir.mkdir(parents=True, exist_ok=True)
    command.upgrade(Config(str(ROOT / "alembic.ini")), "head")


def prepare() -> dict[str, object]:
    """All steps; the answer is for `./run` only and is never logged."""
    fresh_keys = not settings().keys_file.exists()
    tracker_key = derived_key("tracker.encryption") + derived_key("tracker.sender")
    migrate()
    with transaction() as db:
        seed_units(db)
        password = ensure_first_admin(db)
    return {
        "tracker_key": base64.b64encode(tracker_key).decode(),
        "admin_password": password,
        "keys_created": fresh_keys,
    }


if __name__ == "__main__":
    print(json.dumps(prepare()))
