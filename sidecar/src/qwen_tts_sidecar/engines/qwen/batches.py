"""Which of the waiting requests go into one generation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpeechJob:
    """One request in the engine process. `language` is a name of the checkpoint, or auto."""

    id: int
    text: str
    voice: str
    seed: int
    language: str = "auto"
    instructions: str | None = None

    @property
    def length(self) -> int:
        """Characters of its prompt: what it costs in padding beside a longer one."""
        return len(self.text) + len(self.instructions or "")


def choose_batch(waiting: Sequence[SpeechJob], limit: int) -> list[SpeechJob]:
    """Return up to `limit` of the waiting jobs, shortest first, the one that has waited longest among them.

    Of all runs of neighbours in length that hold that one, it is the run that needs least padding.
    """
    if not waiting:
        return []
    by_length = sorted(waiting, key=lambda job: job.length)
    size = min(limit, len(by_length))
    oldest = by_length.index(waiting[0])
    starts = range(max(0, oldest - size + 1), min(oldest, len(by_length) - size) + 1)
    runs = (by_length[start : start + size] for start in starts)
    return min(runs, key=padding)


def padding(batch: Sequence[SpeechJob]) -> int:
    """Return the characters by which the jobs of a batch are shorter than its longest."""
    return sum(batch[-1].length - job.length for job in batch)
