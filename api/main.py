"""The web application: all rooms' routes, the pages, health and metrics. `uvicorn api.main:app` serves it."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache

from anyio import to_thread
from fastapi import FastAPI
from fastapi.routing import APIRoute
from prometheus_fastapi_instrumentator import Instrumentator

from api import errors, health, pages
from api.accounts import endpoints as accounts
from api.accounts.access import COOKIE
from api.cases import endpoints as cases
from api.cases.attachments import endpoints as attachments
from api.gateway.attachments import endpoints as files
from api.gateway.conversations import endpoints as conversations
from api.gateway.dialogue import endpoints as dialogue
from api.gateway.events import endpoints as events
from api.gateway.messages import endpoints as messages
from api.gateway.sessions import endpoints as sessions
from api.gateway.webchat import endpoints as webchat
from api.intake import endpoints as intake
from api.intake.suggestions import warm_up
from api.review import endpoints as review
from api.routing import endpoints as routing
from api.security import guards
from api.settings import configure_logging
from api.statistics import endpoints as statistics
from api.training import endpoints as training

# On SQLite a request waits in its thread for its turn to write, while the one whose turn it is needs a thread too.
THREADS = 200

# In the order in which they are asked most: a path is looked for from the first to the last.
ROOMS = (
    dialogue,
    messages,
    sessions,
    events,
    webchat,
    files,
    intake,
    cases,
    attachments,
    review,
    conversations,
    routing,
    accounts,
    statistics,
    training,
)


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Load the classifier before the first citizen waits for it (and not inside a transaction)."""
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    await to_thread.run_sync(warm_up)
    _settle_memory()
    yield


@lru_cache
def _settle_memory() -> None:
    # Word lists and gazetteer stay for good: the collector need not walk them again and again.
    gc.collect()
    gc.freeze()


def _name(route: APIRoute) -> str:
    return route.name


def create_app() -> FastAPI:
    """The app with all rooms; each call gives a new one."""
    configure_logging()
    app = FastAPI(
        title="信访受理与分办",
        version="0.1.0",
        lifespan=lifespan,
        generate_unique_id_function=_name,
        docs_url=None,
        redoc_url=None,
    )
    errors.install(app)
    guards.install(app, COOKIE)
    for room in ROOMS:
        app.include_router(room.router)
    app.include_router(health.router)
    metrics = Instrumentator(excluded_handlers=["/metrics", "/healthz", "/readyz", "/internal/actions"])
    metrics.instrument(app).expose(app, tags=["health"])
    pages.install(app)
    return app


app = create_app()
