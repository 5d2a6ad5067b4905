"""What is narrated again and again: a few short jobs in every format that is the same byte for byte each time."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from interposer import Interposer
from kills import Boundary, Kill
from processes import Ended, run

FIXTURES = Path(__file__).parent.parent / "fixtures"

# Books with chapters and scene breaks and some single lines as WAV in one transaction; then the same texts again, which
# share takes with the first.
ENQUEUES = (
    ("sources", "--output", "output/"),
    ("sources/the-lamplighter.txt", "--format", "flac", "--chapters", "--output", "output/flac/"),
    ("sources/field-notes.md", "--format", "mp3", "--output", "output/mp3/"),
)


class Narration:
    """A folder with sources, profile, home and output, and the commands that work there."""

    def __init__(self, folder: Path, program: Path, sidecar: Path, interposer: Interposer | None) -> None:
        """Put sources and a profile into a folder."""
        self.folder = folder.resolve()
        self.program = program.resolve()
        self.interposer = interposer
        self.home = self.folder / "home"
        self.output = self.folder / "output"
        shutil.copytree(FIXTURES, self.folder / "sources")
        self.profile = self.folder / "soak.toml"
        # What a run has learned of a voice decides near a threshold, and a killed run has learned less.
        self.profile.write_text(f"[check]\nverify = 'off'\n[sidecar]\nbinary = '{sidecar.resolve()}'\ngrace = 2\n")

    def reset(self, home: Path | None = None) -> None:
        """Begin anew: with nothing, or with a copy of a home folder."""
        for folder in (self.home, self.output):
            shutil.rmtree(folder, ignore_errors=True)
        if home:
            shutil.copytree(home, self.home)

    def call(self, *words: str, kill: Kill | None = None, trace: Path | None = None) -> Ended:
        """Run a command of the program, and kill it where a kill is given."""
        env = {**os.environ, "HOME": str(self.folder), "QWEN_BATCH_HOME": str(self.home)}
        at = kill.at if kill else None
        if trace or isinstance(at, Boundary):
            if not self.interposer:
                raise RuntimeError("kills at boundaries need Linux")
            rules = (str(at),) if isinstance(at, Boundary) else ()
            env |= self.interposer.variables(self.program, self.home, self.output, rules=rules, trace=trace)
        kill_after = at if isinstance(at, float) else None
        return run([str(self.program), *words], env=env, cwd=self.folder, kill_after=kill_after)

    def enqueue(self, number: int = 0, kill: Kill | None = None, trace: Path | None = None) -> Ended:
        """Run one of the enqueue commands; a kill falls into the first."""
        return self.call("enqueue", *ENQUEUES[number], kill=kill, trace=trace)

    def run(self, kill: Kill | None = None, trace: Path | None = None) -> Ended:
        """Narrate what is in the queue."""
        return self.call("run", str(self.profile), kill=kill, trace=trace)
