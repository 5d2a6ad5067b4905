"""The application factory."""

from __future__ import annotations

from fastapi import FastAPI

from qwen_tts_sidecar import VERSION, problems
from qwen_tts_sidecar.guard import Guard
from qwen_tts_sidecar.routers import catalogue, desktop, monitoring, speech
from qwen_tts_sidecar.service import SpeechService
from qwen_tts_sidecar.settings import MAX_BODY_BYTES


def create_app(service: SpeechService, token: str | None) -> FastAPI:
    """Return the application that serves one speech service; its pages need the token where there is one.

    The interactive documentation pages are off: they would load scripts from the network. `/openapi.json` is there.
    """
    app = FastAPI(title="qwen-tts sidecar", version=VERSION, docs_url=None, redoc_url=None)
    app.state.service = service
    app.add_middleware(Guard, token=token, max_body=MAX_BODY_BYTES)
    problems.install(app)
    for router in (speech.router, catalogue.router, monitoring.router, desktop.router):
        app.include_router(router)
    return app
