"""`POST /v1/audio/speech`, and the outcomes of its requests."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncGenerator
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from qwen_tts_sidecar.audio import MEDIA_TYPES, encode
from qwen_tts_sidecar.delivery import LiveResponse, cancelled_with_client
from qwen_tts_sidecar.errors import RequestRejected
from qwen_tts_sidecar.routers.context import RequestId, Service
from qwen_tts_sidecar.schemas import DesktopBody, SpeechBody
from qwen_tts_sidecar.service import SpeechService, UncheckedRequest
from qwen_tts_sidecar.synthesis import SAMPLE_BYTES, Synthesis

router = APIRouter()

DEFAULT_FORMAT = "mp3"
"""OpenAI's default; a stream defaults to pcm."""


@router.post("/v1/audio/speech", response_class=Response)
async def speech(body: SpeechBody, request: Request, service: Service, request_id: RequestId) -> Response:
    """Speak `input`: a whole file, or with `stream` raw PCM (or events) as it is made."""
    streams = body.stream or body.stream_format == "sse"
    container = _container(body.response_format, streams=streams)
    synthesis = service.synthesize(
        UncheckedRequest(
            text=body.input,
            voice=body.voice,
            speed=1.0 if body.speed is None else body.speed,
            seed=body.seed,
            language=body.language,
            instructions=body.instructions,
        ),
        request_id,
    )
    headers = speech_headers(synthesis, service, ignored_parameters(body, service))
    async with cancelled_with_client(request.receive, synthesis):
        if not streams:
            pcm = await synthesis.collect()
            audio = await run_in_threadpool(encode, pcm, synthesis.sample_rate, container)
            return Response(audio, media_type=MEDIA_TYPES[container], headers=headers | outcome_headers(synthesis))
        await synthesis.begun()
    if service.ready_description().ends_at_length:
        headers["X-Finish-Reason-At"] = f"/v1/requests/{synthesis.outcome.id}"
    if body.stream_format == "sse":
        return LiveResponse(synthesis, _events(synthesis), "text/event-stream", headers)
    return LiveResponse(synthesis, synthesis.chunks(), MEDIA_TYPES["pcm"], headers)


@router.get("/v1/requests/{request_id}")
async def outcome(request_id: str, service: Service) -> dict[str, Any]:
    """Return the outcome of one of the latest requests."""
    found = service.outcomes.find(request_id)
    if found is None:
        raise RequestRejected("request_unknown", "No recent request has this id.", "request_id", status=404)
    rate = service.ready_description().sample_rate
    return {**asdict(found), "audio_seconds": round(found.samples / rate, 6)}


def _container(wanted: str | None, *, streams: bool) -> str:
    if streams:
        if wanted not in (None, "pcm"):
            raise RequestRejected(
                "format_not_streamable", "A stream is raw PCM: ask for response_format pcm.", "response_format"
            )
        return "pcm"
    if wanted is not None and wanted not in MEDIA_TYPES:
        raise RequestRejected(
            "format_not_supported", f"Supported formats: {', '.join(MEDIA_TYPES)}.", "response_format"
        )
    return wanted or DEFAULT_FORMAT


def ignored_parameters(body: SpeechBody, service: SpeechService) -> list[str]:
    """Return the names of the fields that have no effect, unknown ones included."""
    return [*(["instructions"] if ignores_instructions(body, service) else []), *body.unknown_fields]


def ignores_instructions(body: SpeechBody | DesktopBody, service: SpeechService) -> bool:
    """Whether the request has instructions and the engine cannot follow any."""
    return bool(body.instructions) and not service.ready_description().supports_instructions


def speech_headers(synthesis: Synthesis, service: SpeechService, ignored: list[str]) -> dict[str, str]:
    """Return the headers that are known before there is audio."""
    headers = {
        "X-Request-Id": synthesis.outcome.id,
        "X-Sample-Rate": str(synthesis.sample_rate),
        "X-Channels": "1",
        "X-Seed": str(synthesis.request.seed),
        "X-Voice": synthesis.request.voice,
        "X-Model": service.ready_description().model,
        "X-Seed-Promise": service.ready_description().seed_promise,
    }
    if ignored:
        headers["X-Ignored-Parameters"] = names_header(ignored)
    return headers


def names_header(names: list[str]) -> str:
    """Return names of fields as one header's value."""
    return ", ".join(name if name.isascii() and name.isprintable() else "?" for name in names)


def outcome_headers(synthesis: Synthesis) -> dict[str, str]:
    """Return the headers that are known once the audio is complete."""
    outcome = synthesis.outcome
    return {
        "X-Finish-Reason": str(outcome.finish_reason),
        "X-Engine-Seconds": f"{outcome.engine_seconds:.4f}",
        "X-Unspoken-Characters": str(outcome.unspoken_characters),
        "X-Batch-Size": str(outcome.batch_size),
    }


async def _events(synthesis: Synthesis) -> AsyncGenerator[bytes]:
    async for pcm in synthesis.chunks():
        yield sse({"type": "speech.audio.delta", "audio": base64.b64encode(pcm).decode()})
    yield sse(
        {
            "type": "speech.audio.done",
            "finish_reason": synthesis.outcome.finish_reason,
            "audio_seconds": synthesis.outcome.samples / synthesis.sample_rate,
            "bytes": synthesis.outcome.samples * SAMPLE_BYTES,
            "batch_size": synthesis.outcome.batch_size,
        }
    )


def sse(event: dict[str, Any]) -> bytes:
    """Return one server-sent event."""
    return f"data: {json.dumps(event)}\n\n".encode()
