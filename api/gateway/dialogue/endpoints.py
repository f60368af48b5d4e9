"""The action webhook: Rasa calls it on the loopback address with the shared token (rasa-sdk's protocol)."""

from __future__ import annotations

import ipaddress
import json
import zlib
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from api.errors import Forbidden, Invalid
from api.gateway.dialogue.actions import ACTIONS
from api.security import same
from api.settings import settings

router = APIRouter()


@lru_cache
def executor() -> ActionExecutor:
    """rasa-sdk's executor with our actions."""
    made = ActionExecutor()
    for action in ACTIONS:
        made.register_action(action())
    return made


@router.post("/internal/actions", include_in_schema=False)
async def run_action(request: Request, token: Annotated[str, Query()] = "") -> Response:
    """Run one action; 400 when it declines, 404 when there is none of this name."""
    _only_rasa(request, token)
    body = await request.body()
    if request.headers.get("content-encoding") == "deflate":
        body = zlib.decompress(body)
    try:
        call: dict[str, Any] = json.loads(body)
    except ValueError as error:
        raise Invalid("bad_call", "请求格式不对。") from error
    try:
        return JSONResponse(await executor().run(call))
    except ActionExecutionRejection as declined:
        return JSONResponse({"error": declined.message, "action_name": declined.action_name}, 400)
    except ActionNotFoundException as missing:
        return JSONResponse({"error": missing.message, "action_name": missing.action_name}, 404)


def _only_rasa(request: Request, token: str) -> None:
    known = settings().ACTION_TOKEN.get_secret_value()
    host = request.client.host if request.client else ""
    if not known or not same(token, known) or not (host == "testclient" or _is_loopback(host)):
        raise Forbidden("not_for_you", "这个地址不对外开放。")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
