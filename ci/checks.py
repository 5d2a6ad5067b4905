"""Runs all parts of the checks, side by side where they do not starve each other.

What a part writes goes into a file of its own and is shown when the part ends. The first failure ends the others.
A table of the seconds that each part took comes last.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from parts import LAST, PARTS, Part, startable

LIMIT_MINUTES = 85
"""Past this the log of what hangs must be shown, before whoever started the checks ends them without a word."""

SHOWN_WHOLE = 200
SHOWN_OF_LONGER = 80
"""So many lines of a part that passed are shown, when it wrote more than the first; of one that failed, all are."""

TELLING = re.compile(r"\b(warning|error):|\bskipp?ed\b|\bFAILED\b|\u2718", re.IGNORECASE)
"""What is shown from the middle of a long log, too."""

MOST_TELLING = 60
END_SECONDS = 15.0
"""How long a part may take to end when it is told to."""


@dataclass
class Run:
    """A part that was started."""

    part: Part
    process: subprocess.Popen[bytes]
    log: Path
    began: float
    ended: float = 0
    processor_seconds: float = 0
    result: str = "running"

    @property
    def seconds(self) -> float:
        """Return how long it took."""
        return self.ended - self.began

    def has_ended(self) -> bool:
        """Look whether it is over; its processor time counts everything that it started and waited for."""
        if self.process.returncode is None:
            pid, status, usage = os.wait4(self.process.pid, os.WNOHANG)
            if pid == 0:
                return False
            self.process.returncode = os.waitstatus_to_exitcode(status)
            self.ended = time.monotonic()
            self.processor_seconds = usage.ru_utime + usage.ru_stime
            self.result = "passed" if self.process.returncode == 0 else f"failed ({self.process.returncode})"
        return True

    def send(self, number: int) -> None:
        """Send a signal to it and to what it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


class Checks:
    """The parts that run, those that are over, and those that wait."""

    def __init__(self, parts: Iterable[Part], logs: Path, cores: int, say: Callable[[str], None]) -> None:
        self.waiting = list(parts)
        self.running: list[Run] = []
        self.over: list[Run] = []
        self.logs = logs
        self.cores = cores
        self.say = say
        self.began = time.monotonic()

    def run(self, limit_seconds: float) -> bool:
        """Run all parts, and say whether all passed."""
        self.logs.mkdir(parents=True, exist_ok=True)
        try:
            while self.waiting or self.running:
                for part in self._startable():
                    self.waiting.remove(part)
                    self.running.append(self._start(part))
                if not self._take_what_ended():
                    return False
                if self.waiting and not self.running and not self._startable():
                    self.say(f"==> ci: nothing makes what these need: {', '.join(part.name for part in self.waiting)}")
                    return False
                if time.monotonic() - self.began > limit_seconds:
                    self.say(f"==> ci: not over after {limit_seconds / 60:.0f} minutes")
                    return False
                time.sleep(0.1)
            return True
        finally:
            self._stop()

    def _startable(self) -> list[Part]:
        passed = {run.part.name for run in self.over}
        return startable(self.waiting, passed, [run.part for run in self.running], self.cores)

    def _start(self, part: Part) -> Run:
        log = self.logs / f"{part.name}.log"
        command = list(part.command) or ["make", "--no-print-directory", part.name]
        with log.open("wb") as output:
            # A group and not a session: Linux shares out processor time by session first, and only then by niceness.
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
                preexec_fn=partial(give_way, part.niceness) if part.gives_way else None,
            )
        now = time.monotonic()
        self.say(f"==> ci: {now - self.began:5.0f} s  {part.name} begins")
        return Run(part, process, log, now)

    def _take_what_ended(self) -> bool:
        """Show what is over, and say whether it passed."""
        for run in [run for run in self.running if run.has_ended()]:
            self.running.remove(run)
            self.over.append(run)
            after = run.ended - self.began
            self.say(f"==> ci: {after:5.0f} s  {run.part.name} {run.result} after {run.seconds:.0f} s")
            if run.process.returncode != 0:
                return False
            self.say(excerpt(run.log))
        return True

    def _stop(self) -> None:
        """End what still runs; what ended by itself at the same moment keeps its result."""
        stopped = [run for run in self.running if not run.has_ended()]
        for number in (signal.SIGTERM, signal.SIGKILL):
            for run in stopped:
                run.send(number)
            deadline = time.monotonic() + END_SECONDS
            while time.monotonic() < deadline and any(not run.has_ended() for run in stopped):
                time.sleep(0.05)
        for run in stopped:
            run.result = "stopped"
            run.ended = run.ended or time.monotonic()
        self.over += self.running
        self.running = []

    def table(self) -> str:
        """Write a line for each part: when it began, how long it took, and how long a processor worked for it."""
        width = max([len("part"), *(len(run.part.name) for run in self.over)])
        rows = [f"{'part':<{width}}  began  seconds  processor  result"]
        for run in self.over:
            began = run.began - self.began
            times = f"{began:>5.0f}  {run.seconds:>7.0f}  {run.processor_seconds:>9.0f}"
            rows.append(f"{run.part.name:<{width}}  {times}  {run.result}")
        rows += [f"{part.name:<{width}}  {'':>5}  {'':>7}  {'':>9}  not begun" for part in self.waiting]
        total = time.monotonic() - self.began
        processor = sum(run.processor_seconds for run in self.over)
        rows.append(f"{'all':<{width}}  {0:>5}  {total:>7.0f}  {processor:>9.0f}")
        return "\n".join(rows)


def give_way(niceness: int) -> None:
    """Let this process and all that it starts run only as far as the tests beside it leave something.

    The transcribers that are tested run at the lowest priority, so the build has to give way to that as well. Niceness
    is not enough for it: as root, SwiftPM sets the compilers that it starts back to 0, but not their scheduling policy.
    """
    os.nice(niceness)
    if niceness == LAST and hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def excerpt(log: Path) -> str:
    """Return what a part wrote: all of it where that can be read, else its end and what tells something before."""
    lines = log.read_text(errors="replace").splitlines()
    if len(lines) <= SHOWN_WHOLE:
        return "\n".join(lines)
    before, end = lines[:-SHOWN_OF_LONGER], lines[-SHOWN_OF_LONGER:]
    return "\n".join([*telling(before), f"[… the last {len(end)} of {len(lines)} lines of {log}:]", *end])


def telling(lines: list[str]) -> list[str]:
    """Pick the lines that a reader looks for, each once."""
    return list(dict.fromkeys(line for line in lines if TELLING.search(line)))[:MOST_TELLING]


def show_failure(run: Run, say: Callable[[str], None]) -> None:
    """Show all that a part wrote, and what tells the most once more at its end."""
    lines = run.log.read_text(errors="replace").splitlines()
    say(f"\n==> ci: all that {run.part.name} wrote, which {run.result}:")
    say("\n".join(lines))
    if len(lines) > SHOWN_WHOLE and (found := telling(lines)):
        say(f"\n==> ci: of that, in short ({run.part.name}):")
        say("\n".join(found))


def cached(name: str) -> Path:
    """Return a folder for what outlives this clone."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "qwen-batch" / name


def main() -> int:
    """Run the parts, show what failed, and the table."""
    parser = argparse.ArgumentParser(description="Run what has to pass before a change lands.")
    parser.add_argument("--logs", type=Path, default=Path("build/ci"), help="folder of the logs (default: build/ci)")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    os.environ["PREPARED"] = "1"
    # What would be skipped elsewhere fails here: the tests that need a browser.
    os.environ["CI"] = "true"
    # One build for everything: the tests, their coverage, and the program that the soak and the endpoints use.
    # Without debug information it takes less time; the names in a stack trace are there all the same.
    os.environ["BUILD_FLAGS"] = "--enable-code-coverage -debug-info-format none"
    os.environ.setdefault("FREEZE_CACHE", str(cached("frozen")))

    def say(text: str) -> None:
        print(text, flush=True)

    checks = Checks(PARTS, arguments.logs, os.cpu_count() or 1, say)
    passed = checks.run(LIMIT_MINUTES * 60)
    for run in checks.over:
        if run.result == "stopped":
            say(f"\n==> ci: {run.part.name} was stopped; it wrote at last:\n{excerpt(run.log)}")
    for run in checks.over:
        if run.result.startswith("failed"):
            show_failure(run, say)
    say(f"\n{checks.table()}")
    say(f"==> ci: {'passed' if passed else 'FAILED'}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
