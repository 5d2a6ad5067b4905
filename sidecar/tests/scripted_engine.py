"""A second engine, registered through the interface: says exactly what its text tells it to. Run it like the server.

The text is a list of words: `chunks=N` chunks of 1,000 samples, `pause=S` seconds before each,
`end=stop|length|fail|reject`. Every start and end of a synthesis is a line in the file SCRIPTED_LOG.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncGenerator
from pathlib import Path

from qwen_tts_sidecar.cli import main
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
from qwen_tts_sidecar.engines.registry import register
from qwen_tts_sidecar.settings import ServeSettings

SAMPLES = 1_000


class ScriptedEngine:
    def __init__(self, settings: ServeSettings) -> None:
        self._slots = settings.max_concurrency or 1
        self._log = Path(os.environ["SCRIPTED_LOG"])

    def _note(self, text: str) -> None:
        with self._log.open("a") as log:
            log.write(text + "\n")

    async def load(self, progress: LoadProgress) -> EngineDescription:
        progress(0.5, "half way")
        print("a library that prints to stdout")
        os.write(1, b"a library that prints from C\n")
        await asyncio.sleep(float(os.environ.get("SCRIPTED_LOAD", "0")))
        return EngineDescription(
            engine="scripted",
            model="script-1",
            sample_rate=8_000,
            max_concurrency=self._slots,
            max_input_characters=100,
            speed_range=(1.0, 1.0),
            voices=(Voice("echo", "Echo", ("fr-FR",)),),
            default_voice="echo",
            unavailable_voices={"mute": "it has lost its tongue"},
            supports_instructions=True,
        )

    def check(self, request: SynthesisRequest) -> None:
        if request.instructions == "impossible":
            raise RequestRejected("instructions_impossible", "Not that way.", "instructions")

    async def synthesize(self, request: SynthesisRequest) -> AsyncGenerator[SynthesisEvent]:
        script = dict(word.split("=") for word in request.text.split())
        name, ending = script.get("name", "?"), script.get("end", "stop")
        self._note(f"start {name}")
        started, complete = time.monotonic(), False
        try:
            if ending == "reject":
                raise RequestRejected("text_not_speakable", "No.", "input")
            for index in range(int(script.get("chunks", "1"))):
                await asyncio.sleep(float(script.get("pause", "0")))
                yield AudioChunk(bytes([index % 256, 0]) * SAMPLES)
            complete = True
            if ending == "fail":
                raise EngineFailure("engine_process_died", "It broke.")
            yield SynthesisEnd(FinishReason(ending), time.monotonic() - started)
        finally:
            self._note(f"{'end' if complete else 'cancelled'} {name}")

    def health(self) -> EngineHealth:
        return EngineHealth([], 0)

    async def close(self) -> None:
        self._note("closed")


if __name__ == "__main__":
    register("scripted", ScriptedEngine)
    raise SystemExit(main())
