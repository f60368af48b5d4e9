"""Errors an office can explain: every one has a code, a sentence in plain Chinese and an HTTP status."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from starlette.exceptions import HTTPException

log = structlog.get_logger(__name__)


class OfficeError(Exception):
    """Something the caller can understand and act on. `message` is shown as it is: no personal data, no internals."""

    status = HTTPStatus.BAD_REQUEST

    def __init__(
        self,
        code: str,
        message: str,
        status: int | None = None,
        fields: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code, self.message, self.fields, self.headers = code, message, fields or {}, headers or {}
        self.status = HTTPStatus(status) if status else type(self).status


class Invalid(OfficeError):
    """What was sent cannot be used as it is (422)."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class Unauthorized(OfficeError):
    """Nobody is signed in, or the token is not valid (401)."""

    status = HTTPStatus.UNAUTHORIZED


class Forbidden(OfficeError):
    """This person may not do this (403)."""

    status = HTTPStatus.FORBIDDEN


class NotFound(OfficeError):
    """There is no such thing, or not for this person (404)."""

    status = HTTPStatus.NOT_FOUND


class Conflict(OfficeError):
    """Somebody else was faster, or it is not the time for this step (409)."""

    status = HTTPStatus.CONFLICT


class TooMany(OfficeError):
    """Too many requests in a short time (429)."""

    status = HTTPStatus.TOO_MANY_REQUESTS


class Unavailable(OfficeError):
    """Something we depend on does not answer now; nothing is lost and trying again is right (503)."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


def _answer(
    status: int,
    code: str,
    message: str,
    fields: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message, "fields": fields or {}}}, status, headers)


_HTTP_WORDS = {
    400: ("bad_request", "请求的格式不对，请刷新页面后再试。"),
    401: ("unauthorized", "请先登录。"),
    403: ("forbidden", "您没有进行这项操作的权限。"),
    404: ("not_found", "没有找到您要的内容。"),
    405: ("method_not_allowed", "这个地址不支持这种操作。"),
    413: ("too_large", "这次发送的内容太大了。文字请分成几段发送，文件请用上传按钮。"),
}

_OTHER_WORDS = ("http_error", "请求没有成功，请稍后再试。")


def explained(error: OfficeError) -> JSONResponse:
    """The answer that an error of ours gives."""
    return _answer(error.status, error.code, error.message, error.fields, error.headers)


def refused(status: int, headers: dict[str, str] | None = None) -> JSONResponse:
    """The answer to a request that was not let in."""
    code, message = _HTTP_WORDS.get(status, _OTHER_WORDS)
    return _answer(status, code, message, headers=headers)


def unforeseen() -> JSONResponse:
    """The answer to an error that nobody foresaw: this request did nothing, what was kept before is still there."""
    return _answer(500, "internal", "系统出了点问题，这次操作没有完成，请稍后再试。以前保存的内容都还在。")


def _database_code(error: DBAPIError) -> str | None:
    """The database's own word for what went wrong (SQLITE_BUSY, 53300 …), which quotes nothing."""
    return getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)


def _away() -> JSONResponse:
    return _answer(503, "database_away", "系统正忙，这次没有保存，请稍后再试一次。以前保存的内容都还在。")


_FIELD_WORDS = {
    "missing": "必须填写",
    "string_too_long": "内容太长",
    "string_too_short": "内容太短",
    "json_invalid": "不是有效的 JSON",
    "extra_forbidden": "不认识这一项",
}


def install(app: FastAPI) -> None:
    """Make every failure of the app answer as CONTRACT says: `{"error":{"code","message","fields"}}`."""

    @app.exception_handler(OfficeError)
    def office_error(_: Request, error: OfficeError) -> JSONResponse:
        return explained(error)

    @app.exception_handler(RequestValidationError)
    def validation_error(_: Request, error: RequestValidationError) -> JSONResponse:
        fields = {
            ".".join(str(part) for part in item["loc"] if part not in ("body", "query", "path"))
            or "body": _FIELD_WORDS.get(item["type"], "格式不对")
            for item in error.errors()
        }
        return _answer(422, "invalid_request", "提交的内容有误，请检查后再试。", fields)

    @app.exception_handler(HTTPException)
    def http_error(_: Request, error: HTTPException) -> JSONResponse:
        return refused(error.status_code, dict(error.headers or {}))

    @app.exception_handler(OperationalError)
    def database_away(_: Request, error: OperationalError) -> JSONResponse:
        log.error("database_away", kind=type(error.orig).__name__, code=_database_code(error))
        return _away()

    @app.exception_handler(PoolExhausted)
    def no_connection_free(_: Request, __: PoolExhausted) -> JSONResponse:
        log.error("database_busy")
        return _away()

    @app.exception_handler(IntegrityError)
    def somebody_was_faster(_: Request, error: IntegrityError) -> JSONResponse:
        log.warning("written_twice", kind=type(error.orig).__name__)
        return _answer(409, "written_twice", "刚才有人做了同样的操作，请刷新后再看。")

    @app.exception_handler(DBAPIError)
    def database_error(_: Request, error: DBAPIError) -> JSONResponse:
        log.error("database_error", kind=type(error.orig).__name__, code=_database_code(error))
        return _away() if error.connection_invalidated else unforeseen()

    @app.exception_handler(Exception)
    def unexpected(_: Request, error: Exception) -> JSONResponse:
        log.error("unexpected_error", kind=type(error).__name__)
        return unforeseen()
