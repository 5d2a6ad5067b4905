"""A client's audio file in the form that Whisper takes: mono, 16 kHz, float32."""

from __future__ import annotations

import io
from math import ceil, gcd
from typing import Any

import numpy as np

from qwen_tts_sidecar.errors import RequestRejected
from qwen_tts_sidecar.transcription.base import MAX_AUDIO_SECONDS

Samples = np.ndarray[Any, np.dtype[np.float32]]

WHISPER_RATE = 16_000
RATES = range(4_000, 384_001)
BLOCK_FRAMES = 1 << 16

ZERO_CROSSINGS = 24
"""Of the sinc, on each side: with the window below, what would fold back is 80 dB down."""

KAISER_BETA = 8.0

PASS_BAND = 0.95
"""Share of the lower of the two rates' band that is kept; the filter falls off between there and its end."""

ROWS = 1 << 14
"""Output samples that are made at a time; the windows they are made of overlap, and are copied for that (5 MB)."""


def decoded(data: bytes) -> tuple[Samples, float]:
    """Return the samples and the audio's seconds. RequestRejected for what is no audio, or has no samples."""
    import soundfile

    if not data:
        raise RequestRejected("audio_empty", "The file is empty.", "file")
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as sound:
            rate: int = sound.samplerate
            if rate not in RATES:
                raise RequestRejected(
                    "audio_invalid", f"Sample rates from {RATES[0]} to {RATES[-1]} Hz are taken, not {rate}.", "file"
                )
            audio = _mono(sound, rate * MAX_AUDIO_SECONDS)
    except soundfile.LibsndfileError as error:
        raise RequestRejected(
            "audio_invalid",
            f"The file is no audio that can be read (WAV, FLAC, MP3, Ogg): {error.error_string}",
            "file",
        ) from error
    if not len(audio):
        raise RequestRejected("audio_empty", "The file holds no samples.", "file")
    if not np.isfinite(audio).all():
        raise RequestRejected("audio_invalid", "The file holds samples that are no numbers.", "file")
    return resampled(audio, rate, WHISPER_RATE), len(audio) / rate


def _mono(sound: Any, limit: int) -> Samples:
    blocks: list[Samples] = []
    frames = 0
    # What the header says of the length may be wrong either way: what can be read counts.
    while len(block := sound.read(BLOCK_FRAMES, dtype="float32", always_2d=True)):
        frames += len(block)
        if frames > limit:
            raise RequestRejected(
                "audio_too_long",
                f"The audio is longer than the {MAX_AUDIO_SECONDS} seconds that are taken.",
                "file",
            )
        blocks.append(block.mean(axis=1, dtype=np.float32))
    return np.concatenate(blocks) if blocks else np.zeros(0, dtype=np.float32)


def resampled(audio: Samples, rate: int, target: int) -> Samples:
    """Return mono samples of `rate` Hz as samples of `target` Hz; of the same length in time, to a sample.

    A windowed sinc, evaluated at each output sample's own place between the input's.
    """
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
