"""What became of recent requests, for clients of a stream, whose headers leave before the end is known."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

from qwen_tts_sidecar.engines.base import FinishReason

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
    """The latest outcomes by request id; the oldest fall out."""

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
