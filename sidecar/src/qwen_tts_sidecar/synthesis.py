"""One synthesis under way: filled by the engine, read by a response, cancelled by either side; and its outcome."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict, deque
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal

from qwen_tts_sidecar.admission import Admission
from qwen_tts_sidecar.engines.base import (
    AudioChunk,
    EngineFailure,
    FinishReason,
    RequestRejected,
    SpeechEngine,
    SynthesisEnd,
    SynthesisRequest,
)
from qwen_tts_sidecar.errors import RequestCancelled
from qwen_tts_sidecar.metrics import Metrics

logger = logging.getLogger(__name__)

SAMPLE_BYTES = 2

KEPT_OUTCOMES = 1024

RequestState = Literal["queued", "running", "finished", "rejected", "failed", "cancelled"]


@dataclass(slots=True)
class Outcome:
    """One request: `samples` made so far; `finish_reason` once finished; `error` is a stable code, with a sentence."""

    id: str
    state: RequestState = "queued"
    finish_reason: FinishReason | None = None
    samples: int = 0
    engine_seconds: float = 0.0
    unspoken_characters: int = 0
    batch_size: int = 1
    seed: int = 0
    error: str | None = None
    error_message: str | None = None


class OutcomeLog:
    """The latest outcomes by request id, for clients of a stream, whose headers are sent before the end is known."""

    def __init__(self, kept: int = KEPT_OUTCOMES) -> None:
        self._kept = kept
        self._outcomes: OrderedDict[str, Outcome] = OrderedDict()

    def open(self, identifier: str, seed: int) -> Outcome:
        """Begin an outcome; a later request under the same id replaces it."""
        self._outcomes.pop(identifier, None)
        outcome = self._outcomes[identifier] = Outcome(identifier, seed=seed)
        if len(self._outcomes) > self._kept:
            self._outcomes.popitem(last=False)
        return outcome

    def find(self, identifier: str) -> Outcome | None:
        """Return the outcome, if it is still kept."""
        return self._outcomes.get(identifier)


class SynthesisCancelled(RequestCancelled):
    """The synthesis was cancelled, so its audio is not complete."""


class Synthesis:
    """Runs in a task of its own, so that a slow reader never blocks the engine; its audio waits in memory.

    Raises RequestRejected (503) on creation when the queue is full.
    """

    def __init__(
        self,
        engine: SpeechEngine,
        admission: Admission,
        metrics: Metrics,
        request: SynthesisRequest,
        outcome: Outcome,
        sample_rate: int,
    ) -> None:
        self.request, self.outcome, self.sample_rate = request, outcome, sample_rate
        self._engine, self._admission, self._metrics = engine, admission, metrics
        self._arrived = time.perf_counter()
        self._made: deque[bytes | BaseException | None] = deque()
        self._changed = asyncio.Event()
        self._ticket = admission.enter()
        self._task = asyncio.create_task(self._run())
        # A task that is cancelled before its first step never runs, so the clean-up cannot live inside it.
        self._task.add_done_callback(self._ended)

    async def _run(self) -> None:
        try:
            await self._ticket
            self.outcome.state = "running"
            await self._synthesize()
            self.outcome.state = "finished"
        except RequestRejected as rejection:
            self._fail("rejected", rejection.code, rejection)
        except EngineFailure as failure:
            logger.error("request %s failed: %s", self.outcome.id, failure)
            self._fail("failed", failure.code, failure)
        except Exception as error:
            logger.exception("request %s failed", self.outcome.id)
            self._fail("failed", "internal_error", error)

    def _ended(self, _: asyncio.Task[None]) -> None:
        self._admission.leave(self._ticket)
        if self.outcome.state in ("queued", "running"):
            self.outcome.finish_reason = FinishReason.CANCELLED
            self._fail("cancelled", "cancelled", SynthesisCancelled())
        self._metrics.requests.labels(self.outcome.state).inc()
        self._add(None)

    async def _synthesize(self) -> None:
        async with aclosing(self._engine.synthesize(self.request)) as events:
            async for event in events:
                match event:
                    case AudioChunk(pcm):
                        if not self.outcome.samples:
                            self._metrics.first_byte_seconds.observe(time.perf_counter() - self._arrived)
                        samples = len(pcm) // SAMPLE_BYTES
                        self.outcome.samples += samples
                        self._metrics.audio_seconds.inc(samples / self.sample_rate)
                        self._add(pcm)
                    case SynthesisEnd(reason, engine_seconds, unspoken, batch_size):
                        self.outcome.finish_reason = reason
                        self.outcome.engine_seconds = engine_seconds
                        self.outcome.unspoken_characters = unspoken
                        self.outcome.batch_size = batch_size
                        self._metrics.synthesis_seconds.inc(engine_seconds)

    def _fail(self, state: RequestState, code: str, error: BaseException) -> None:
        self.outcome.state = state
        self.outcome.error, self.outcome.error_message = code, str(error) or None
        self._add(error)

    def _add(self, made: bytes | BaseException | None) -> None:
        self._made.append(made)
        self._changed.set()

    def cancel(self) -> None:
        """Stop the work, or the wait for it; harmless when it has ended."""
        self._task.cancel()

    async def begun(self) -> None:
        """Wait until there is audio to send, so that whatever goes wrong before can still be an error answer."""
        await self._changed.wait()
        if isinstance(self._made[0], BaseException):
            raise self._made[0]

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Yield the PCM as it is made. Raises what went wrong; SynthesisCancelled after `cancel`."""
        while True:
            await self._changed.wait()
            while self._made:
                chunk = self._made.popleft()
                if chunk is None:
                    return
                if isinstance(chunk, BaseException):
                    raise chunk
                yield chunk
            self._changed.clear()

    async def collect(self) -> bytes:
        """Return all of the PCM."""
        return b"".join([chunk async for chunk in self.chunks()])
