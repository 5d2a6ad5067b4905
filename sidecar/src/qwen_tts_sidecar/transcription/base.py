"""What a client asks of a transcription, and what it gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MAX_AUDIO_SECONDS = 600
"""The longest audio that is taken: the longest text of one speech request takes about that long to speak."""

MAX_BEAM_SIZE = 10


@dataclass(frozen=True, slots=True)
class TranscriptionRequest:
    """One checked request: a whole audio file, its language (None: detected), and whether times are wanted."""

    audio: bytes
    language: str | None = None
    beam_size: int = 1
    words: bool = False
    segments: bool = False


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was recognised.

    `duration` and all times are seconds of the audio; `words` have `word, start, end, probability` and are None where
    they were not asked for; `segments` are as OpenAI has them. `cpu_seconds` is what the transcriber spent on it.
    """

    text: str
    language: str
    duration: float
    words: list[dict[str, Any]] | None
    segments: list[dict[str, Any]]
    cpu_seconds: float

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Transcript:
        """Return the transcript that a transcriber has sent."""
        return cls(**value)
