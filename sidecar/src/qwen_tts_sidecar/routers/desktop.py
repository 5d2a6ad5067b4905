"""Routes of the older desktop sidecar: `POST /tts` and `POST /tts/stream` (its `GET /voices` is in `catalogue`)."""

from __future__ import annotations

import base64
from collections.abc import AsyncGenerator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from qwen_tts_sidecar.audio import encode
from qwen_tts_sidecar.delivery import LiveResponse, cancelled_with_client
from qwen_tts_sidecar.routers.context import RequestId, Service
from qwen_tts_sidecar.routers.speech import ignores_instructions, speech_headers, sse
from qwen_tts_sidecar.schemas import DesktopBody
from qwen_tts_sidecar.service import SpeechService, UncheckedRequest
from qwen_tts_sidecar.synthesis import Synthesis

router = APIRouter(prefix="/tts")


def _unchecked(body: DesktopBody) -> UncheckedRequest:
    return UncheckedRequest(
        text=body.text,
        voice=body.voice,
        speed=1.0 if body.speed is None else body.speed,
        seed=body.seed,
        language=body.language,
        instructions=body.instructions,
    )


@router.post("")
async def tts(
    body: DesktopBody, request: Request, response: Response, service: Service, request_id: RequestId
) -> dict[str, Any]:  # fmt: skip
    """Speak `text`; the WAV file comes as base64, `duration` in seconds."""
    synthesis = service.synthesize(_unchecked(body), request_id)
    response.headers.update(_headers(synthesis, body, service))
    async with cancelled_with_client(request.receive, synthesis):
        pcm = await synthesis.collect()
    return {
        "audio_base64": base64.b64encode(encode(pcm, synthesis.sample_rate, "wav")).decode(),
        "sample_rate": synthesis.sample_rate,
        "duration": synthesis.outcome.samples / synthesis.sample_rate,
        "finish_reason": synthesis.outcome.finish_reason,
    }


@router.post("/stream", response_class=Response)
async def tts_stream(body: DesktopBody, request: Request, service: Service, request_id: RequestId) -> Response:
    """Speak `text` as server-sent events: base64 PCM as it is made, then one `done` event."""
    synthesis = service.synthesize(_unchecked(body), request_id)
    async with cancelled_with_client(request.receive, synthesis):
        await synthesis.begun()
    return LiveResponse(synthesis, _events(synthesis), "text/event-stream", _headers(synthesis, body, service))


def _headers(synthesis: Synthesis, body: DesktopBody, service: SpeechService) -> dict[str, str]:
    return speech_headers(synthesis, service, ["instructions"] if ignores_instructions(body, service) else [])


async def _events(synthesis: Synthesis) -> AsyncGenerator[bytes]:
    async for pcm in synthesis.chunks():
        chunk = {"audio_base64": base64.b64encode(pcm).decode(), "sample_rate": synthesis.sample_rate, "done": False}
        yield sse(chunk)
    outcome = synthesis.outcome
    duration = outcome.samples / synthesis.sample_rate
    yield sse({"done": True, "duration": duration, "finish_reason": outcome.finish_reason})
