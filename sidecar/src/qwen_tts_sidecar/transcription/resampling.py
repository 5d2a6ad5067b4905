"""Audio at another sample rate: a windowed sinc, evaluated at each output sample's own place between the input's."""

from __future__ import annotations

from math import ceil, gcd
from typing import Any

import numpy as np

Samples = np.ndarray[Any, np.dtype[np.float32]]

ZERO_CROSSINGS = 24
"""Of the sinc, on each side: with the window below, what would fold back is 80 dB down."""

KAISER_BETA = 8.0

PASS_BAND = 0.95
"""Share of the lower of the two rates' band that is kept; the filter falls off between there and its end."""

ROWS = 1 << 14
"""Output samples that are made at a time; the windows they are made of overlap, and are copied for that (5 MB)."""


def resampled(audio: Samples, rate: int, target: int) -> Samples:
    """Return mono samples of `rate` Hz as samples of `target` Hz; of the same length in time, to a sample."""
    if rate == target or not len(audio):
        return audio
    up, down = target // gcd(rate, target), rate // gcd(rate, target)
    cutoff = PASS_BAND * min(1.0, target / rate)
    reach = ceil(ZERO_CROSSINGS / cutoff)
    padded = np.pad(audio, (reach, reach + down))
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
    made = np.zeros(ceil(len(audio) * up / down), dtype=np.float32)
    # Output sample n lies at n * down / up of the input: every `up` samples the fraction is the same.
    for first in range(min(up, len(made))):
        whole, part = divmod(first * down, up)
        mine, weights = made[first::up], _filter(part / up, cutoff, reach)
        rows = windows[whole::down]
        for begin in range(0, len(mine), ROWS):
            mine[begin : begin + ROWS] = rows[begin : begin + ROWS][: len(mine) - begin] @ weights
    return made


def _filter(fraction: float, cutoff: float, reach: int) -> Samples:
    """Return the weights of the 2 * reach + 1 input samples around a place that is `fraction` past the middle one."""
    distance = np.arange(-reach, reach + 1) - fraction
    inside = np.clip(1.0 - (distance / (reach + 1)) ** 2, 0.0, None)
    weights = cutoff * np.sinc(cutoff * distance) * np.i0(KAISER_BETA * np.sqrt(inside)) / np.i0(KAISER_BETA)
    evened: Samples = (weights / weights.sum()).astype(np.float32)
    return evened
