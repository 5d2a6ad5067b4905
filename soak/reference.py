"""The undisturbed run that everything is compared with."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import store_checks
import sync_order
import trees
from interposer import Changes, count, read_trace
from narration import ENQUEUES, Narration
from processes import Ended
from store_checks import Rows


@dataclass(frozen=True)
class Reference:
    """What an undisturbed narration left, and what it took."""

    # A home folder with all jobs and nothing narrated.
    fresh: Path
    plan: str
    planned: dict[str, Rows]
    final: dict[str, Rows]
    outputs: trees.Tree
    takes: trees.Tree
    # By phase.
    seconds: dict[str, float]
    counts: dict[str, Changes] | None

    @property
    def jobs(self) -> int:
        """All jobs."""
        return len(self.final["jobs"])

    @property
    def jobs_of_first(self) -> int:
        """Jobs of the first enqueue command, which are one transaction."""
        return self.jobs - len(ENQUEUES) + 1


def record(narration: Narration) -> Reference:
    """Narrate without a kill, twice: the comparison is worth nothing where two such runs differ."""
    narration.reset()
    traces = {phase: narration.folder / f"{phase}.trace" for phase in ("enqueue", "run")}
    traced = narration.interposer is not None
    enqueued = _finish(narration.enqueue(trace=traces["enqueue"] if traced else None))
    for number in range(1, len(ENQUEUES)):
        _finish(narration.enqueue(number))
    fresh = narration.folder / "fresh"
    shutil.copytree(narration.home, fresh)
    # Before the books are there, of which `enqueue` would tell.
    plan = dry_run(narration)
    seconds = {"enqueue": enqueued.seconds, "run": _finish(narration.run()).seconds}
    reference = Reference(
        fresh=fresh,
        plan=plan,
        planned=store_checks.rows(fresh, store_checks.PLANNED),
        final=store_checks.rows(narration.home, store_checks.FINAL),
        outputs=trees.visible(narration.output),
        takes=trees.visible(narration.home / "takes"),
        seconds=seconds,
        counts={},
    )
    narration.reset(fresh)
    _finish(narration.run(trace=traces["run"] if traced else None))
    problems = trees.difference(narration.output, reference.outputs)
    problems += store_checks.difference(narration.home, store_checks.FINAL, reference.final)
    if problems:
        sys.exit("soak: two undisturbed runs differ:\n  " + "\n  ".join(problems))
    if traced and (problems := sync_order.problems(read_trace(traces["run"]))):
        sys.exit("soak: a power cut could take what counts as done:\n  " + "\n  ".join(problems))
    counts = {phase: count(trace) for phase, trace in traces.items()} if traced else None
    return Reference(**{**vars(reference), "counts": counts})


def dry_run(narration: Narration) -> str:
    """Return what `enqueue --dry-run` plans."""
    return _finish(narration.call("enqueue", *ENQUEUES[0], "--dry-run", "--json")).output


def _finish(ended: Ended) -> Ended:
    if ended.exit_code != 0:
        sys.exit(f"soak: without any kill, {ended.problem}")
    return ended
