"""The qwen engine behind the `SpeechEngine` protocol: one engine process, begun again when it dies."""

from __future__ import annotations

import asyncio
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
    WorkerHealth,
)
from qwen_tts_sidecar.engines.frames import Frame, FrameKind
from qwen_tts_sidecar.engines.qwen.checkpoint import VOICE_DESIGN, Checkpoint, read_checkpoint
from qwen_tts_sidecar.engines.qwen.description import check_options, checkpoint_language, describe
from qwen_tts_sidecar.engines.qwen.options import QwenOptions
from qwen_tts_sidecar.engines.qwen.process import STALL_SECONDS, ProcessGone, QwenProcess
from qwen_tts_sidecar.startup import StartupCode, StartupError

logger = logging.getLogger(__name__)

RESTART_DELAYS = (0.0, 5.0, 30.0)
"""Seconds before each attempt to start a process in the place of one that died."""

MAX_INSTRUCTION_CHARACTERS = 1_000


class QwenEngine:
    """Speaks with one checkpoint. All requests go to one process, which makes batches of those that wait."""

    def __init__(self, options: QwenOptions, *, stall: float = STALL_SECONDS) -> None:
        if options.model and not options.allow_download:  # told at once; the process checks what it downloads
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
                "The qwen engine has no model of its own: let sidecar.model of the profile (--model) name the folder "
                "of a Qwen3-TTS checkpoint.",
            )
        self._options, self._stall = options, stall
        self._process = QwenProcess(options, stall=stall)
        self._checkpoint: Checkpoint | None = None
        self._usable = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self._batch = 1
        self._restarts = 0
        self._error: str | None = None

    async def load(self, progress: LoadProgress) -> EngineDescription:
        """Start the process and wait until it has loaded the model."""
        facts = await self._process.start(progress)
        self._checkpoint = read_checkpoint(facts["folder"])
        logger.info("%(folder)s on %(device)s, %(dtype)s, attention %(attention)s, %(max_batch)d at once", facts)
        self._batch = facts["max_batch"]
        self._usable.set()
        self._keeper = asyncio.create_task(self._keep())
        return describe(self._options, self._checkpoint, facts["max_batch"], facts["sample_rate"])

    @property
    def _loaded(self) -> Checkpoint:
        if self._checkpoint is None:
            raise EngineFailure("engine_failed", "The model is not loaded.")
        return self._checkpoint

    def _instructions(self, request: SynthesisRequest) -> str | None:
        """Return the voice's description and how to speak with it, in the one text that the model takes for both."""
        said = (self._options.voice_description, request.instructions)
        return " ".join(part for part in said if part) or None

    async def _keep(self) -> None:
        """Put a new process in the place of each that dies."""
        while True:
            await self._process.died.wait()
            self._usable.clear()
            await self._process.close()
            if self._process.was_killed:
                self._batch = max(1, self._batch // 2)
                self._options = replace(self._options, max_batch=self._batch)
                logger.warning("the engine process was killed; from now on %d requests at once", self._batch)
            if not await self._replace():
                self._usable.set()
                return

    async def _replace(self) -> bool:
        for delay in RESTART_DELAYS:
            await asyncio.sleep(delay)
            self._restarts += 1
            self._process = QwenProcess(self._options, stall=self._stall)
            try:
                await self._process.start(lambda _, message: logger.info("%s", message))
            except StartupError as error:
                self._error = f"The engine process cannot be started again: {error}"
                logger.error("%s", self._error)
                await self._process.close()
            else:
                self._error = None
                self._usable.set()
                return True
        return False

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
        while True:
            await self._usable.wait()
            if self._error:
                raise EngineFailure("engine_failed", self._error)
            process = self._process
            try:
                async with aclosing(process.frames(job)) as frames:
                    async for frame in frames:
                        yield _event(frame)
            except ProcessGone:
                if process is self._process:
                    self._usable.clear()  # until the keeper, which sees it too, has put another in its place
                continue
            return

    def health(self) -> EngineHealth:
        """Return the state of the process."""
        workers = [WorkerHealth(self._process.pid, self._process.state)]
        return EngineHealth(workers, self._restarts, self._error, self._process.limit or self._batch)

    async def close(self) -> None:
        """End the process."""
        if self._keeper:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        await self._process.close()


def _event(frame: Frame) -> SynthesisEvent:
    if frame.kind is FrameKind.AUDIO:
        return AudioChunk(frame.payload)
    facts: dict[str, Any] = frame.json
    if frame.kind is FrameKind.END:
        return SynthesisEnd(FinishReason(facts["reason"]), facts["engine_seconds"], batch_size=facts["batch_size"])
    raise EngineFailure(facts["code"], facts["message"])
