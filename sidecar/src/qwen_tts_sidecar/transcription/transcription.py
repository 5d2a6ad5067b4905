"""One transcription under way: waits for a transcriber, is cancelled with its client."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from qwen_tts_sidecar.admission import Admission
from qwen_tts_sidecar.errors import RequestCancelled, RequestRejected
from qwen_tts_sidecar.metrics import TranscriptionMetrics
from qwen_tts_sidecar.transcription.base import Transcript

logger = logging.getLogger(__name__)


class Transcription:
    """Runs `work` in a task of its own once it is its turn.

    Raises RequestRejected (503) on creation when the queue is full.
    """

    def __init__(
        self,
        work: Callable[[], Awaitable[Transcript]],
        admission: Admission,
        metrics: TranscriptionMetrics,
        request_id: str,
    ) -> None:
        self._work, self._admission, self._metrics, self._id = work, admission, metrics, request_id
        self._ticket = admission.enter()
        self._task = asyncio.create_task(self._run())
        # A task that is cancelled before its first step never runs, so the clean-up cannot live inside it.
        self._task.add_done_callback(self._ended)

    async def _run(self) -> Transcript:
        await self._ticket
        return await self._work()

    def _ended(self, task: asyncio.Task[Transcript]) -> None:
        self._admission.leave(self._ticket)
        self._metrics.requests.labels(self._outcome(task)).inc()

    def _outcome(self, task: asyncio.Task[Transcript]) -> str:
        if task.cancelled():
            return "cancelled"
        error = task.exception()
        if error is None:
            self._metrics.audio_seconds.inc(task.result().duration)
            self._metrics.cpu_seconds.inc(task.result().cpu_seconds)
            return "finished"
        if isinstance(error, RequestRejected):
            return "rejected"
        logger.error("transcription %s failed: %s", self._id, error)
        return "failed"

    def cancel(self) -> None:
        """Stop the work, or the wait for it; harmless when it has ended."""
        self._task.cancel()

    async def transcript(self) -> Transcript:
        """Wait for the transcript. Raises what went wrong; RequestCancelled after `cancel`."""
        await asyncio.wait({self._task})
        if self._task.cancelled():
            raise RequestCancelled
        return self._task.result()
