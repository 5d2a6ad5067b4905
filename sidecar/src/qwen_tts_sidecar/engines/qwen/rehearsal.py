"""A few frames before the first request, so that what cannot work is an error of the start. Imports torch."""

from __future__ import annotations

import torch

from qwen_tts_sidecar.engines.qwen.batches import SpeechJob
from qwen_tts_sidecar.engines.qwen.decoding import Window, WindowDecoder
from qwen_tts_sidecar.engines.qwen.generation import Generator
from qwen_tts_sidecar.engines.qwen.model import QwenModel
from qwen_tts_sidecar.engines.qwen.sink import JobEnd

REHEARSED_FRAMES = 4


class Rehearsal:
    """A sink that has heard enough after REHEARSED_FRAMES."""

    def __init__(self) -> None:
        self._steps = 0
        self.failure: str | None = None

    def started(self, job: int) -> None:
        """Expect the first step."""

    def audio(self, job: int, pcm: bytes) -> None:
        """Leave it unheard."""

    def ended(self, job: int, end: JobEnd) -> None:
        """Be content."""

    def failed(self, job: int, code: str, message: str) -> None:
        """Keep the reason."""
        self.failure = message

    def alive(self) -> None:
        """Count the steps."""
        self._steps += 1

    def limited(self, limit: int) -> None:
        """Leave it: one at a time is rehearsed."""

    def is_cancelled(self, job: int) -> bool:
        """Return whether enough was made."""
        return self._steps > REHEARSED_FRAMES


def rehearse(model: QwenModel, device: str, voice: str) -> None:
    """Generate and decode a few frames; RuntimeError when the model cannot run like this."""
    rehearsal = Rehearsal()
    Generator(model, device, 1, rehearsal).speak([SpeechJob(1, "One, two, three.", voice, seed=1)])
    if rehearsal.failure:
        raise RuntimeError(f"the model does not run: {rehearsal.failure}")
    silence = torch.zeros(REHEARSED_FRAMES, model.codebooks, dtype=torch.long)
    WindowDecoder(model.codec).decode([Window(0, silence, 0)])
