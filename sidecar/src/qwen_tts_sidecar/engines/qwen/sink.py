"""The results of a generation's jobs, and how they are sent to the server."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol

from qwen_tts_sidecar.engines.base import FinishReason
from qwen_tts_sidecar.engines.qwen.batches import SpeechJob
from qwen_tts_sidecar.workers.channel import Channel, FrameKind
from qwen_tts_sidecar.workers.inbox import Inbox

HEARTBEAT_SECONDS = 1.0
"""Shortest time between two heartbeats."""


@dataclass(frozen=True, slots=True)
class JobEnd:
    """How a job ended: after so many `frames`, in a generation of `batch_size` jobs."""

    reason: FinishReason
    frames: int
    batch_size: int
    engine_seconds: float


class Sink(Protocol):
    """Takes the results of jobs, by their ids; called on the thread that generates."""

    def started(self, job: int) -> None:
        """Handle the start of the job's generation."""

    def audio(self, job: int, pcm: bytes) -> None:
        """Take more of its audio, mono s16le."""

    def ended(self, job: int, end: JobEnd) -> None:
        """Handle its end."""

    def failed(self, job: int, code: str, message: str) -> None:
        """Handle its end, without all of its audio."""

    def heartbeat(self) -> None:
        """Handle one more frame."""

    def limited(self, limit: int) -> None:
        """Handle a change of the most jobs at once."""

    def is_cancelled(self, job: int) -> bool:
        """Return whether its request was cancelled."""


class ServerSink:
    """Sends the results to the server."""

    def __init__(self, channel: Channel, inbox: Inbox[SpeechJob]) -> None:
        self._channel, self._inbox = channel, inbox
        self._last_heartbeat = 0.0

    def started(self, job: int) -> None:
        """Report the start of the job's generation."""
        self._channel.send(FrameKind.STARTED, job, {})

    def audio(self, job: int, pcm: bytes) -> None:
        """Send more of its audio."""
        self._channel.send(FrameKind.AUDIO, job, pcm)

    def ended(self, job: int, end: JobEnd) -> None:
        """Report its end."""
        facts = {"reason": end.reason, "batch_size": end.batch_size, "engine_seconds": end.engine_seconds}
        self._channel.send(FrameKind.END, job, facts)
        self._inbox.remove(job)

    def failed(self, job: int, code: str, message: str) -> None:
        """Report its end, without all of its audio."""
        self._channel.send(FrameKind.FAILED, job, {"code": code, "message": message})
        self._inbox.remove(job)

    def heartbeat(self) -> None:
        """Send a heartbeat, if the last one is not too recent."""
        now = time.monotonic()
        if now - self._last_heartbeat >= HEARTBEAT_SECONDS:
            self._last_heartbeat = now
            self._channel.send(FrameKind.HEARTBEAT, 0, {})

    def limited(self, limit: int) -> None:
        """Report a change of the most jobs at once."""
        self._channel.send(FrameKind.LIMIT, 0, {"max_batch": limit})

    def is_cancelled(self, job: int) -> bool:
        """Return whether its request was cancelled."""
        return self._inbox.is_cancelled(job)
