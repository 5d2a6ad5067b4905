"""Makes English prose for measurements: any length, the same for the same seed, no sentence twice."""

from __future__ import annotations

import random

PEOPLE = [
    "the baker",
    "a sailor",
    "Mrs. Ferrow",
    "the old clerk",
    "her brother",
    "Dr. Lindqvist",
    "the twins",
    "a guard",
]
VERBS = ["carried", "forgot", "painted", "followed", "mended", "counted", "found", "sold", "measured", "hid"]
THINGS = ["lantern", "ladder", "letter", "garden gate", "boat", "kettle", "clock", "ledger", "violin", "map", "barrel"]
QUALITIES = ["quiet", "yellow", "heavy", "broken", "narrow", "borrowed", "patient", "crooked", "distant", "warm"]
PLACES = ["by the harbour", "behind the mill", "on the upper road", "in the empty hall", "under the bridge"]
TIMES = ["before sunrise", "after the rain", "on market day", "all through the winter", "at a quarter past nine"]
LINKS = ["because", "although", "while", "so that", "until", "and"]


def sentence(chance: random.Random) -> str:
    """One sentence of 60 to 150 characters."""
    clauses = []
    for _ in range(chance.choice([1, 2, 2, 3])):
        thing = f"the {chance.choice(QUALITIES)} {chance.choice(THINGS)}"
        place = chance.choice([*PLACES, *TIMES])
        clauses.append(f"{chance.choice(PEOPLE)} {chance.choice(VERBS)} {thing} {place}")
    text = clauses[0]
    for clause in clauses[1:]:
        text += f", {chance.choice(LINKS)} {clause}"
    return text[0].upper() + text[1:] + "."


def book(characters: int, seed: int) -> str:
    """A plain-text book of at least so many characters, with chapters and paragraphs."""
    chance = random.Random(seed)
    seen: set[str] = set()
    parts: list[str] = []
    length, chapter = 0, 0
    while length < characters:
        if length >= chapter * 20_000:
            chapter += 1
            parts.append(f"\nCHAPTER {chapter}\n")
        paragraph: list[str] = []
        while len(paragraph) < chance.randint(2, 6):
            fresh = sentence(chance)
            if fresh not in seen:
                seen.add(fresh)
                paragraph.append(fresh)
        parts.append(" ".join(paragraph) + "\n")
        length += len(parts[-1]) + 1
    return "\n".join(parts)
