"""The qwen engine behind the `SpeechEngine` protocol: one engine process, started again when it dies."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
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
)
from qwen_tts_sidecar.engines.qwen.checkpoint import VOICE_DESIGN, Checkpoint, read_checkpoint
from qwen_tts_sidecar.engines.qwen.description import check_options, checkpoint_language, describe
from qwen_tts_sidecar.engines.qwen.options import QwenOptions
from qwen_tts_sidecar.startup import StartupCode, StartupError
from qwen_tts_sidecar.workers.channel import Frame, FrameKind
from qwen_tts_sidecar.workers.ending import Ending, exit_text
from qwen_tts_sidecar.workers.kind import RestartPolicy, WorkerKind
from qwen_tts_sidecar.workers.pool import WorkerPool

logger = logging.getLogger(__name__)

STALL_SECONDS = 180.0
"""Stall timeout while requests run; a heartbeat comes with each frame of speech, which may take seconds on a CPU."""

LOAD_SECONDS = 1_800.0
"""Stall timeout while loading: weights may be downloaded, or come from a slow disk."""

RESTART_DELAYS = (0.0, 5.0, 30.0)
"""Seconds before each attempt to start a process in the place of one that died."""

MAX_INSTRUCTION_CHARACTERS = 1_000


def engine_worker(options: QwenOptions) -> WorkerKind:
    """Return the kind of this engine's process: without the network, unless a download is allowed.

    Segments that can grow keep CUDA's memory from being cut up by batches of ever new shapes.
    """
    return WorkerKind(
        noun="engine process",
        arguments=("qwen-worker", options.to_json()),
        died="engine_process_died",
        stalled="engine_stalled",
        failed="engine_failed",
        restarts=RestartPolicy(RESTART_DELAYS),
        shared=True,
        load_seconds=LOAD_SECONDS,
        defaults={"PYTORCH_CUDA_ALLOC_CONF": "expandable_segments:True", "TOKENIZERS_PARALLELISM": "false"},
        environment={} if options.allow_download else {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"},
        sentence=_sentence,
        restart_error="The engine process cannot be started again: {}",
    )


def _sentence(ending: Ending) -> str:
    if ending.stage and ending.stalled:
        return f"The engine process has hung while {ending.stage}."
    when = f"While {ending.stage}" if ending.stage else "During this request"
    if ending.stalled:
        return f"{when}, the engine process did not respond for {ending.stalled:g} seconds, and was killed."
    if ending.was_killed:
        return f"{when}, the engine process was killed, which is what a system does that runs out of memory."
    return f"{when}, the engine process died ({exit_text(ending.code)}).{ending.error_line}"


class QwenEngine:
    """Speaks with one checkpoint. All requests go to one process, which makes batches of those that wait."""

    def __init__(self, options: QwenOptions, *, stall: float = STALL_SECONDS) -> None:
        if options.model and not options.allow_download:  # an error at once; the process checks what it downloads
            check_options(options, read_checkpoint(options.model))
        missing = [name for name in ("torch", "qwen_tts") if importlib.util.find_spec(name) is None]
        if missing:
            raise StartupError(
                StartupCode.ENGINE_UNAVAILABLE,
                f"The qwen engine is not part of this program: {' and '.join(missing)} cannot be found. "
                "`make sidecar-qwen` builds one with them; without them there is the engine embedded.",
            )
        if not options.model:
            raise StartupError(
                StartupCode.MODEL_MISSING,
                "The qwen engine has no model of its own: set sidecar.model of the profile (--model) to the folder "
                "of a Qwen3-TTS checkpoint.",
            )
        self._options = options
        self._pool = WorkerPool(engine_worker(options), 1, stall=stall, revise=self._after_death)
        self._checkpoint: Checkpoint | None = None
        self._batch = 1

    async def load(self, progress: LoadProgress) -> EngineDescription:
        """Start the process and wait until it has loaded the model."""
        try:
            facts = await self._pool.start(lambda _: None, progress)
        except EngineFailure as failure:
            code = next((code for code in StartupCode if code.code == failure.code), StartupCode.ENGINE_FAILED)
            raise StartupError(code, str(failure)) from failure
        self._checkpoint = read_checkpoint(facts["folder"])
        logger.info("%(folder)s on %(device)s, %(dtype)s, attention %(attention)s, %(max_batch)d at once", facts)
        self._batch = facts["max_batch"]
        return describe(self._options, self._checkpoint, facts["max_batch"], facts["sample_rate"])

    @property
    def _loaded(self) -> Checkpoint:
        if self._checkpoint is None:
            raise EngineFailure("engine_failed", "The model is not loaded.")
        return self._checkpoint

    def _instructions(self, request: SynthesisRequest) -> str | None:
        """Return the voice's description and how to speak with it, in the one text that the model takes for both."""
        parts = (self._options.voice_description, request.instructions)
        return " ".join(part for part in parts if part) or None

    def _after_death(self, ending: Ending) -> WorkerKind:
        """Return what to start instead: with half as many requests at once if memory may have run out."""
        if ending.was_killed:
            self._batch = max(1, self._batch // 2)
            self._options = replace(self._options, max_batch=self._batch)
            logger.warning("the engine process was killed; from now on %d requests at once", self._batch)
        return engine_worker(self._options)

    def check(self, request: SynthesisRequest) -> None:
        """Raise `RequestRejected` for text with nothing to say, and for a voice to be designed from no description."""
        if not any(character.isalnum() for character in request.text):
            raise RequestRejected("text_not_speakable", "The text holds no letter and no digit to speak.", "input")
        if len(request.instructions or "") > MAX_INSTRUCTION_CHARACTERS:
            message = f"Instructions may have at most {MAX_INSTRUCTION_CHARACTERS} characters."
            raise RequestRejected("instructions_too_long", message, "instructions")
        if self._loaded.kind == VOICE_DESIGN and not self._instructions(request):
            message = (
                "A VoiceDesign model needs a voice in words: `instructions`, or voice.design of the profile "
                "(--voice-description)."
            )
            raise RequestRejected("instructions_required", message, "instructions")

    async def synthesize(self, request: SynthesisRequest) -> AsyncGenerator[SynthesisEvent]:
        """Yield the audio as its frames are made, then its end; on a new process if one dies before its turn."""
        job = {
            "text": request.text,
            "voice": request.voice,
            "seed": request.seed,
            "language": checkpoint_language(self._loaded, request.language),
            "instructions": self._instructions(request),
        }
        async with aclosing(self._pool.ask(job)) as frames:
            async for frame in frames:
                yield _event(frame)

    def health(self) -> EngineHealth:
        """Return the state of the process, and how many requests it works on at once now."""
        limits = [process.facts["max_batch"] for process in self._pool.processes if process.facts]
        return EngineHealth.of(self._pool.health(), limits[0] if limits else self._batch)

    async def close(self) -> None:
        """End the process."""
        await self._pool.close()


def _event(frame: Frame) -> SynthesisEvent:
    if frame.kind is FrameKind.AUDIO:
        return AudioChunk(frame.payload)
    facts: dict[str, Any] = frame.json
    if frame.kind is FrameKind.END:
        return SynthesisEnd(FinishReason(facts["reason"]), facts["engine_seconds"], batch_size=facts["batch_size"])
    raise EngineFailure(facts["code"], facts["message"])
