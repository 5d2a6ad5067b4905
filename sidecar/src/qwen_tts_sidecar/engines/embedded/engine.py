"""The embedded engine: hibari-tts behind the `SpeechEngine` protocol."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from importlib.metadata import version
from pathlib import Path
from typing import Any

from qwen_tts_sidecar.engines.base import (
    AudioChunk,
    EngineDescription,
    EngineFailure,
    EngineHealth,
    FinishReason,
    LoadProgress,
    RequestRejected,
    SynthesisEnd,
    SynthesisEvent,
    SynthesisRequest,
    Voice,
)
from qwen_tts_sidecar.startup import StartupCode, StartupError
from qwen_tts_sidecar.workers.channel import Frame, FrameKind
from qwen_tts_sidecar.workers.kind import ONE_THREAD, WorkerKind
from qwen_tts_sidecar.workers.pool import WorkerPool, usable_cores

MAX_INPUT_CHARACTERS = 10_000
"""About ten minutes of speech: bounds what one request may hold in memory (30 MB)."""

SPEED_RANGE = (0.25, 2.0)
"""Where the length of the audio follows the speed; above, sounds are as short as they get (4 gives 2.3)."""

STALL_SECONDS = 60.0
"""Longest wait for the next sentence; the longest takes about half a second on an idle core."""


def engine_worker(model: str | None) -> WorkerKind:
    """Return the kind of this engine's processes."""
    return WorkerKind(
        noun="engine process",
        arguments=("engine-worker", *(("--model", model) if model else ())),
        died="engine_process_died",
        stalled="engine_stalled",
        failed="engine_failed",
        defaults={"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"},  # large pages: 2 % faster
        environment=ONE_THREAD,
    )


class EmbeddedEngine:
    """One engine process per usable core (or as many as asked for), each with one thread."""

    def __init__(self, model: str | None, processes: int | None) -> None:
        if model is not None and not Path(model).is_file():
            raise StartupError(
                StartupCode.MODEL_MISSING,
                f"There is no model file at {model}; leave sidecar.model (--model) out to use the one inside.",
            )
        self._model = model
        self._processes = processes or usable_cores()
        self._pool = WorkerPool(engine_worker(model), self._processes, stall=STALL_SECONDS)

    async def load(self, progress: LoadProgress) -> EngineDescription:
        """Start the processes side by side and wait for all of them."""

        def loaded(count: int) -> None:
            progress(count / self._processes, f"{count} of {self._processes} engine processes loaded")

        try:
            ready = await self._pool.start(loaded)
        except EngineFailure as failure:
            raise StartupError(StartupCode.ENGINE_FAILED, f"The engine cannot be loaded: {failure}") from failure
        return EngineDescription(
            engine="embedded",
            model=f"hibari-tts-{version('hibari-tts')}" + (f"+{Path(self._model).stem}" if self._model else ""),
            sample_rate=ready["sample_rate"],
            max_concurrency=self._processes,
            max_input_characters=MAX_INPUT_CHARACTERS,
            speed_range=SPEED_RANGE,
            voices=tuple(Voice(**{**fields, "languages": tuple(fields["languages"])}) for fields in ready["voices"]),
            default_voice=ready["default_voice"],
            unavailable_voices=ready["unavailable"],
        )

    def check(self, request: SynthesisRequest) -> None:
        """Nothing beyond the limits in the description: what cannot be spoken shows in the engine process."""

    async def synthesize(self, request: SynthesisRequest) -> AsyncGenerator[SynthesisEvent]:
        """Yield the audio sentence by sentence as one process makes it, then its end."""
        async with aclosing(self._pool.ask(work_of(request))) as frames:
            async for frame in frames:
                yield event_of(frame)

    def health(self) -> EngineHealth:
        """Return the state of the processes."""
        return EngineHealth.of(self._pool.health())

    async def close(self) -> None:
        """End the processes."""
        await self._pool.close()


def work_of(request: SynthesisRequest) -> dict[str, Any]:
    """Return the fields that an engine process gets of a request."""
    return {"text": request.text, "voice": request.voice, "speed": request.speed, "seed": request.seed}


def event_of(frame: Frame) -> SynthesisEvent:
    """Return the event that a frame stands for; raises RequestRejected or EngineFailure for a frame of an error."""
    match frame.kind:
        case FrameKind.AUDIO:
            return AudioChunk(frame.payload)
        case FrameKind.END:
            end = frame.json
            return SynthesisEnd(FinishReason(end["reason"]), end["engine_seconds"], end["unspoken"])
        case FrameKind.REJECTED:
            raise RequestRejected(
                frame.json["code"], "The text holds nothing that this engine can speak.", param="input"
            )
        case _:
            raise EngineFailure("engine_failed", frame.json.get("message", "The engine failed."))
