"""How workers are doing: how far they have loaded, and whether they can work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

LoadProgress = Callable[[float, str], None]
"""Called with a fraction from 0 to 1 and a sentence."""


@dataclass(frozen=True, slots=True)
class WorkerHealth:
    """One worker: `state` is loading, idle, busy or dead."""

    pid: int | None
    state: str


@dataclass(frozen=True, slots=True)
class PoolHealth:
    """Whether workers of one kind can work. `error` is a sentence when they cannot and will not by themselves."""

    workers: Sequence[WorkerHealth]
    restarts: int
    error: str | None = None
