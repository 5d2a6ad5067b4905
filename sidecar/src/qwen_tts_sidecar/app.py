"""The application factory."""

from __future__ import annotations

from fastapi import FastAPI

from qwen_tts_sidecar import VERSION, problems
from qwen_tts_sidecar.guard import Guard
from qwen_tts_sidecar.routers import catalogue, desktop, monitoring, speech, transcriptions
from qwen_tts_sidecar.service import SpeechService
from qwen_tts_sidecar.settings import MAX_AUDIO_BYTES, MAX_BODY_BYTES
from qwen_tts_sidecar.transcription.offer import TranscriptionOffer


def create_app(service: SpeechService, transcription: TranscriptionOffer, token: str | None) -> FastAPI:
    """Return the application that serves speech, and transcripts where there is that service too.

    Its pages need the token where there is one.

    The interactive documentation pages are off: they would load scripts from the network. `/openapi.json` is there.
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
