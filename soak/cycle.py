"""One cycle: kills in a row, then a run that is let through, with everything checked after each."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import book_checks
import report_checks
import store_checks
import trees
from kills import Kill, Plan
from narration import ENQUEUES, Narration
from processes import Ended, orphans
from reference import Reference, dry_run


@dataclass
class Outcome:
    """What became of one cycle."""

    plan: Plan
    made: list[Kill] = field(default_factory=list)
    # The command was over before the kill, or never came to the boundary.
    missed: list[Kill] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    seconds: float = 0


class Cycle:
    """The steps of one cycle; each returns what is wrong."""

    def __init__(self, narration: Narration, reference: Reference) -> None:
        """Work in the folder of a narration."""
        self.narration = narration
        self.reference = reference

    def go(self, plan: Plan) -> Outcome:
        """Follow a plan, up to the first step after which something is wrong."""
        start = time.monotonic()
        outcome = Outcome(plan)
        with_enqueue = any(kill.phase == "enqueue" for kill in plan)
        self.narration.reset(None if with_enqueue else self.reference.fresh)
        for kill in plan:
            outcome.problems += self._kill(kill, outcome)
            if kill.phase == "enqueue" and not outcome.problems:
                outcome.problems += self._enqueue_again()
            is_drained = kill.phase == "run" and kill not in outcome.made
            if outcome.problems or is_drained:
                break
        if not outcome.problems:
            outcome.problems += self._resume()
        outcome.seconds = time.monotonic() - start
        return outcome

    def _kill(self, kill: Kill, outcome: Outcome) -> list[str]:
        command = self.narration.enqueue if kill.phase == "enqueue" else self.narration.run
        ended = command(kill=kill)
        (outcome.made if ended.was_killed else outcome.missed).append(kill)
        if not ended.was_killed and ended.exit_code != 0:
            return [ended.problem]
        return [f"after {kill}: {problem}" for problem in self._state(kill)]

    def _state(self, kill: Kill) -> list[str]:
        home, output = self.narration.home, self.narration.output
        problems = [f"left running: {name}" for name in orphans()]
        problems += store_checks.soundness(home) + store_checks.damaged_backups(home)
        problems += trees.partial_under_final_name(output, self.reference.outputs)
        problems += trees.partial_under_final_name(home / "takes", self.reference.takes)
        jobs = {0, self.reference.jobs_of_first} if kill.phase == "enqueue" else {self.reference.jobs}
        problems += book_checks.unproven(self.narration)
        return problems + report_checks.after_kill(self.narration, jobs)

    def _enqueue_again(self) -> list[str]:
        problems = []
        for number in range(len(ENQUEUES)):
            problems += _wanted(self.narration.enqueue(number))
        if dry_run(self.narration) != self.reference.plan:
            problems.append("`enqueue --dry-run` plans something else than before the kill")
        return problems + store_checks.difference(self.narration.home, store_checks.PLANNED, self.reference.planned)

    def _resume(self) -> list[str]:
        home, output = self.narration.home, self.narration.output
        problems = _wanted(self.narration.run())
        problems += [f"left running: {name}" for name in orphans()]
        problems += store_checks.soundness(home)
        problems += store_checks.difference(home, store_checks.FINAL, self.reference.final)
        problems += trees.difference(output, self.reference.outputs)
        problems += trees.difference(home / "takes", self.reference.takes)
        problems += [f"{name} was left behind" for name in trees.hidden(home) if not name.startswith("takes/")]
        problems += report_checks.after_resume(self.narration)
        problems += book_checks.unproven(self.narration)
        return [f"after the resume: {problem}" for problem in problems]


def _wanted(ended: Ended) -> list[str]:
    return [] if ended.exit_code == 0 else [ended.problem]
