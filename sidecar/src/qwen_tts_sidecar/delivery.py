"""Sending audio to a client, and detecting that it has disconnected."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Protocol

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from qwen_tts_sidecar.synthesis import Synthesis, SynthesisCancelled


class Cancellable(Protocol):
    """Work for one request."""

    def cancel(self) -> None:
        """Stop the work, or the wait for it; harmless when it has ended."""


@asynccontextmanager
async def cancelled_with_client(receive: Receive, work: Cancellable) -> AsyncIterator[None]:
    """Cancel the work when the client disconnects, or when the block ends early for any other reason."""

    async def await_disconnect() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        work.cancel()

    disconnect = asyncio.create_task(await_disconnect())
    try:
        yield
    except BaseException:
        work.cancel()
        raise
    finally:
        disconnect.cancel()


class LiveResponse(Response):
    """Sends what `body` yields, chunk by chunk.

    The end is marked by the terminating chunk of the chunked encoding. When something goes wrong on the way, the
    exception leaves the application, the server closes the connection without that chunk, and every client that
    reads HTTP properly gets a broken transfer.
    """

    def __init__(
        self, synthesis: Synthesis, body: AsyncGenerator[bytes], media_type: str, headers: dict[str, str]
    ) -> None:
        super().__init__(media_type=media_type, headers=headers)
        del self.headers["content-length"]
        self._synthesis, self._chunks = synthesis, body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response; the synthesis is over, one way or the other, when this returns."""
        async with cancelled_with_client(receive, self._synthesis), aclosing(self._chunks) as chunks:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            try:
                async for chunk in chunks:
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
            except SynthesisCancelled:
                return  # incomplete on purpose: the client has disconnected, or the server is ending
            await send({"type": "http.response.body", "body": b"", "more_body": False})
