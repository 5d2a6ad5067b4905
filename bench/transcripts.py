"""What transcripts of every take cost, and what a whole book is like with them."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path

import scaling
from processes import Measured, run

# One endpoint that is as fast as a large card: faster than two cores transcribe.
ENGINE = scaling.Engines(endpoints=1, slots=8, pace=8, first_audio=0.3)


@dataclass
class Together:
    """Seconds of speaking and transcribing, apart and at the same time, with the same two cores."""

    speaking: float
    # Of takes that are there already, less the time of a run that finds everything done.
    transcribing: float
    together: float

    @property
    def ratio(self) -> float:
        return self.together / (self.speaking + self.transcribing)


@dataclass
class Slowed:
    """Seconds from an engine's first request to the end of its last first take."""

    alone: float
    # While its takes are transcribed.
    watched: float
    # From the first request until all is transcribed.
    heard: float
    pace: float

    @property
    def ratio(self) -> float:
        return self.watched / self.alone


@dataclass
class WholeBook:
    """A book that was narrated with transcripts."""

    wall_seconds: float
    audio_seconds: float
    peaks: dict[str, float]
    segments: int
    retakes: int
    flagged: int
    word_error_rate: float
    loudness: float
    target: float
    peak: float


class NarratedBooks:
    """Narrations of books, each in a home folder of its own."""

    def __init__(self, program: str, environment: dict[str, str], folder: Path) -> None:
        self.program = program
        self.environment = environment
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def on_the_same_cores(self, book: Path) -> Together:
        """Narrate a book in all ways with the embedded engine."""
        apart, both = self._home("apart"), self._home("both")
        speaking = self._narrate(apart, book, "acoustic")
        done = self._narrate(apart, book, "acoustic")
        heard = self._narrate(apart, book, "transcript")
        return Together(speaking, heard - done, self._narrate(both, book, "transcript"))

    def beside_another_machine(self, book: Path) -> Slowed:
        """Narrate a book with a simulated engine that speaks what the embedded one spoke before."""
        spoken = self._home("spoken")
        self._narrate(spoken, book, "acoustic")
        with sqlite3.connect(Path(spoken["QWEN_BATCH_HOME"]) / "queue.sqlite") as store:
            rows = store.execute("SELECT segment.text, take.file FROM segment JOIN take ON take.id = takeID").fetchall()
        takes = Path(spoken["QWEN_BATCH_HOME"]) / "takes"
        recordings = self.folder / "recordings.jsonl"
        recordings.write_text(
            "".join(json.dumps({"text": text, "file": str(takes / file)}) + "\n" for text, file in rows)
        )
        alone, _ = self._remote(book, recordings, "acoustic")
        watched, heard = self._remote(book, recordings, "transcript")
        return Slowed(alone, watched, heard, ENGINE.slots * ENGINE.pace)

    def whole_book(self, book: Path) -> WholeBook:
        """Narrate a book as `run` does by default."""
        home = self._home("whole")
        measured = self._run(home, book, "overnight", watch_memory=True)
        with sqlite3.connect(Path(home["QWEN_BATCH_HOME"]) / "queue.sqlite") as store:
            job = "SELECT segments, takesRejected, audioSeconds FROM job"
            ((segments, retakes, seconds),) = store.execute(job)
            ((flagged,),) = store.execute("SELECT count(*) FROM take WHERE flagged = 1")
            # Long texts have more words that can be misheard.
            rates = """
                SELECT sum(json_extract(review, '$.transcript.wordErrorRate') * segment.characters),
                  sum(segment.characters)
                FROM segment JOIN take ON take.id = takeID
                WHERE json_extract(review, '$.transcript') IS NOT NULL
                """
            ((wrong, characters),) = store.execute(rates)
        (manifest,) = (self.folder / "whole-books").glob("*.manifest.json")
        facts = json.loads(manifest.read_text())
        return WholeBook(
            wall_seconds=measured.wall_seconds,
            audio_seconds=seconds,
            peaks=measured.peak_mib,
            segments=segments,
            retakes=retakes,
            flagged=flagged,
            word_error_rate=wrong / characters,
            loudness=facts["levels"]["loudness"],
            target=facts["mastering"]["loudness"],
            peak=facts["levels"]["truePeak"],
        )

    def _remote(self, book: Path, recordings: Path, verify: str) -> tuple[float, float]:
        """Return the seconds that the engine was at work, and those until the run was done."""
        engines = scaling.Engines(ENGINE.endpoints, ENGINE.slots, ENGINE.pace, ENGINE.first_audio, recordings)
        fleet = scaling.Fleet(os.sched_getaffinity(0), engines)
        # A take that is made again would be the same.
        measured = self._run(self._home(f"remote-{verify}"), book, verify, fleet.profile(), takes=1)
        spans, _ = fleet.end()
        begin = min(start for start, _ in spans)
        return max(end for _, end in spans) - begin, measured.wall_seconds

    def _home(self, name: str) -> dict[str, str]:
        return {**self.environment, "QWEN_BATCH_HOME": str(self.folder / name)}

    def _narrate(self, home: dict[str, str], book: Path, verify: str) -> float:
        return self._run(home, book, verify).wall_seconds

    def _run(
        self,
        home: dict[str, str],
        book: Path,
        verify: str,
        more: str = "",
        *,
        takes: int = 3,
        watch_memory: bool = False,
    ) -> Measured:
        """Narrate a book with a profile, or with the built-in one of that name."""
        output = self.folder / f"{Path(home['QWEN_BATCH_HOME']).name}-books"
        self._call(home, "enqueue", str(book), "--again", "--overwrite", "--output", f"{output}/")
        profile = verify
        if verify != "overnight":
            path = self.folder / f"{verify}.toml"
            path.write_text(f'[check]\nverify = "{verify}"\ntakes = {takes}\n{more}')
            profile = str(path)
        return self._call(home, "run", profile, watch_memory=watch_memory)

    def _call(self, home: dict[str, str], *words: str, watch_memory: bool = False) -> Measured:
        measured = run([self.program, *words], watch_memory=watch_memory, env=home, cwd=self.folder)
        if measured.exit_code != 0:
            sys.exit(f"bench: {' '.join(words)} ended with {measured.exit_code}:\n{measured.output}")
        return measured
