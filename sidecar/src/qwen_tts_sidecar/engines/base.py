"""What the server asks of a speech engine. A second engine implements `SpeechEngine` and is added to the registry."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, Protocol

from qwen_tts_sidecar.errors import EngineFailure, RequestRejected
from qwen_tts_sidecar.workers.health import LoadProgress, PoolHealth, WorkerHealth


class FinishReason(StrEnum):
    """Why a synthesis ended: by itself, at the engine's own cap (the audio may be runaway), or cancelled."""

    STOP = "stop"
    LENGTH = "length"
    CANCELLED = "cancelled"


SeedPromise = Literal["always", "alone"]
"""When the same request with the same seed gives the same bytes: always, or surely only while it is spoken alone
(`batch_size` 1); beside others the engine's rounding may differ."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that can be used now, offline. `languages` are BCP 47 tags.

    `fingerprint` distinguishes voices of the same id that were made from something: a recording or a description.
    """

    id: str
    name: str
    languages: tuple[str, ...]
    gender: str | None = None
    accent: str | None = None
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class EngineDescription:
    """What an engine can do; fixed once it has loaded.

    `sample_rate` in Hz (audio is mono s16le). `max_concurrency` is how many requests it works on at once, `lookahead`
    how many more it takes in beforehand, to choose those that go well together. `speed_range` is inclusive.
    `unavailable_voices` maps a known voice that cannot be used now to the reason. `recommended_characters` is the range
    of a request's length in which the engine is at its best, where that is much less than it takes. `ends_at_length`:
    a synthesis may end with `FinishReason.LENGTH`, so that a client that streams it has to ask how it ended.
    """

    engine: str
    model: str
    sample_rate: int
    max_concurrency: int
    max_input_characters: int
    speed_range: tuple[float, float]
    voices: tuple[Voice, ...]
    default_voice: str
    unavailable_voices: Mapping[str, str]
    supports_instructions: bool = False
    requires_instructions: bool = False
    recommended_characters: tuple[int, int] | None = None
    lookahead: int = 0
    seed_promise: SeedPromise = "always"
    ends_at_length: bool = False

    def model_facts(self) -> dict[str, Any]:
        """Return what a client has to know of the model before it asks, as JSON values."""
        return {
            "max_input_characters": self.max_input_characters,
            "recommended_characters": self.recommended_characters,
            "speed_range": list(self.speed_range),
            "supports_instructions": self.supports_instructions,
            "requires_instructions": self.requires_instructions,
            "seed_promise": self.seed_promise,
        }


@dataclass(frozen=True, slots=True)
class SynthesisRequest:
    """One checked request. `language` None is the voice's own; `seed` is always set, so every take is repeatable."""

    text: str
    voice: str
    seed: int
    speed: float = 1.0
    language: str | None = None
    instructions: str | None = None


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """Mono s16le PCM, at least one sample, in order."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class SynthesisEnd:
    """The last event of a synthesis.

    `unspoken` counts letters and digits of the text that the engine cannot speak. `batch_size` is how many requests
    were spoken together, this one included.
    """

    reason: FinishReason
    engine_seconds: float
    unspoken: int = 0
    batch_size: int = 1


SynthesisEvent = AudioChunk | SynthesisEnd


@dataclass(frozen=True, slots=True)
class EngineHealth(PoolHealth):
    """Whether the engine can work, and its processes (or devices).

    `max_concurrency` is how many requests it works on at once now; None where that is always what its description says.
    """

    max_concurrency: int | None = None

    @classmethod
    def of(cls, pool: PoolHealth, max_concurrency: int | None = None) -> EngineHealth:
        """Return the health of an engine whose processes are those of a pool."""
        return cls(pool.workers, pool.restarts, pool.error, max_concurrency)


class SpeechEngine(Protocol):
    """A speech engine. All methods are called on the event loop; none may block it."""

    async def load(self, progress: LoadProgress) -> EngineDescription:
        """Get ready to synthesise. StartupError when that is impossible."""

    def check(self, request: SynthesisRequest) -> None:
        """Raise `RequestRejected` for what this engine cannot do, beyond the limits in its description."""

    def synthesize(self, request: SynthesisRequest) -> AsyncGenerator[SynthesisEvent]:
        """Yield audio as it is made, then exactly one `SynthesisEnd`.

        Called at most `max_concurrency + lookahead` times at once. Raises `RequestRejected` before the first chunk for
        text that holds nothing to speak, `EngineFailure` when the engine broke down. Closing the generator cancels the
        work.
        The same request gives the same bytes, whatever ran before or runs beside it, or as `seed_promise` says.
        """

    def health(self) -> EngineHealth:
        """Return the state of the engine now."""

    async def close(self) -> None:
        """End everything the engine has started."""


__all__ = [
    "AudioChunk",
    "EngineDescription",
    "EngineFailure",
    "EngineHealth",
    "FinishReason",
    "LoadProgress",
    "RequestRejected",
    "SeedPromise",
    "SpeechEngine",
    "SynthesisEnd",
    "SynthesisEvent",
    "SynthesisRequest",
    "Voice",
    "WorkerHealth",
]
