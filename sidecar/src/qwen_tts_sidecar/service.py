"""The speech service: one engine, its queue, its metrics. The routes use nothing else."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from qwen_tts_sidecar.admission import Admission
from qwen_tts_sidecar.engines.base import EngineDescription, LoadProgress, SpeechEngine, SynthesisRequest
from qwen_tts_sidecar.errors import RequestRejected
from qwen_tts_sidecar.languages import speaks
from qwen_tts_sidecar.metrics import Metrics
from qwen_tts_sidecar.synthesis import OutcomeLog, Synthesis


@dataclass(frozen=True, slots=True)
class UncheckedRequest:
    """What a client asks for, before it is checked against the engine."""

    text: str
    voice: str | None = None
    speed: float = 1.0
    seed: int | None = None
    language: str | None = None
    instructions: str | None = None


class SpeechService:
    """Not ready until `load` has returned: requests before that are rejected with 503 `loading`."""

    def __init__(self, engine: SpeechEngine, instance: str, queue_factor: int) -> None:
        self.engine, self.instance = engine, instance
        self.description: EngineDescription | None = None
        self.outcomes = OutcomeLog()
        self.metrics = Metrics(
            lambda: self._admission.in_flight, lambda: self._admission.queued, lambda: engine.health().restarts
        )
        self._queue_factor = queue_factor
        self._admission = Admission(0, 0)
        self._created = time.monotonic()

    async def load(self, progress: LoadProgress) -> EngineDescription:
        """Load the engine; StartupError when that is impossible."""
        description = await self.engine.load(progress)
        slots = description.max_concurrency + description.lookahead
        self._admission = Admission(slots, description.max_concurrency * self._queue_factor)
        self.description = description
        return description

    @property
    def status(self) -> str:
        """The state as in `/health`: loading, ok or error."""
        if self.description is None:
            return "loading"
        return "error" if self.engine.health().error else "ok"

    @property
    def in_flight(self) -> int:
        """How many requests the engine works on."""
        return self._admission.in_flight

    @property
    def queued(self) -> int:
        """How many requests wait for the engine."""
        return self._admission.queued

    @property
    def uptime_seconds(self) -> float:
        """Seconds since the service was created."""
        return time.monotonic() - self._created

    def ready_description(self) -> EngineDescription:
        """Return what the engine can do; RequestRejected (503) while it loads."""
        if self.description is None:
            raise RequestRejected("loading", "The engine is still loading.", status=503, headers={"Retry-After": "1"})
        return self.description

    def synthesize(self, unchecked: UncheckedRequest, request_id: str) -> Synthesis:
        """Check the request and start on it, or queue it. RequestRejected for what cannot be done, or not now."""
        try:
            description = self.ready_description()
            request = checked(unchecked, description)
            self.engine.check(request)
            outcome = self.outcomes.open(request_id, request.seed)
            return Synthesis(
                self.engine, self._admission, self.metrics, request, outcome, description.sample_rate
            )  # fmt: skip
        except RequestRejected:
            self.metrics.requests.labels("rejected").inc()
            raise


def checked(unchecked: UncheckedRequest, description: EngineDescription) -> SynthesisRequest:
    """Return the checked request; RequestRejected names the field that does not fit the engine."""
    if not unchecked.text.strip():
        raise RequestRejected("text_empty", "There is no text to speak.", "input")
    if len(unchecked.text) > description.max_input_characters:
        raise RequestRejected(
            "text_too_long",
            f"The text has {len(unchecked.text)} characters; at most {description.max_input_characters} are taken.",
            "input",
        )
    slowest, fastest = description.speed_range
    if not slowest <= unchecked.speed <= fastest:
        has = f"one speed, {slowest:g}" if slowest == fastest else f"speeds from {slowest:g} to {fastest:g}"
        message = f"The engine {description.engine} has {has}; it does not speak at {unchecked.speed:g}."
        raise RequestRejected("speed_out_of_range", message, "speed")
    name = unchecked.voice or description.default_voice
    voice = next((voice for voice in description.voices if voice.id == name), None)
    if voice is None:
        available = ", ".join(voice.id for voice in description.voices)
        if name in description.unavailable_voices:
            reason = description.unavailable_voices[name]
            raise RequestRejected(
                "voice_unavailable", f"The voice {name} cannot be used: {reason}. Available: {available}.", "voice"
            )
        raise RequestRejected("voice_unknown", f"There is no voice {name}. Available: {available}.", "voice")
    if unchecked.language is not None and not speaks(voice.languages, unchecked.language):
        raise RequestRejected(
            "language_not_supported",
            f"The voice {name} speaks {', '.join(voice.languages)}, not {unchecked.language}.",
            "language",
        )
    return SynthesisRequest(
        text=unchecked.text,
        voice=name,
        seed=secrets.randbits(32) if unchecked.seed is None else unchecked.seed,
        speed=unchecked.speed,
        language=unchecked.language,
        instructions=unchecked.instructions if description.supports_instructions else None,
    )
