"""The HTTP server around the application, on a socket that is bound already."""

from __future__ import annotations

import asyncio
import contextlib
import math
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn

from qwen_tts_sidecar.app import create_app
from qwen_tts_sidecar.service import SpeechService
from qwen_tts_sidecar.settings import ServeSettings
from qwen_tts_sidecar.transcription.offer import TranscriptionOffer

KEEP_ALIVE_SECONDS = 75


class QuietServer(uvicorn.Server):
    """Leaves signals to `lifeline.StopSignal`."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@contextlib.asynccontextmanager
async def http_server(
    service: SpeechService,
    transcription: TranscriptionOffer,
    settings: ServeSettings,
    listener: socket.socket,
) -> AsyncIterator[asyncio.Task[None]]:
    """Serve until the block ends; then requests in flight have the grace time to finish before they are dropped."""
    config = uvicorn.Config(
        create_app(service, transcription, settings.token),
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=math.ceil(settings.grace_seconds),
    )
    server = QuietServer(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield serving
    finally:
        server.should_exit = True
        await serving
