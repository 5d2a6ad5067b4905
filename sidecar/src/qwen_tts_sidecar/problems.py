"""Error answers in OpenAI's shape: {"error": {"message", "type", "param", "code"}}."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from qwen_tts_sidecar.errors import EngineFailure, RequestCancelled, RequestRejected

logger = logging.getLogger(__name__)

CLIENT_GONE_STATUS = 499
"""For the log only: the client has disconnected."""


def problem(
    status: int, code: str, message: str, param: str | None = None, headers: dict[str, str] | None = None
) -> JSONResponse:
    """Return an error answer."""
    kind = "server_error" if status >= 500 else "invalid_request_error"
    body = {"error": {"message": message, "type": kind, "param": param, "code": code}}
    return JSONResponse(body, status_code=status, headers=headers)


def _rejected(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestRejected)  # noqa: S101
    return problem(error.status, error.code, error.message, error.param, error.headers)


def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return problem(400, "invalid_json", "The body is not valid JSON.")
    field = ".".join(str(part) for part in first["loc"][1:]) or None
    return problem(400, "invalid_request", f"{field or 'body'}: {first['msg']}", field)


def _failed(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, EngineFailure)  # noqa: S101
    return problem(500, error.code, str(error))


def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    codes = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}
    headers = dict(error.headers) if error.headers else None
    return problem(error.status_code, codes.get(error.status_code, "invalid_request"), error.detail, None, headers)


def _cancelled(_: Request, __: Exception) -> JSONResponse:
    return problem(CLIENT_GONE_STATUS, "cancelled", "The client has disconnected.")


def _unforeseen(_: Request, error: Exception) -> JSONResponse:
    logger.error("unforeseen error", exc_info=error)
    return problem(500, "internal_error", "The server failed; see its log on stderr.")


def install(app: FastAPI) -> None:
    """Make every error answer of the app take OpenAI's shape."""
    app.add_exception_handler(RequestRejected, _rejected)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(EngineFailure, _failed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestCancelled, _cancelled)
    app.add_exception_handler(Exception, _unforeseen)
