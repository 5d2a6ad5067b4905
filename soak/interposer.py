"""The library that kills qwen-batch, or fails its calls, at chosen changes of its files: building and arming it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("interpose.c")

# How often each (class, kind) of change happened.
Changes = Counter[tuple[str, str]]


class Interposer:
    """`interpose.c`, compiled; it says itself what its rules mean."""

    def __init__(self, folder: Path) -> None:
        """Compile the library into a folder."""
        self.library = folder / "interpose.so"
        # Swift brings clang along where there is no other compiler.
        compiler = os.environ.get("CC") or shutil.which("cc") or "clang"
        command = [
            compiler,
            "-shared",
            "-fPIC",
            "-O1",
            "-Wall",
            "-Wextra",
            "-o",
            str(self.library),
            str(SOURCE),
            "-ldl",
        ]
        subprocess.run(command, check=True)

    @staticmethod
    def is_possible() -> bool:
        """Whether this system has what the library needs."""
        return sys.platform == "linux"

    def variables(
        self,
        program: Path,
        home: Path,
        output: Path,
        *,
        rules: tuple[str, ...] = (),
        condition: Path | None = None,
        trace: Path | None = None,
    ) -> dict[str, str]:
        """Return the environment variables that arm the library for one process of `program`.

        With a `condition`, rules hold only while a file of that name exists. A `trace` is appended to.
        """
        variables = {
            "LD_PRELOAD": str(self.library),
            "SOAK_PROGRAM": str(program.resolve()),
            "SOAK_HOME": str(home.resolve()),
            "SOAK_OUTPUT": str(output.resolve()),
            "SOAK_RULES": " ".join(rules),
        }
        if condition:
            variables["SOAK_WHILE"] = str(condition)
        if trace:
            variables["SOAK_TRACE"] = str(trace)
        return variables


@dataclass(frozen=True)
class Change:
    """A line of a trace."""

    file_class: str
    kind: str
    path: Path
    # The path before a rename.
    source: Path


def read_trace(trace: Path) -> list[Change]:
    """Read all changes in order."""
    changes = []
    for line in trace.read_text().splitlines():
        name, path, source = line.split("\t")
        file_class, _, kind = name.partition("/")
        changes.append(Change(file_class, kind, Path(path), Path(source)))
    return changes


def count(trace: Path) -> Changes:
    """Count the changes of each class and kind."""
    return Counter((change.file_class, change.kind) for change in read_trace(trace))
