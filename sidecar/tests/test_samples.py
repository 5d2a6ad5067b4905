"""What the voice model's samples become on the wire."""

from __future__ import annotations

import numpy as np
import pytest

from qwen_tts_sidecar.audio import s16le


def test_what_is_too_loud_is_clipped() -> None:
    audio = np.array([0.0, 0.5, 1.0, 1.5, -1.0, -7.0], dtype=np.float32)
    samples = np.frombuffer(s16le(audio), dtype="<i2")
    assert samples.tolist() == [0, 16384, 32767, 32767, -32767, -32767]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_an_error_and_no_noise(bad: float) -> None:
    audio = np.zeros(1000, dtype=np.float32)
    audio[500] = bad
    with pytest.raises(ArithmeticError, match="no numbers"):
        s16le(audio)
