"""`POST /v1/audio/transcriptions`: what is said in an audio file."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.formparsers import MultiPartParser

from qwen_tts_sidecar.delivery import cancelled_with_client
from qwen_tts_sidecar.errors import RequestRejected
from qwen_tts_sidecar.routers.context import RequestId, Service, Transcribing
from qwen_tts_sidecar.routers.speech import names_header
from qwen_tts_sidecar.settings import MAX_AUDIO_BYTES
from qwen_tts_sidecar.transcription.base import MAX_BEAM_SIZE, Transcript, TranscriptionRequest
from qwen_tts_sidecar.transcription.service import TranscriptionOffer, TranscriptionService

router = APIRouter()

PATH = "/v1/audio/transcriptions"
FORMATS = ("json", "text", "verbose_json")
GRANULARITIES = "timestamp_granularities[]"
FIELDS = frozenset(
    {"file", "model", "language", "response_format", GRANULARITIES, "beam_size"}
)  # fmt: skip
"""Those that have an effect: `temperature` has none, since the most likely words are what a check needs."""

MultiPartParser.spool_max_size = MAX_AUDIO_BYTES  # so that no upload goes through a temporary file


@router.post(PATH, response_class=Response)
async def transcriptions(
    request: Request,
    service: Service,
    transcription: Transcribing,
    request_id: RequestId,
    file: Annotated[UploadFile, File()],
    model: Annotated[str | None, Form()] = None,
    language: Annotated[str | None, Form()] = None,
    response_format: Annotated[str, Form()] = "json",
    granularities: Annotated[list[Literal["word", "segment"]] | None, Form(alias=GRANULARITIES)] = None,
    temperature: Annotated[float | None, Form(ge=0, le=1)] = None,
    beam_size: Annotated[int, Form(ge=1, le=MAX_BEAM_SIZE)] = 1,
) -> Response:
    """Transcribe `file`; with `verbose_json` the times of segments, or of words too."""
    service.ready_description()
    there = _wanted(transcription, model, response_format)
    verbose = response_format == "verbose_json"
    wanted = granularities or ["segment"]
    work = there.transcribe(
        TranscriptionRequest(
            audio=await file.read(),
            language=there.language(language),
            beam_size=beam_size,
            words=verbose and "word" in wanted,
            segments=verbose and "segment" in wanted,
        ),
        request_id,
    )
    async with cancelled_with_client(request.receive, work):
        transcript = await work.transcript()
    headers = {
        "X-Request-Id": request_id,
        "X-Model": there.model.name,
        "X-Audio-Seconds": f"{transcript.duration:.3f}",
        "X-Engine-Seconds": f"{transcript.cpu_seconds:.4f}",
    }
    if ignored := sorted(set(await request.form()) - FIELDS):
        headers["X-Ignored-Parameters"] = names_header(ignored)
    if response_format == "text":
        return PlainTextResponse(transcript.text, headers=headers)
    return JSONResponse(verbose_object(transcript) if verbose else {"text": transcript.text}, headers=headers)


def _wanted(offer: TranscriptionOffer, model: str | None, response_format: str) -> TranscriptionService:
    """Return the service; RequestRejected where there is none, or it has not what is asked for."""
    there = offer.service
    if there is None:
        reason = offer.trouble or "See --transcription-model."
        raise RequestRejected("transcription_off", f"This server does not transcribe. {reason}", status=404)
    if model is not None and model != there.model.name:
        raise RequestRejected("model_unknown", f"There is no model {model}. Available: {there.model.name}.", "model")
    if response_format not in FORMATS:
        raise RequestRejected("format_not_supported", f"Supported formats: {', '.join(FORMATS)}.", "response_format")
    return there


def verbose_object(transcript: Transcript) -> dict[str, Any]:
    """Return the transcript in OpenAI's verbose shape, its words with their probability too."""
    return {
        "task": "transcribe",
        "language": transcript.language,
        "duration": transcript.duration,
        "text": transcript.text,
        **({} if transcript.words is None else {"words": transcript.words}),
        "segments": transcript.segments,
    }
