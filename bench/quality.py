"""Measures how many bad takes the checks find, and how many good ones they reject.

Makes a book, narrates it, makes defects in half of its takes, and narrates texts that are not quite those of that half.
From the other half the pace of the voice is learned, and thresholds are tuned on it. Prints a table, writes the same
figures as JSON, and ends with 1 when a check is not as good as is asked for.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import misreadings
import prose
from misreadings import Misreading
from processes import run
from recogniser import Recogniser

FIXTURES = Path(__file__).parent.parent / "fixtures"
GOOD = "good"
BEAMS = (1, 5)
# What no threshold was tuned on: the judge of defects takes the same half.
TEST_HALF = slice(1, None, 2)


@dataclass(frozen=True)
class Size:
    """How much is made."""

    characters: int
    # Of each kind.
    defects: int
    misreadings: int
    # Good takes that are written down.
    heard: int


FULL = Size(110_000, 100, 100, 200)
QUICK = Size(16_000, 25, 12, 25)


@dataclass(frozen=True)
class Take:
    """A take's file, and what it says."""

    file: Path
    text: str


@dataclass
class Row:
    """What was said of the takes of one kind, beside what is asked for."""

    check: str
    kind: str
    takes: int
    rejected: int
    # The least share of bad takes that has to be rejected, or the largest of good ones that may be.
    limit: float
    findings: dict[str, int]

    @property
    def share(self) -> float:
        return self.rejected / max(1, self.takes)

    @property
    def is_reached(self) -> bool:
        return self.share <= self.limit if self.kind == GOOD else self.share >= self.limit

    def line(self) -> str:
        findings = ", ".join(
            f"{name} {count}" for name, count in sorted(self.findings.items(), key=lambda item: -item[1])
        )
        return (
            f"{'ok    ' if self.is_reached else 'MISSED'} {self.check:<11} {self.kind:<14} {self.takes:>5} "
            f"{self.rejected:>8} {self.share:>8.1%} {'<=' if self.kind == GOOD else '>='} {self.limit:<6.1%} {findings}"
        )


HEADING = f"{'':<6} {'check':<11} {'kind':<14} {'takes':>5} {'rejected':>8} {'share':>8} {'asked for':<9} findings"


class Bench:
    """A scratch folder, and the programs."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.program = str(Path(arguments.program).resolve())
        self.sidecar = str(next(Path(arguments.sidecar).resolve().glob("qwen-tts-*")))
        self.judge = str(Path(arguments.judge).resolve())
        self.output = Path(arguments.output).resolve()
        self.folder = self.output.parent / "quality"
        self.size = QUICK if arguments.quick else FULL
        self.seed = int(arguments.seed)
        self.verbose = bool(arguments.verbose)
        self.home = self.folder / "home"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def call(self, *words: str) -> None:
        environment = {**os.environ, "QWEN_BATCH_HOME": str(self.home), "QWEN_BATCH_SIDECAR": self.sidecar}
        measured = run([self.program, *words], env=environment, cwd=self.folder)
        if measured.exit_code != 0:
            sys.exit(f"quality: {' '.join(words)} ended with {measured.exit_code}:\n{measured.output}")

    def enqueue(self, source: Path) -> None:
        self.call("enqueue", str(source), "--output", str(self.folder / "books") + "/")

    def segments(self, source: Path) -> list[str]:
        with sqlite3.connect(self.home / "queue.sqlite") as store:
            query = (
                "SELECT segment.text FROM segment JOIN job ON job.id = jobID WHERE source LIKE ? ORDER BY segment.id"
            )
            return [text for (text,) in store.execute(query, [f"%/{source.name}"])]

    def takes(self) -> dict[str, Path]:
        """Return the files of all takes by their texts."""
        with sqlite3.connect(self.home / "queue.sqlite") as store:
            rows = store.execute("SELECT segment.text, take.file FROM segment JOIN take ON take.id = takeID").fetchall()
        return {text: self.home / "takes" / file for text, file in rows}

    def judged(self, *words: str, quiet: bool = False) -> list[dict[str, Any]]:
        """Return the rows that the judge prints."""
        measured = run([self.judge, *words, *(["--verbose"] if self.verbose and not quiet else [])])
        if measured.exit_code != 0:
            sys.exit(f"quality: {' '.join(words)} ended with {measured.exit_code}:\n{measured.output}")
        lines = measured.output.splitlines()
        for line in lines:
            if not line.startswith("{"):
                print(f"  {line}")
        return [json.loads(line) for line in lines if line.startswith("{")]


def narrate(bench: Bench) -> tuple[list[Take], list[tuple[Misreading, Path]]]:
    """Narrate the books; the takes of the one, and the misreadings with their takes."""
    books = []
    made = bench.folder / "made-up.txt"
    made.write_text(prose.book(bench.size.characters, bench.seed))
    for source in [made, FIXTURES / "the-lamplighter.txt"]:
        bench.enqueue(source)
        books += bench.segments(source)
    # A segment that is there twice has one take.
    texts = list(dict.fromkeys(books))
    changed = misreadings.make(texts[TEST_HALF], bench.size.misreadings, bench.seed)
    wrong = bench.folder / "misreadings.txt"
    wrong.write_text("\n\n".join(misreading.spoken for misreading in changed) + "\n")
    bench.enqueue(wrong)
    profile = bench.folder / "quality.toml"
    # The takes as they come: those that are judged here would be made again.
    profile.write_text("[check]\nverify = 'off'\n[mastering]\nloudness = 'off'\n")
    bench.call("run", str(profile))
    files = bench.takes()
    return [Take(files[text], text) for text in texts], [(change, files[change.spoken]) for change in changed]


def defects(bench: Bench, takes: list[Take]) -> list[Row]:
    """Defects that are made in the sound of half of the takes."""
    path = bench.folder / "takes.jsonl"
    path.write_text("".join(json.dumps({"file": str(take.file), "text": take.text}) + "\n" for take in takes))
    options = ["--defects", str(bench.size.defects), "--seed", str(bench.seed), "--half", "test"]
    return [
        row("acoustic", judged, 0.005 if judged["kind"] == GOOD else 0.99)
        for judged in bench.judged("defects", "--takes", str(path), *options)
    ]


def transcripts(bench: Bench, takes: list[Take], changed: list[tuple[Misreading, Path]]) -> list[Row]:
    """Takes that do not say their texts, and some that do."""
    limits = {GOOD: 0.02, "wrong sentence": 0.99, "dropped word": 0.95}
    listened = [(GOOD, take.text, take.file) for take in takes[TEST_HALF][: bench.size.heard]]
    listened += [(misreading.kind, misreading.text, file) for misreading, file in changed]
    with Recogniser(bench.sidecar) as recogniser:
        print(f"  {len(listened)} takes written down by {recogniser.model}", flush=True)
        heard = recogniser.heard([file for _, _, file in listened], BEAMS[0])
        lines = [
            {"kind": kind, "text": text, "heard": said} for (kind, text, _), said in zip(listened, heard, strict=True)
        ]
        path = bench.folder / "heard.jsonl"
        doubted = doubts(lines, judge(bench, path, lines, quiet=True))
        again = recogniser.heard([listened[place][2] for place in doubted], BEAMS[1])
    for place, said in zip(doubted, again, strict=True):
        lines[place]["heardAgain"] = said
    print(f"  {len(doubted)} of them a second time, more closely", flush=True)
    return [row("transcript", judged, limits[judged["kind"]]) for judged in judge(bench, path, lines)]


def doubts(lines: list[dict[str, str]], rows: list[dict[str, Any]]) -> list[int]:
    """Return the places of lines that are rejected."""
    places: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        places.setdefault(line["kind"], []).append(place)
    return sorted(places[judged["kind"]][number] for judged in rows for number in judged["rejected"])


def judge(bench: Bench, path: Path, lines: list[dict[str, str]], *, quiet: bool = False) -> list[dict[str, Any]]:
    """Return what the judge says of transcripts."""
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return bench.judged("transcripts", "--heard", str(path), quiet=quiet)


def row(check: str, judged: dict[str, Any], limit: float) -> Row:
    return Row(check, judged["kind"], judged["takes"], len(judged["rejected"]), limit, judged["findings"])


def show(rows: list[Row]) -> None:
    """Print the table, and end the program with 1 when a row misses what is asked for."""
    print()
    print(HEADING)
    for found in rows:
        print(found.line())
    missed = sum(not found.is_reached for found in rows)
    if missed:
        sys.exit(f"quality: {missed} of {len(rows)} rows do not reach what is asked for")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    parser.add_argument("--sidecar", required=True, help="the folder of the frozen sidecar")
    parser.add_argument("--judge", required=True, help="the program quality-bench")
    parser.add_argument("--output", required=True, help="where the JSON goes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="fewer takes: tells whether it works, not how well")
    parser.add_argument(
        "--verbose", action="store_true", help="tell what is wrong with the good takes, and what is missed"
    )
    parser.add_argument("--keep", action="store_true", help="leave the takes beside the JSON")
    arguments = parser.parse_args()
    bench = Bench(arguments)
    started = time.monotonic()
    print("==> quality: takes", flush=True)
    takes, changed = narrate(bench)
    print(f"  {len(takes)} of books and {len(changed)} misreadings", flush=True)
    print("==> quality: defects", flush=True)
    rows = defects(bench, takes)
    print("==> quality: transcripts", flush=True)
    rows += transcripts(bench, takes, changed)
    result = {
        "seed": bench.seed,
        "takes": len(takes),
        "seconds": round(time.monotonic() - started, 1),
        "rows": [{**asdict(found), "share": found.share, "reached": found.is_reached} for found in rows],
    }
    bench.output.write_text(json.dumps(result, indent=2) + "\n")
    if not arguments.keep:
        shutil.rmtree(bench.folder)
    show(rows)


if __name__ == "__main__":
    main()
