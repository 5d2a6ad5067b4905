"""Counts what became of the kills, as a table and as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from cycle import Outcome
from kills import Kill, format_plan


@dataclass
class Line:
    """The kills that fell into one place."""

    kills: int = 0
    # In cycles after which all was as after the undisturbed run.
    resumed: int = 0
    # Where the command ended before its kill.
    missed: int = 0
    seconds: float = 0


@dataclass
class Tally:
    """Everything so far."""

    lines: dict[str, Line] = field(default_factory=dict)
    failures: list[Outcome] = field(default_factory=list)
    cycles: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count a cycle."""
        self.cycles += 1
        if outcome.problems:
            self.failures.append(outcome)
        share = outcome.seconds / max(1, len(outcome.made) + len(outcome.missed))
        for kill in outcome.made:
            line = self._line(kill, share)
            line.kills += 1
            line.resumed += not outcome.problems
        for kill in outcome.missed:
            self._line(kill, share).missed += 1

    def _line(self, kill: Kill, seconds: float) -> Line:
        line = self.lines.setdefault(kill.place, Line())
        line.seconds += seconds
        return line

    @property
    def total(self) -> Line:
        """The sum of all lines."""
        sums: dict[str, Any] = {}
        for line in self.lines.values():
            for name, value in asdict(line).items():
                sums[name] = sums.get(name, 0) + value
        return Line(**sums)

    def table(self) -> str:
        """Write a line for each place."""
        text = [f"{'killed in':<24} {'kills':>6} {'resumed':>8} {'missed':>7} {'seconds':>8}"]
        for name, line in [*sorted(self.lines.items()), ("all", self.total)]:
            text.append(f"{name:<24} {line.kills:>6} {line.resumed:>8} {line.missed:>7} {line.seconds:>8.0f}")
        return "\n".join(text)

    def document(self) -> dict[str, Any]:
        """Everything for a JSON file."""
        failures = [{"plan": format_plan(failure.plan), "problems": failure.problems} for failure in self.failures]
        places = {name: asdict(line) for name, line in sorted(self.lines.items())}
        return {"cycles": self.cycles, "total": asdict(self.total), "places": places, "failures": failures}
