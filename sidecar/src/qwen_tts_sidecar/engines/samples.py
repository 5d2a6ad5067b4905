"""Samples as the engines' libraries make them, turned into the server's PCM."""

from __future__ import annotations

from typing import Any

import numpy as np

_FULL_SCALE = 32_767.0


def s16le(audio: np.ndarray[Any, np.dtype[np.float32]]) -> bytes:
    """Return samples from -1 to 1 as s16le, clipped; the array is used up. ArithmeticError for NaN and infinities."""
    if not np.isfinite(audio).all():
        raise ArithmeticError("the voice model gave samples that are no numbers")
    np.clip(audio, -1.0, 1.0, out=audio)
    audio *= _FULL_SCALE
    np.rint(audio, out=audio)
    return audio.astype("<i2").tobytes()
