"""Makes texts that are nearly those of segments, so that takes of them are misreadings of the segments."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

# As many characters as one segment holds.
LONGEST = 320
SENTENCE_ENDS = re.compile(r"(?<=[.!?])(?<!Mr\.)(?<!Mrs\.)(?<!Dr\.)[ \n]+(?=[A-Z])")
WORD = re.compile(r"(?<![\w'\u2019-])[A-Za-z]{4,}(?![\w'\u2019-])")


@dataclass(frozen=True)
class Misreading:
    """A text that should be said, and what is said instead."""

    kind: str
    text: str
    spoken: str


def make(segments: list[str], count: int, seed: int) -> list[Misreading]:
    """So many of each kind, each of another segment."""
    chance = random.Random(seed)
    whole = [text for text in segments if " " in text and text[-1] in ".!?"]
    chance.shuffle(whole)
    made: dict[str, Misreading] = {}
    # With another sentence a segment of one would be another segment.
    for kind, change, least in (("wrong sentence", wrong_sentence, 2), ("dropped word", dropped_word, 1)):
        used = {misreading.text for misreading in made.values()}
        fitting = [text for text in whole if text not in used and len(SENTENCE_ENDS.split(text)) >= least]
        wanted = len(made) + count
        while len(made) < wanted:
            if not fitting:
                raise ValueError(f"{len(segments)} segments are too few for {count} misreadings of each kind")
            text = fitting.pop()
            spoken = change(text, segments, chance)
            if len(spoken) <= LONGEST and spoken not in made and spoken not in segments:
                made[spoken] = Misreading(kind, text, spoken)
    return list(made.values())


def wrong_sentence(text: str, segments: list[str], chance: random.Random) -> str:
    """Put a sentence of another segment in the place of one."""
    sentences = SENTENCE_ENDS.split(text)
    others = [sentence for other in chance.sample(segments, 20) for sentence in SENTENCE_ENDS.split(other)]
    fresh = [sentence for sentence in others if sentence not in text and sentence[-1] in ".!?"]
    sentences[chance.randrange(len(sentences))] = chance.choice(fresh)
    return " ".join(sentences)


def dropped_word(text: str, _: list[str], chance: random.Random) -> str:
    """Leave out a word of four letters or more."""
    word = chance.choice(list(WORD.finditer(text)))
    before, after = text[: word.start()], text[word.end() :]
    is_first = not before or before.rstrip()[-1] in ".!?"
    rest = after.lstrip()
    if is_first:
        return before + rest[0].upper() + rest[1:]
    # A mark behind the word goes to the one before it.
    return before + rest if rest[0].isalnum() else before.rstrip() + rest
