"""Where a kill falls, in words that can be read back: `run@0.412`, `run:take/rename#3:after`."""

from __future__ import annotations

import re
from dataclasses import dataclass

PHASES = ("enqueue", "run")
SIDES = ("before", "after")
_BOUNDARY = re.compile(r"(\w+)/(\w+)#([1-9]\d*):(\w+)")


@dataclass(frozen=True)
class Boundary:
    """A place between two changes on the disk: before or after the nth of one class of files and kind of change."""

    file_class: str
    kind: str
    nth: int
    side: str

    def __str__(self) -> str:
        return f"{self.file_class}/{self.kind}#{self.nth}:{self.side}"

    @staticmethod
    def parse(text: str) -> Boundary:
        """Read what `str` wrote."""
        match = _BOUNDARY.fullmatch(text)
        if not match or match[4] not in SIDES:
            raise ValueError(f"not a boundary: {text}")
        return Boundary(match[1], match[2], int(match[3]), match[4])


@dataclass(frozen=True)
class Kill:
    """A SIGKILL to one command: some seconds after its start, or at a boundary."""

    phase: str
    at: float | Boundary

    def __str__(self) -> str:
        return f"{self.phase}:{self.at}" if isinstance(self.at, Boundary) else f"{self.phase}@{self.at:.3f}"

    @property
    def place(self) -> str:
        """Where it falls, without numbers, for the summary."""
        return f"{self.phase}, {self.at.file_class if isinstance(self.at, Boundary) else 'any moment'}"

    @staticmethod
    def parse(text: str) -> Kill:
        """Read what `str` wrote."""
        phase, mark, rest = text.partition("@") if "@" in text else text.partition(":")
        if phase not in PHASES or not rest:
            raise ValueError(f"not a kill: {text}")
        return Kill(phase, float(rest) if mark == "@" else Boundary.parse(rest))


# Kills that follow each other, before a run is let through.
Plan = tuple[Kill, ...]


def format_plan(plan: Plan) -> str:
    """Write a plan as one word."""
    return ",".join(str(kill) for kill in plan)


def parse_plan(text: str) -> Plan:
    """Read a plan from one word."""
    return tuple(Kill.parse(part) for part in text.split(","))
