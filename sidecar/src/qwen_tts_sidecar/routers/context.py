"""What the routes take from a request.

These are coroutines because FastAPI hands plain functions to a thread, which costs more than they do.
"""

from __future__ import annotations

import re
from typing import Annotated
from uuid import uuid4

from fastapi import Depends, Request

from qwen_tts_sidecar.service import SpeechService
from qwen_tts_sidecar.transcription.service import TranscriptionOffer

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


async def service_of(request: Request) -> SpeechService:
    """Return the service that the application was created with."""
    service: SpeechService = request.app.state.service
    return service


async def transcription_of(request: Request) -> TranscriptionOffer:
    """Return what the application was created with to transcribe."""
    transcription: TranscriptionOffer = request.app.state.transcription
    return transcription


async def request_id_of(request: Request) -> str:
    """Return the client's own `X-Request-Id` when it is a plain word of at most 64 characters, else a new one."""
    given = request.headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else uuid4().hex


Service = Annotated[SpeechService, Depends(service_of)]
Transcribing = Annotated[TranscriptionOffer, Depends(transcription_of)]
RequestId = Annotated[str, Depends(request_id_of)]
