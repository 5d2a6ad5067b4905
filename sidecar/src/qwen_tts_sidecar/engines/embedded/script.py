"""From text to what the model speaks in one go, so that nothing of the text is dropped unnoticed.

hibari-tts reads most text well. What it would drop without an error is corrected here: decomposed accents, words longer
than its speller takes, currency signs behind the number, text that looks like its `[word](/phonemes/)` markup, and
sentences whose length no clause mark breaks (it would hold their whole spectrum in memory).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

MAX_PHONEMES = 400
"""Longest piece for the model; hibari's own limit for sentences that have clause marks."""

MAX_WORD_LETTERS = 24
"""Longest word that hibari's speller for unknown words reads (`maxlen` of its oov.json); it cuts the rest off."""

_CLAUSE_END = re.compile(r"(?<=[,;:—])\s+")
_MARKUP_JOINT = re.compile(r"\](?=\()")
_TRAILING_CURRENCY = re.compile(r"(?<![\w.,$€£])(\d[\d,]*(?:\.\d+)?)\s?([€£])(?!\s?\d)")
_LONG_WORD = re.compile(rf"[^\W\d_]{{{MAX_WORD_LETTERS + 1},}}")
_PAUSE_MARKS = frozenset(';:,.!?—…"()“” ')


def normalised(text: str) -> str:
    """Return the text in the form that hibari reads whole."""
    text = unicodedata.normalize("NFC", text)
    text = _MARKUP_JOINT.sub("] ", text)
    text = _TRAILING_CURRENCY.sub(r"\2\1", text)
    return _LONG_WORD.sub(lambda word: _in_pieces(word.group()), text)


def _in_pieces(word: str) -> str:
    starts = range(0, len(word), MAX_WORD_LETTERS)
    return " ".join(word[start : start + MAX_WORD_LETTERS] for start in starts)


def count_unspoken(text: str, alphabet: frozenset[str]) -> int:
    """Count the letters and digits of normalised text that are neither digits nor in the engine's alphabet."""
    return sum(
        1 for character in text if character.isalnum() and not character.isdecimal() and character not in alphabet
    )


def is_spoken(phonemes: str) -> bool:
    """Whether the phonemes hold more than pauses."""
    return any(phoneme not in _PAUSE_MARKS for phoneme in phonemes)


def pieces_of(phonemes: str, limit: int = MAX_PHONEMES) -> Iterator[str]:
    """Yield the phonemes in pieces of at most `limit`, broken at clause marks, else at words, else anywhere."""
    if len(phonemes) <= limit:
        yield phonemes
        return
    current = ""
    for clause in _CLAUSE_END.split(phonemes):
        for part in [clause] if len(clause) <= limit else _runs_of_words(clause, limit):
            if current and len(current) + 1 + len(part) > limit:
                yield current
                current = part
            else:
                current = f"{current} {part}" if current else part
    if current:
        yield current


def _runs_of_words(clause: str, limit: int) -> Iterator[str]:
    current = ""
    for word in clause.split(" "):
        for piece in (word[start : start + limit] for start in range(0, len(word), limit)):
            if current and len(current) + 1 + len(piece) > limit:
                yield current
                current = piece
            else:
                current = f"{current} {piece}" if current else piece
    if current:
        yield current


def spoken_pieces(text: str, sentences: Callable[[str], list[str]], phonemes: Callable[[str], str]) -> Iterator[str]:
    """Yield the phonemes of normalised text piece by piece, each as soon as it is known; nothing for unspeakable text.

    Pauses that open the text are held back until a first spoken sentence shows that there is anything to say.
    """
    held: list[str] = []
    spoken = False
    for sentence in sentences(text):
        for piece in pieces_of(phonemes(sentence)):
            if not piece:
                continue
            spoken = spoken or is_spoken(piece)
            held.append(piece)
            if spoken:
                yield from held
                held.clear()
