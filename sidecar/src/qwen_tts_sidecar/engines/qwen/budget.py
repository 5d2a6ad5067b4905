"""How long speech of a text can be, in frames. A request that reaches its budget is a runaway and is ended."""

from __future__ import annotations

import unicodedata

FRAMES_PER_SECOND = 12.5
"""Of the 12 Hz speech tokenizer: 1,920 samples at 24 kHz each."""

LEFT_CONTEXT_FRAMES = 25
"""Frames before a window that its decoding needs; the value that qwen-tts uses itself."""

ALLOWANCE = 50
"""Four seconds for any text: the pauses around it, and the slow reading of a heading or a single word."""

_PER_LETTER, _PER_DIGIT, _PER_IDEOGRAPH, _PER_MARK = 2.0, 8.0, 6.0, 1.0
"""Frames at about 2.5 times the length of calm speech: 16 letters a second; "1848" takes a second and more; four to
five Chinese, Japanese or Korean characters a second."""


def frame_budget(text: str) -> int:
    """Return the most frames that speech of the text may take."""
    return ALLOWANCE + round(sum(_frames(character) for character in text))


def _frames(character: str) -> float:
    if character.isspace():
        return 0.5
    if character.isnumeric():
        return _PER_DIGIT
    if not character.isalpha():
        return _PER_MARK
    return _PER_IDEOGRAPH if unicodedata.east_asian_width(character) in "WF" else _PER_LETTER
