"""What is checked of every request before it reaches a route: Host, token, size."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qwen_tts_sidecar.problems import problem


class Guard:
    """ASGI middleware: 421 for a Host that is not this machine's, 401 without the token, 413 for a large body.

    `larger` has the paths whose bodies may be larger than `max_body`, and how large.
    """

    def __init__(self, app: ASGIApp, token: str | None, max_body: int, larger: Mapping[str, int]) -> None:
        self._app, self._max_body, self._larger = app, max_body, larger
        self._bearer = f"Bearer {token}".encode() if token else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with an error, or pass the request on to the application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])
        length = headers.get(b"content-length", b"0")
        most = self._larger.get(scope["path"], self._max_body)
        if not names_loopback(headers.get(b"host", b"").decode("latin-1")):
            # A web page whose name was re-bound to 127.0.0.1 arrives with its own Host.
            answer = problem(421, "misdirected_request", "The Host header must name a loopback address.")
        elif self._bearer and not hmac.compare_digest(_normalised(headers.get(b"authorization", b"")), self._bearer):
            answer = problem(
                401, "invalid_token", "A valid bearer token is required.", headers={"WWW-Authenticate": "Bearer"}
            )
        elif not length.isdigit() or int(length) > most:
            answer = problem(413, "body_too_large", f"The body may have at most {most} bytes.")
        else:
            await self._app(scope, _bounded(receive, most), send)
            return
        await answer(scope, receive, send)


def _bounded(receive: Receive, most: int) -> Receive:
    received = 0

    async def bounded() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > most:
            raise HTTPException(413, f"The body may have at most {most} bytes.")
        return message

    return bounded


def _normalised(authorization: bytes) -> bytes:
    scheme, _, token = authorization.partition(b" ")
    return b"Bearer " + token.strip() if scheme.lower() == b"bearer" else b""


def names_loopback(host: str) -> bool:
    """Whether a Host header names this machine by a loopback address or as localhost."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
