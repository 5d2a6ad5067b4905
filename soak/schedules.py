"""Which kills are tried: all distinct boundaries of an undisturbed run, and seeded random ones."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping

from interposer import Changes
from kills import PHASES, SIDES, Boundary, Kill, Plan

# Of these not only the first, middle and last are tried: with them a book gets its name.
_PUBLISHING = {("output", "rename"), ("output", "syncdir")}
# The first that a small sample takes: between a file's name and its row, and inside a transaction.
_TELLING = ("run output rename", "run take rename", "run store write", "enqueue journal sync")
_MOST_IN_A_ROW = 4
_MORE_IN_A_ROW = 0.4
_ENQUEUE_SHARE = 0.15
_BOUNDARY_SHARE = 0.3
# The end of a command is too late, and so is the time that a slow one took.
_LATEST = 0.9


def boundaries(counts: Mapping[str, Changes]) -> list[Kill]:
    """Every class, kind and side; the first, the middle and the last occurrence.

    On the disk, before a change is mostly the same as after the one that precedes it, so that side is tried once.
    """
    kills = []
    for phase in PHASES:
        for (file_class, kind), count in sorted(counts[phase].items()):
            middle = {1, (count + 1) // 2, count}
            for nth in sorted(range(1, count + 1) if (file_class, kind) in _PUBLISHING else middle):
                for side in SIDES if nth == 1 else ("after",):
                    kills.append(Kill(phase, Boundary(file_class, kind, nth, side)))
    return kills


def sample(kills: list[Kill], count: int, seed: int) -> list[Kill]:
    """Choose some boundaries: the most telling topics first, and each topic once before one comes again."""
    groups: dict[str, list[Kill]] = {}
    for kill in kills:
        groups.setdefault(_topic(kill), []).append(kill)
    others = sorted(groups.keys() - set(_TELLING))
    order = [topic for topic in _TELLING if topic in groups] + random.Random(seed).sample(others, len(others))
    rounds = [_shuffled(groups[topic], f"{seed}/{topic}") for topic in order]
    return [kill for turn in itertools.zip_longest(*rounds) for kill in turn if kill][:count]


def _shuffled(kills: list[Kill], seed: str) -> list[Kill]:
    """Those after a change first, since there is more to be lost or doubled than before it."""
    shuffled = random.Random(seed).sample(kills, len(kills))
    return sorted(shuffled, key=lambda kill: isinstance(kill.at, Boundary) and kill.at.side == "before")


def _topic(kill: Kill) -> str:
    return f"{kill.phase} {kill.at.file_class} {kill.at.kind}" if isinstance(kill.at, Boundary) else kill.phase


def random_plan(rng: random.Random, seconds: Mapping[str, float], counts: Mapping[str, Changes] | None) -> Plan:
    """One or more kills in a row at random; at boundaries too where `counts` tells which there are."""
    phases = ["enqueue"] if rng.random() < _ENQUEUE_SHARE else []
    phases.append("run")
    while len(phases) < _MOST_IN_A_ROW and rng.random() < _MORE_IN_A_ROW:
        phases.append("run")
    return tuple(_random_kill(rng, phase, seconds[phase], counts) for phase in phases)


def _random_kill(rng: random.Random, phase: str, seconds: float, counts: Mapping[str, Changes] | None) -> Kill:
    if counts and rng.random() < _BOUNDARY_SHARE:
        (file_class, kind), count = rng.choice(sorted(counts[phase].items()))
        return Kill(phase, Boundary(file_class, kind, rng.randint(1, count), rng.choice(SIDES)))
    return Kill(phase, round(rng.uniform(0, _LATEST * seconds), 3))
