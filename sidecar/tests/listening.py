"""What tests of transcription share: recordings, and how far a transcript is from its text."""

from __future__ import annotations

import io
import re
from typing import Any

import httpx
import numpy as np
import soundfile

PATH = "/v1/audio/transcriptions"

SPOKEN = (
    "The river was broad and quiet in the evening. Nobody spoke for a while, and then the boat moved on past the old "
    "mill. He had counted the lamps on his first night, and he counted them still, under his breath."
)


def transcribe(client: httpx.Client, audio: bytes, **fields: Any) -> httpx.Response:
    data = {{"granularities": "timestamp_granularities[]"}.get(name, name): value for name, value in fields.items()}
    return client.post(PATH, files={"file": ("take.wav", audio)}, data=data)


def error_of(answer: httpx.Response) -> tuple[int, str, str | None]:
    error = answer.json()["error"]
    assert error.keys() == {"message", "type", "param", "code"}
    return answer.status_code, error["code"], error["param"]


def sound_file(samples: Any, rate: int = 24_000, container: str = "WAV", subtype: str | None = None) -> bytes:
    target = io.BytesIO()
    soundfile.write(target, samples, rate, format=container, subtype=subtype)
    return target.getvalue()


def samples_of(recording: bytes) -> np.ndarray[Any, np.dtype[np.float32]]:
    samples: np.ndarray[Any, np.dtype[np.float32]] = soundfile.read(io.BytesIO(recording), dtype="float32")[0]
    return samples


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def word_errors(text: str, transcript: str) -> float:
    """Return the share of the text's words that were changed, left out or added."""
    wanted, heard = words_of(text), words_of(transcript)
    row = list(range(len(heard) + 1))
    for index, word in enumerate(wanted, 1):
        above, row[0] = row[:], index
        for column, other in enumerate(heard, 1):
            row[column] = min(above[column] + 1, row[column - 1] + 1, above[column - 1] + (word != other))
    return row[-1] / len(wanted)
