"""Kills qwen-batch at random points and at every boundary of what it commits, resumes, and compares.

After each kill: the queue is sound, no process is left, nothing unfinished has a final name, `list` and `report` work.
After the run that goes on: every job is completed, every segment has its one take, and all files are those of an
undisturbed run.
"""

from __future__ import annotations

import argparse
import json
import random
import shlex
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import processes
import reference
import schedules
from cycle import Cycle, Outcome
from interposer import Interposer
from kills import Boundary, Kill, Plan, format_plan, parse_plan
from narration import Narration
from tally import Tally

SCRIPTED = str(Path(__file__).with_name("scripted_sidecar.py"))
_MOST_KEPT = 5
_PROGRESS_SECONDS = 15
# How often a boundary that a run did not come to is tried with a lower number.
_TRIES = 3


class Soak:
    """One soak with its folder."""

    def __init__(self, arguments: argparse.Namespace, folder: Path) -> None:
        """Narrate undisturbed first."""
        self.arguments = arguments
        self.folder = folder
        self.tally = Tally()
        self.kept: list[Path] = []
        interposer = Interposer(folder) if Interposer.is_possible() else None
        if not interposer:
            print("soak: kills at boundaries and the look for processes left behind need Linux and are left out")
        work = folder / "work"
        work.mkdir()
        self.narration = Narration(work, Path(arguments.program), Path(arguments.sidecar), interposer)
        self.reference = reference.record(self.narration)
        self.cycle = Cycle(self.narration, self.reference)
        self._told = time.monotonic()
        print(f"soak: {self.reference.jobs} jobs take {self.reference.seconds['run']:.1f} s undisturbed")

    def follow(self, plan: Plan) -> Outcome:
        """Go through one cycle; keep what it leaves when something is wrong."""
        outcome = self.cycle.go(plan)
        self.tally.add(outcome)
        if outcome.problems:
            self._tell(outcome)
        return outcome

    def _tell(self, outcome: Outcome) -> None:
        plan = format_plan(outcome.plan)
        print(f"FAILED {plan}")
        for problem in outcome.problems[:10]:
            print(f"  {problem}")
        words = ["python", "soak/kill_soak.py", "--program", self.arguments.program]
        if self.arguments.sidecar != SCRIPTED:
            words += ["--sidecar", self.arguments.sidecar]
        words += ["--replay", plan]
        print(f"  seed {self.arguments.seed}; again: {shlex.join(words)}")
        if len(self.kept) < _MOST_KEPT:
            kept = self.folder / f"failed-{len(self.kept) + 1}"
            kept.mkdir()
            for left in (self.narration.home, self.narration.output):
                if left.exists():
                    shutil.copytree(left, kept / left.name)
            self.kept.append(kept)
            print(f"  kept: {kept}")
        sys.stdout.flush()

    def _progress(self, text: str) -> None:
        if time.monotonic() - self._told >= _PROGRESS_SECONDS:
            self._told = time.monotonic()
            print(f"  {text}", flush=True)

    def boundaries(self) -> None:
        """Kill once at every boundary, or at some."""
        if self.reference.counts is None:
            return
        kills = schedules.boundaries(self.reference.counts)
        if self.arguments.boundaries is not None:
            kills = schedules.sample(kills, self.arguments.boundaries, self.arguments.seed)
        print(f"soak: {len(kills)} kills at boundaries", flush=True)
        for number, kill in enumerate(kills, 1):
            self._boundary(kill)
            self._progress(f"{number} of {len(kills)} boundaries")

    def _boundary(self, kill: Kill) -> None:
        for _ in range(_TRIES):
            outcome = self.follow((kill,))
            if outcome.made or outcome.problems or not isinstance(kill.at, Boundary):
                return
            # How often the queue is written depends on the timing.
            kill = replace(kill, at=replace(kill.at, nth=max(1, kill.at.nth * 9 // 10)))

    def random(self) -> None:
        """Kill at random points until there were enough."""
        before = self.tally.total.kills
        print(f"soak: {self.arguments.kills} kills at random, seed {self.arguments.seed}", flush=True)
        number = 0
        while (made := self.tally.total.kills - before) < self.arguments.kills:
            rng = random.Random(f"{self.arguments.seed}/{number}")
            number += 1
            self.follow(schedules.random_plan(rng, self.reference.seconds, self.reference.counts))
            self._progress(f"{made} of {self.arguments.kills} kills")


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, help="the qwen-batch to kill")
    parser.add_argument("--sidecar", default=SCRIPTED, help="default: a fast scripted one")
    parser.add_argument("--kills", type=int, default=200, help="kills at random points")
    parser.add_argument("--boundaries", type=int, help="kills at boundaries; default: one at each")
    parser.add_argument("--only", choices=["boundaries", "random"])
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--replay", metavar="PLAN", help="only these kills, as a failure named them")
    parser.add_argument("--keep", action="store_true", help="keep the working folder in any case")
    parser.add_argument("--output", type=Path, help="where the result goes as JSON")
    return parser.parse_args()


def main() -> int:
    """Soak; 1 when anything was wrong."""
    arguments = parse()
    start = time.monotonic()
    processes.adopt_orphans()
    folder = Path(tempfile.mkdtemp(prefix="qwen-batch-soak-"))
    soak = Soak(arguments, folder)
    if arguments.replay:
        soak.follow(parse_plan(arguments.replay))
    else:
        if arguments.only != "random":
            soak.boundaries()
        if arguments.only != "boundaries":
            soak.random()
    seconds = time.monotonic() - start
    print(f"\n{soak.tally.table()}\n")
    failures = len(soak.tally.failures)
    print(f"soak: {soak.tally.cycles} cycles in {seconds:.0f} s, {failures} failed; seed {arguments.seed}")
    if arguments.output:
        document = {"seed": arguments.seed, "seconds": round(seconds, 1), **soak.tally.document()}
        arguments.output.write_text(json.dumps(document, indent=2) + "\n")
    if arguments.keep or failures:
        print(f"soak: everything is in {folder}")
    else:
        shutil.rmtree(folder)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
