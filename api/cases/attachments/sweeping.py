"""Clears files that no row knows: left by a process that died between laying a file down and writing its row."""

from __future__ import annotations

import structlog

from api import database
from api.cases.attachments import repository, storage

log = structlog.get_logger(__name__)
UNTOUCHED_SECONDS = 3_600


def sweep_orphans(untouched_seconds: float = UNTOUCHED_SECONDS) -> int:
    """Delete such files when nobody touched them for an hour; how many were deleted. A job, run every few hours."""
    removed = 0
    files = list(storage.kept(untouched_seconds))
    for start in range(0, len(files), 500):
        batch = files[start : start + 500]
        with database.reading() as db:
            known = repository.known(db, [attachment_id for attachment_id, _ in batch])
        for attachment_id, path in batch:
            if attachment_id not in known or path.suffix == ".part":
                path.unlink(missing_ok=True)
                removed += 1
    if removed:
        log.info("orphan_files_removed", count=removed)
    return removed
