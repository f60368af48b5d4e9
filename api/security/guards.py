"""What every request passes before any room sees it: a bound on its body, a look at where it comes from, and an end
for errors that nobody foresaw. Plain ASGI, so that streams pass through untouched."""

from __future__ import annotations

import traceback
from urllib.parse import urlsplit

import structlog
from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors
from api.settings import ROOT, settings

log = structlog.get_logger(__name__)
BODY_BYTES = 1_000_000
ACTION_BYTES = 20_000_000  # Rasa sends the whole conversation with every action call
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SIGN_IN = "/api/auth/login"
PLACES_SHOWN = 4


class LastResort:
    """Answers an unforeseen error in words and logs where it happened, never what it says: it may quote a person."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; an answer that has begun is only broken off."""
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http":
                raise
            log.error("unexpected_error", kind=type(error).__name__, at=_places(error))
            if not begun:
                await errors.unforeseen()(scope, receive, send)


def _places(error: Exception) -> list[str]:
    """The last places of our own code that the error came through, without any value."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if f.filename.startswith(str(ROOT / "api"))]
    return [f"{f.filename.removeprefix(f'{ROOT}/')}:{f.lineno}" for f in own[-PLACES_SHOWN:]]


class BoundedBody:
    """Refuses a body that is too large before it is read into memory; uploads have a reader with bounds of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the declared length, then count what really comes."""
        most = _bound(scope)
        if most is None:
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        if declared.isdigit() and int(declared[:12]) > most:
            await errors.refused(413)(scope, receive, send)
            return
        await self.app(scope, _counted(receive, most), send)


def _bound(scope: Scope) -> int | None:
    if scope["type"] != "http" or scope["method"] in SAFE:
        return None
    path: str = scope["path"]
    if path.startswith("/api/chat/") and path.endswith("/attachments"):
        return None
    return ACTION_BYTES if path == "/internal/actions" else BODY_BYTES


def _counted(receive: Receive, most: int) -> Receive:
    seen = 0

    async def next_part() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise HTTPException(413)
        return message

    return next_part


class OwnOrigin:
    """Lets a signed-in browser change things only from the office's own pages (SameSite=Lax knows only the site)."""

    def __init__(self, app: ASGIApp, cookie: str) -> None:
        self.app, self.cookie = app, cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on unless a foreign page made it with the session cookie, or tries to sign somebody in."""
        if scope["type"] == "http" and scope["method"] not in SAFE:
            headers = Headers(scope=scope)
            by_cookie = f"{self.cookie}=" in headers.get("cookie", "") or scope["path"] == SIGN_IN
            if by_cookie and _is_foreign(headers):
                log.warning("foreign_origin", path=scope["path"])
                await errors.explained(_foreign())(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _foreign() -> errors.Forbidden:
    message = "这项操作要在本系统的页面里进行。如果您就在本系统里，请让管理员检查 PUBLIC_URL 和反向代理的 Host。"
    return errors.Forbidden("foreign_origin", message)


def _is_foreign(headers: Headers) -> bool:
    """What the browser says of the page; older ones name only its origin, and programs say nothing."""
    said = headers.get("sec-fetch-site")
    if said is not None:
        return said not in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return False
    own = {headers.get("host", ""), urlsplit(settings().PUBLIC_URL).netloc}
    return urlsplit(origin).netloc not in own - {""}


def install(app: FastAPI, cookie: str) -> None:
    """Put the guards before all rooms; `cookie` is the name of the session cookie."""
    app.add_middleware(BoundedBody)
    app.add_middleware(OwnOrigin, cookie=cookie)
    app.add_middleware(LastResort)
