"""From text to pieces for the model: nothing lost, nothing too long."""

from __future__ import annotations

import pytest

from qwen_tts_sidecar.engines.embedded.script import count_unspoken, is_spoken, normalised, pieces_of, spoken_pieces


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("e\u0301te\u0301", "\u00e9t\u00e9"),
        ("10€ or 3.50 £, not €5 2", "€10 or £3.50, not €5 2"),
        ("see [this](that)", "see [this] (that)"),
        ("a" * 50, f"{'a' * 24} {'a' * 24} aa"),
        ("An ordinary sentence, left alone.", "An ordinary sentence, left alone."),
    ],
)
def test_normalised(text: str, expected: str) -> None:
    assert normalised(text) == expected


@pytest.mark.parametrize(
    "phonemes",
    ["short", "one, two; three " * 60, "word " * 300, "x" * 1_000, "a, " + "b" * 900 + " c", "ˈa " * 133 + "ˈa"],
)
def test_pieces_are_short_enough_and_lose_nothing(phonemes: str) -> None:
    pieces = list(pieces_of(phonemes))
    assert all(0 < len(piece) <= 400 for piece in pieces)
    assert "".join(pieces).replace(" ", "") == phonemes.replace(" ", "")


def test_pieces_break_at_clauses_first() -> None:
    clause = "ab " * 60 + "ab,"
    assert list(pieces_of(f"{clause} {clause} {clause}")) == [f"{clause} {clause}", clause]


def test_leading_pauses_wait_for_something_spoken() -> None:
    split = str.split
    assert list(spoken_pieces("... — hi ! yo", split, str)) == ["...", "—", "hi", "!", "yo"]
    assert list(spoken_pieces("... — !", split, str)) == []


def test_is_spoken_and_unspoken() -> None:
    assert is_spoken("hˈʌ?")
    assert not is_spoken(' …?!"”()')
    alphabet = frozenset("abcdefghijklmnopqrstuvwxyz")
    assert count_unspoken("abc 12 \u4f60\u597d \U0001f600 \u0661!", alphabet) == 2
