"""`/healthz` (the process is up) and `/readyz` (database, Rasa, worker, models), for `./run` and load balancers."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx2
import sqlalchemy as sa
import structlog
from anyio import to_thread
from fastapi import APIRouter, Response

from api.database import last_beat, reading
from api.settings import settings
from api.working_days import now

log = structlog.get_logger(__name__)
router = APIRouter(tags=["health"])
WORKER_SILENT_AFTER = timedelta(seconds=45)


def database_fine() -> bool:
    """Whether a query is answered."""
    try:
        with reading() as db:
            db.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError:
        return False
    return True


def worker_fine() -> bool:
    """Whether the worker was alive within the last 45 seconds."""
    try:
        with reading() as db:
            at = last_beat(db, "worker")
    except sa.exc.SQLAlchemyError:
        return False
    return at is not None and now() - at < WORKER_SILENT_AFTER


def models_fine() -> bool:
    """Whether a bot and a classifier are in place."""
    return all((settings().models_dir / kind / "current").exists() for kind in ("bot", "classifier"))


async def _warm(address: str) -> bool:
    try:
        async with httpx2.AsyncClient(timeout=5, trust_env=False) as client:
            answer = await client.get(f"{address}/webhooks/petition/warm")
    except httpx2.HTTPError:
        return False
    return answer.status_code == 200


async def rasa_fine() -> bool:
    """Whether every Rasa process has its model loaded and understood a first sentence (which warms it up)."""
    return all(await asyncio.gather(*(_warm(address) for address in settings().RASA_URLS)))


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process is up."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(response: Response) -> dict[str, Any]:
    """200 when everything answers, else 503 with what does not."""
    parts = {
        "database": await to_thread.run_sync(database_fine),
        "rasa": await rasa_fine(),
        "worker": await to_thread.run_sync(worker_fine),
        "models": models_fine(),
    }
    ready = all(parts.values())
    response.status_code = 200 if ready else 503
    return {"ready": ready, "parts": parts}
