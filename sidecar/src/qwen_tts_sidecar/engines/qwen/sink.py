"""Where a generation's news go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from qwen_tts_sidecar.engines.base import FinishReason


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
