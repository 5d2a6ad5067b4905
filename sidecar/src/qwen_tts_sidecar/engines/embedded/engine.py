"""The embedded engine: hibari-tts behind the `SpeechEngine` protocol."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import aclosing
from importlib.metadata import version
from pathlib import Path

from qwen_tts_sidecar.engines.base import (
    EngineDescription,
    EngineFailure,
    EngineHealth,
    LoadProgress,
    SynthesisEvent,
    SynthesisRequest,
    Voice,
)
from qwen_tts_sidecar.engines.embedded.pool import ProcessPool
from qwen_tts_sidecar.engines.embedded.process import ProcessGone
from qwen_tts_sidecar.startup import StartupCode, StartupError

MAX_INPUT_CHARACTERS = 10_000
"""About ten minutes of speech: bounds what one request may hold in memory (30 MB)."""

SPEED_RANGE = (0.25, 2.0)
"""Where the length of the audio follows the speed; above, sounds have reached their shortest (4 gives 2.3)."""


def usable_cores() -> int:
    """Return how many cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class EmbeddedEngine:
    """One engine process per usable core (or as many as asked for), each with one thread."""

    def __init__(self, model: str | None, processes: int | None) -> None:
        if model is not None and not Path(model).is_file():
            raise StartupError(
                StartupCode.MODEL_MISSING,
                f"There is no model file at {model}; leave --model out to use the model inside the program.",
            )
        self._model = model
        self._processes = processes or usable_cores()
        self._pool = ProcessPool(model, self._processes)

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
        while True:
            process = await self._pool.acquire()
            try:
                async with aclosing(process.synthesize(request)) as events:
                    async for event in events:
                        yield event
            except ProcessGone:
                continue
            return

    def health(self) -> EngineHealth:
        """Return the state of the processes."""
        return self._pool.health()

    async def close(self) -> None:
        """End the processes."""
        await self._pool.close()
