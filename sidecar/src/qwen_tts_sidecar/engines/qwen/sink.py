"""What becomes of the jobs of a generation: to whom it is told, and how the server hears of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol

from qwen_tts_sidecar.engines.base import FinishReason
from qwen_tts_sidecar.engines.qwen.batches import SpeechJob
from qwen_tts_sidecar.workers.channel import Channel, FrameKind
from qwen_tts_sidecar.workers.inbox import Inbox

ALIVE_SECONDS = 1.0
"""Shortest time between two signs of life."""


@dataclass(frozen=True, slots=True)
class JobEnd:
    """How a job ended: after so many `frames`, in a generation of `batch_size` jobs."""

    reason: FinishReason
    frames: int
    batch_size: int
    engine_seconds: float


class Sink(Protocol):
    """Takes what becomes of jobs, by their ids; called on the thread that generates."""

    def started(self, job: int) -> None:
        """Tell that the job's generation begins."""

    def audio(self, job: int, pcm: bytes) -> None:
        """Pass on more of its audio, mono s16le."""

    def ended(self, job: int, end: JobEnd) -> None:
        """Tell that it is over."""

    def failed(self, job: int, code: str, message: str) -> None:
        """Tell that it is over, without all of its audio."""

    def alive(self) -> None:
        """Tell that a frame was made."""

    def limited(self, limit: int) -> None:
        """Tell that from now on so many jobs at most are spoken at once."""

    def is_cancelled(self, job: int) -> bool:
        """Return whether nobody waits for it any more."""


class ServerSink:
    """Tells the server."""

    def __init__(self, channel: Channel, inbox: Inbox[SpeechJob]) -> None:
        self._channel, self._inbox = channel, inbox
        self._last_sign = 0.0

    def started(self, job: int) -> None:
        """Tell that the job's generation begins."""
        self._channel.send(FrameKind.STARTED, job, {})

    def audio(self, job: int, pcm: bytes) -> None:
        """Pass on more of its audio."""
        self._channel.send(FrameKind.AUDIO, job, pcm)

    def ended(self, job: int, end: JobEnd) -> None:
        """Tell that it is over."""
        facts = {"reason": end.reason, "batch_size": end.batch_size, "engine_seconds": end.engine_seconds}
        self._channel.send(FrameKind.END, job, facts)
        self._inbox.forget(job)

    def failed(self, job: int, code: str, message: str) -> None:
        """Tell that it is over, without all of its audio."""
        self._channel.send(FrameKind.FAILED, job, {"code": code, "message": message})
        self._inbox.forget(job)

    def alive(self) -> None:
        """Tell that a frame was made, if that was not told a moment ago."""
        now = time.monotonic()
        if now - self._last_sign >= ALIVE_SECONDS:
            self._last_sign = now
            self._channel.send(FrameKind.ALIVE, 0, {})

    def limited(self, limit: int) -> None:
        """Tell how many are spoken at once from now on."""
        self._channel.send(FrameKind.LIMIT, 0, {"max_batch": limit})

    def is_cancelled(self, job: int) -> bool:
        """Return whether nobody waits for it any more."""
        return self._inbox.is_cancelled(job)
