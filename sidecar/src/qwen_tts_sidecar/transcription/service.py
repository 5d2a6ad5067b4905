"""The transcription service, where there is one: a model, its transcribers, their queue and numbers."""

from __future__ import annotations

import logging
from contextlib import aclosing
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from qwen_tts_sidecar.admission import Admission
from qwen_tts_sidecar.errors import EngineFailure, RequestRejected
from qwen_tts_sidecar.languages import primary_language, speaks
from qwen_tts_sidecar.metrics import TranscriptionMetrics
from qwen_tts_sidecar.settings import ServeSettings
from qwen_tts_sidecar.startup import StartupError
from qwen_tts_sidecar.transcription.base import MAX_AUDIO_SECONDS, Transcript, TranscriptionRequest
from qwen_tts_sidecar.transcription.model import REMEDY, TranscriptionModel, find_model
from qwen_tts_sidecar.transcription.transcription import Transcription
from qwen_tts_sidecar.workers.channel import FrameKind
from qwen_tts_sidecar.workers.kind import ONE_THREAD, WorkerKind
from qwen_tts_sidecar.workers.pool import WorkerPool, usable_cores

logger = logging.getLogger(__name__)

STALL_SECONDS = 120.0
"""Longest time without a heartbeat, which comes every five seconds as long as a transcriber gets any work done."""

FAILED = "transcription_failed"


def transcriber_kind(folder: str) -> WorkerKind:
    """Return the kind of worker that transcribes with the model in a folder.

    No large pages: for a few per cent of speed each would take 370 MB instead of 200.
    """
    return WorkerKind(
        noun="transcriber",
        arguments=("transcriber", folder),
        died="transcriber_died",
        stalled="transcriber_stalled",
        failed=FAILED,
        environment={**ONE_THREAD, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"},
    )


class TranscriptionService:
    """Starts its transcribers when there is something to transcribe, each when the others are busy."""

    def __init__(self, model: TranscriptionModel, transcribers: int, queue_factor: int) -> None:
        self.model = model
        self._transcribers = transcribers
        self._pool = WorkerPool(transcriber_kind(str(model.folder)), transcribers, stall=STALL_SECONDS, on_demand=True)
        self._admission = Admission(transcribers, transcribers * queue_factor)
        self.metrics = TranscriptionMetrics(
            lambda: self._admission.in_flight, lambda: self._admission.queued, lambda: self._pool.health().restarts
        )

    def facts(self) -> dict[str, Any]:
        """Return what a client has to know before it asks, as JSON values; `languages` None is any."""
        return {
            "model": self.model.name,
            "languages": None if self.model.languages is None else list(self.model.languages),
            "max_concurrency": self._transcribers,
            "max_audio_seconds": MAX_AUDIO_SECONDS,
        }

    def state(self) -> dict[str, Any]:
        """Return the facts, and how the transcribers are doing."""
        health = self._pool.health()
        return {
            **self.facts(),
            "in_flight": self._admission.in_flight,
            "queued": self._admission.queued,
            "workers": [asdict(worker) for worker in health.workers],
            "worker_restarts": health.restarts,
            "error": health.error,
        }

    def language(self, wanted: str | None) -> str | None:
        """Return the primary language to transcribe, None to detect it; RequestRejected for one it does not support."""
        primary = primary_language(wanted or "auto")
        has = self.model.languages
        if has is not None and not speaks(has, primary):
            raise RequestRejected(
                "language_not_supported", f"{self.model.name} supports {', '.join(has)}, not {wanted}.", "language"
            )
        return None if primary in ("auto", "") else primary

    def transcribe(self, request: TranscriptionRequest, request_id: str) -> Transcription:
        """Start on the request, or queue it. RequestRejected when the queue is full."""
        try:
            return Transcription(partial(self._transcribe, request), self._admission, self.metrics, request_id)
        except RequestRejected:
            self.metrics.requests.labels("rejected").inc()
            raise

    async def _transcribe(self, request: TranscriptionRequest) -> Transcript:
        fields = {
            "language": request.language,
            "beam_size": request.beam_size,
            "words": request.words,
            "segments": request.segments,
        }
        async with aclosing(self._pool.ask(fields, request.audio)) as frames:
            frame = await anext(frames)  # the only one
        answer = frame.json
        match frame.kind:
            case FrameKind.END:
                return Transcript.from_json(answer)
            case FrameKind.REJECTED:
                raise RequestRejected(answer["code"], answer["message"], answer["param"])
            case _:
                raise EngineFailure(FAILED, answer.get("message", "The transcriber failed."))

    async def close(self) -> None:
        """End the transcribers."""
        await self._pool.close()


@dataclass(frozen=True, slots=True)
class TranscriptionOffer:
    """A service, or none; `trouble` is the reason why there is none where one was asked for, as a sentence."""

    service: TranscriptionService | None = None
    trouble: str | None = None

    def facts(self) -> dict[str, Any] | None:
        """Return what a client has to know before it asks; None where there is nothing to ask."""
        return self.service.facts() if self.service else None

    def state(self) -> dict[str, Any] | None:
        """Return the facts, and how the transcribers are doing; None where there are none."""
        return self.service.state() if self.service else None

    async def close(self) -> None:
        """End what the service has started."""
        if self.service:
            await self.service.close()


def create_transcription(settings: ServeSettings) -> TranscriptionOffer:
    """Return what can be had of what the settings ask for."""
    try:
        model = find_model(settings.transcription_model)
    except StartupError as error:
        logger.warning("serving without transcription: %s %s", error, REMEDY)
        return TranscriptionOffer(trouble=str(error))
    if model is None:
        return TranscriptionOffer()
    transcribers = settings.transcribers or usable_cores()
    return TranscriptionOffer(TranscriptionService(model, transcribers, settings.queue_factor))
