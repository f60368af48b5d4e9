"""The built web pages (`web/dist`) under /chat and /console, with headers that let nothing foreign run in them."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.settings import ROOT

DIST = ROOT / "web" / "dist"
_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; font-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors {ancestors}"
)
_NOT_BUILT = "页面还没有生成：请运行 ./run setup"


class Pages(StaticFiles):
    """Static files; hashed assets may be kept for a year, the rest is asked for anew."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file with its caching rule."""
        response = await super().get_response(path, scope)
        kept = "/assets/" in f"/{path}" or path.startswith("assets")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if kept else "no-cache"
        return response


def _policy_for(path: str) -> str | None:
    if path.startswith("/chat"):  # an office's own site may show the chat in a frame (widget.js)
        return _POLICY.format(ancestors="*")
    if path.startswith("/console"):
        return _POLICY.format(ancestors="'none'")
    return "default-src 'none'; frame-ancestors 'none'" if path.startswith("/api/") else None


def _mount(app: FastAPI, address: str, folder: Path) -> None:
    if folder.exists():
        app.mount(address, Pages(directory=folder, html=True), name=address.strip("/"))
        return

    @app.get(address, include_in_schema=False, name=f"missing_{address.strip('/')}")
    def not_built() -> PlainTextResponse:
        return PlainTextResponse(_NOT_BUILT, 503)


class SafeHeaders:
    """Puts safe headers on every answer; plain ASGI, so that streams pass through untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add what is missing when the answer starts."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "no-referrer")
                policy = _policy_for(path)
                if policy:
                    headers.setdefault("Content-Security-Policy", policy)
                if path.startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, send_with_headers)


def install(app: FastAPI) -> None:
    """Mount the pages and put safe headers on every answer."""
    app.add_middleware(SafeHeaders)

    @app.get("/", include_in_schema=False)
    def home() -> RedirectResponse:
        return RedirectResponse("/chat/")

    _mount(app, "/chat", DIST / "chat")
    _mount(app, "/console", DIST / "console")
