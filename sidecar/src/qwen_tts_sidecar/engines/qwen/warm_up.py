"""A few frames before the first request, so that what cannot work is an error of the start. Imports torch."""

from __future__ import annotations

import torch

from qwen_tts_sidecar.engines.qwen.batches import SpeechJob
from qwen_tts_sidecar.engines.qwen.decoding import Window, WindowDecoder
from qwen_tts_sidecar.engines.qwen.generation import Generator
from qwen_tts_sidecar.engines.qwen.model import QwenModel
from qwen_tts_sidecar.engines.qwen.sink import JobEnd

WARM_UP_FRAMES = 4


class WarmUpSink:
    """Discards the audio, keeps a failure, and cancels the job after WARM_UP_FRAMES."""

    def __init__(self) -> None:
        self._steps = 0
        self.failure: str | None = None

    def started(self, job: int) -> None:
        """Do nothing."""

    def audio(self, job: int, pcm: bytes) -> None:
        """Discard it."""

    def ended(self, job: int, end: JobEnd) -> None:
        """Do nothing."""

    def failed(self, job: int, code: str, message: str) -> None:
        """Keep the message."""
        self.failure = message

    def heartbeat(self) -> None:
        """Count the steps."""
        self._steps += 1

    def limited(self, limit: int) -> None:
        """Do nothing: the warm-up has one job."""

    def is_cancelled(self, job: int) -> bool:
        """Return whether enough frames were made."""
        return self._steps > WARM_UP_FRAMES


def warm_up(model: QwenModel, device: str, voice: str) -> None:
    """Generate and decode a few frames; RuntimeError when the model cannot run like this."""
    sink = WarmUpSink()
    Generator(model, device, 1, sink).speak([SpeechJob(1, "One, two, three.", voice, seed=1)])
    if sink.failure:
        raise RuntimeError(f"the model does not run: {sink.failure}")
    silence = torch.zeros(WARM_UP_FRAMES, model.codebooks, dtype=torch.long)
    WindowDecoder(model.codec).decode([Window(0, silence, 0)])
