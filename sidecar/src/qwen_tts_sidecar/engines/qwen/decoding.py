"""From frames of codes to PCM, window by window. Imports torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import torch
from torch.nn.functional import pad

from qwen_tts_sidecar.audio import s16le
from qwen_tts_sidecar.engines.qwen.budget import LEFT_CONTEXT_FRAMES
from qwen_tts_sidecar.engines.qwen.memory import DECODED_FRAMES


@dataclass(frozen=True, slots=True)
class Window:
    """Codes of one row, shape (frames, codebooks); the first `context` frames were decoded before."""

    row: int
    codes: Any
    context: int


def window_of(row: int, history: Any, fresh: int) -> Window:
    """Return the window with the last `fresh` frames of a row's history, with as much context as decoding needs."""
    context = min(LEFT_CONTEXT_FRAMES, history.shape[0] - fresh)
    return Window(row, history[history.shape[0] - fresh - context :], context)


LENGTH_STEP = 25
"""Windows are filled up to multiples of it. The decoder is causal, so what comes after does not change a frame; and the
libraries below keep something for each new shape, which would add up over hours of different lengths."""


class WindowDecoder:
    """Decodes with the codec of a loaded model; windows of like length together, up to DECODED_FRAMES at once."""

    def __init__(self, codec: Any) -> None:
        self._codec = codec
        self._samples = int(codec.decode_upsample_rate)

    def decode(self, windows: Sequence[Window]) -> dict[int, bytes]:
        """Return mono s16le PCM by row, 1,920 samples a frame. ArithmeticError when the codec gives no numbers."""
        pcm: dict[int, bytes] = {}
        for length, group in groupby(sorted(windows, key=_filled_length), key=_filled_length):
            alike = list(group)
            at_once = max(1, DECODED_FRAMES // length)
            for start in range(0, len(alike), at_once):
                pcm.update(self._decode_alike(alike[start : start + at_once], length))
        return pcm

    def _decode_alike(self, windows: list[Window], length: int) -> dict[int, bytes]:
        filled = [pad(window.codes, (0, 0, 0, length - window.codes.shape[0])) for window in windows]
        codes = torch.stack(filled).transpose(1, 2)
        with torch.inference_mode():
            sound = self._codec.decoder(codes.to(self._codec.device)).squeeze(1).float().cpu().numpy()
        return {
            window.row: s16le(samples[window.context * self._samples : window.codes.shape[0] * self._samples].copy())
            for window, samples in zip(windows, sound, strict=True)
        }


def _filled_length(window: Window) -> int:
    return -(-int(window.codes.shape[0]) // LENGTH_STEP) * LENGTH_STEP
