"""Mono s16le PCM: from an engine's samples, and into containers."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # only workers load it
    import numpy as np

MEDIA_TYPES = {
    "wav": "audio/wav",
    "pcm": "audio/pcm",
    "flac": "audio/flac",
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
}
_SOUNDFILE_FORMATS = {"flac": ("FLAC", "PCM_16"), "mp3": ("MP3", "MPEG_LAYER_III"), "opus": ("OGG", "OPUS")}

_FULL_SCALE = 32_767.0


def s16le(audio: np.ndarray[Any, np.dtype[np.float32]]) -> bytes:
    """Return samples from -1 to 1 as s16le, clipped; the array is used up. ArithmeticError for NaN and infinities."""
    import numpy as np

    if not np.isfinite(audio).all():
        raise ArithmeticError("the voice model returned samples that are no numbers")
    np.clip(audio, -1.0, 1.0, out=audio)
    audio *= _FULL_SCALE
    np.rint(audio, out=audio)
    return audio.astype("<i2").tobytes()


def encode(pcm: bytes, sample_rate: int, container: str) -> bytes:
    """Return the PCM in one of the containers of MEDIA_TYPES. CPU-bound except for wav and pcm."""
    if container == "pcm":
        return pcm
    if container == "wav":
        return wav_header(len(pcm), sample_rate) + pcm
    import soundfile

    major, subtype = _SOUNDFILE_FORMATS[container]
    target = io.BytesIO()
    with soundfile.SoundFile(
        target, "w", samplerate=sample_rate, channels=1, format=major, subtype=subtype
    ) as sound:  # fmt: skip
        sound.buffer_write(pcm, dtype="int16")
    return target.getvalue()


def wav_header(length: int, sample_rate: int) -> bytes:
    """Return the 44 bytes before `length` bytes of mono s16le PCM."""
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        *(b"RIFF", 36 + length, b"WAVE"),
        *(b"fmt ", 16, 1, 1, sample_rate, sample_rate * 2, 2, 16),
        *(b"data", length),
    )
