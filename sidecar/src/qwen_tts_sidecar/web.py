"""The web application, and the HTTP server around it on a socket that is bound already."""

from __future__ import annotations

import asyncio
import contextlib
import math
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from fastapi import FastAPI

from qwen_tts_sidecar import VERSION, problems
from qwen_tts_sidecar.guard import Guard
from qwen_tts_sidecar.routers import catalogue, desktop, monitoring, speech, transcriptions
from qwen_tts_sidecar.service import SpeechService
from qwen_tts_sidecar.settings import MAX_AUDIO_BYTES, MAX_BODY_BYTES, ServeSettings
from qwen_tts_sidecar.transcription.service import TranscriptionOffer

KEEP_ALIVE_SECONDS = 75


def create_app(service: SpeechService, transcription: TranscriptionOffer, token: str | None) -> FastAPI:
    """Return the application that serves speech, and transcripts where there is that service too.

    Its pages need the token where there is one. The interactive documentation pages are off: they would load
    scripts from the network. `/openapi.json` is there.
    """
    app = FastAPI(title="qwen-tts sidecar", version=VERSION, docs_url=None, redoc_url=None)
    app.state.service, app.state.transcription = service, transcription
    app.add_middleware(
        Guard, token=token, max_body=MAX_BODY_BYTES, larger={transcriptions.PATH: MAX_AUDIO_BYTES}
    )  # fmt: skip
    problems.install(app)
    for router in (speech.router, transcriptions.router, catalogue.router, monitoring.router, desktop.router):
        app.include_router(router)
    return app


class QuietServer(uvicorn.Server):
    """Leaves signals to `shutdown.StopSignal`."""

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
