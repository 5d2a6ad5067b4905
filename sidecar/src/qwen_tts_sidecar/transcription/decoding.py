"""A client's audio file as Whisper wants it: mono, 16 kHz, float32."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from qwen_tts_sidecar.errors import RequestRejected
from qwen_tts_sidecar.transcription.base import MAX_AUDIO_SECONDS
from qwen_tts_sidecar.transcription.resampling import Samples, resampled

WHISPER_RATE = 16_000
RATES = range(4_000, 384_001)
BLOCK_FRAMES = 1 << 16


def decoded(data: bytes) -> tuple[Samples, float]:
    """Return the samples and the audio's seconds. RequestRejected for what is no audio, or none to be heard."""
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
