"""The web application: all rooms' routes, the pages, health and metrics. `uvicorn api.main:app` serves it."""

from __future__ import annotations

import importlib
import importlib.util
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI
from fastapi.routing import APIRoute

from api import errors
from api.settings import ROOT, settings

ROOMS = (
    "api.gateway.webchat",
    "api.gateway.sessions.endpoints",
    "api.gateway.messages.endpoints",
    "api.gateway.dialogue.endpoints",
    "api.gateway.endpoints",
    "api.cases.attachments.endpoints",
    "api.intake.endpoints",
    "api.review.endpoints",
    "api.cases.endpoints",
    "api.routing.endpoints",
    "api.accounts.endpoints",
    "api.statistics.endpoints",
)


def configure_logging() -> None:
    """JSON lines on standard error; no personal data is ever passed to a logger."""
    level = logging.getLevelNamesMapping().get(settings().LOG_LEVEL.upper(), logging.INFO)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(),
    )


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Start and end of one api process."""
    yield


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
    for name in ROOMS:
        try:
            found = importlib.util.find_spec(name)
        except ModuleNotFoundError:
            found = None
        module = importlib.import_module(name) if found else None
        if module is not None and hasattr(module, "router"):
            app.include_router(module.router)
    return app


app = create_app()
__all__ = ["ROOT", "app", "create_app"]
