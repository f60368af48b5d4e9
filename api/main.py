"""The web application: all rooms' routes, the pages, health and metrics. `uvicorn api.main:app` serves it."""

from __future__ import annotations

import importlib
import importlib.util
import logging

import structlog
from fastapi import FastAPI
from fastapi.routing import APIRoute
from prometheus_fastapi_instrumentator import Instrumentator

from api import errors, health, pages
from api.settings import settings

ROOMS = (
    "api.gateway.endpoints",
    "api.gateway.webchat.endpoints",
    "api.gateway.sessions.endpoints",
    "api.gateway.messages.endpoints",
    "api.gateway.events.endpoints",
    "api.gateway.conversations.endpoints",
    "api.gateway.attachments.endpoints",
    "api.gateway.dialogue.endpoints",
    "api.cases.attachments.endpoints",
    "api.intake.endpoints",
    "api.review.endpoints",
    "api.cases.endpoints",
    "api.routing.endpoints",
    "api.accounts.endpoints",
    "api.statistics.endpoints",
)


def configure_logging() -> None:
    """JSON lines on standard error; personal data is never passed to a logger."""
    level = logging.getLevelNamesMapping().get(settings().LOG_LEVEL.upper(), logging.INFO)
    logging.getLogger("httpx2").setLevel(logging.WARNING)  # it logs whole addresses, with their tokens
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


def _name(route: APIRoute) -> str:
    return route.name


def create_app() -> FastAPI:
    """The app with all rooms; each call gives a new one."""
    configure_logging()
    app = FastAPI(
        title="信访受理与分办",
        version="0.1.0",
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
    app.include_router(health.router)
    metrics = Instrumentator(excluded_handlers=["/metrics", "/healthz", "/readyz"])
    metrics.instrument(app).expose(app, tags=["health"])
    pages.install(app)
    return app


app = create_app()
