"""Routes that refuse a request body beyond a bound before it is read into memory."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import Message, Receive

from api.errors import OfficeError

BODY_BYTES = 1_000_000


def too_large() -> OfficeError:
    """The refusal; nothing was kept of the request."""
    return OfficeError("too_large", "这次发送的内容太大了。文字请分成几段发送，文件请用上传按钮。", status=413)


def counted(receive: Receive, most: int) -> Receive:
    """The same body, ending in a refusal when more than `most` bytes come."""
    seen = 0

    async def next_part() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise too_large()
        return message

    return next_part


class BoundedRoute(APIRoute):
    """A route whose JSON body may have at most 1 MB."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Check the declared length, then count what really comes."""
        handler: Callable[[Request], Awaitable[Response]] = super().get_route_handler()

        async def bounded(request: Request) -> Response:
            declared = request.headers.get("content-length", "0")
            if declared.isdigit() and int(declared) > BODY_BYTES:
                raise too_large()
            return await handler(Request(request.scope, counted(request.receive, BODY_BYTES)))

        return bounded
