"""Runs a command, kills it when told to, and finds every process that it left behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
# Nothing that the soak starts takes as long; a command that does hangs.
LONGEST = 300.0


@dataclass(frozen=True)
class Ended:
    """A command that is over."""

    command: str
    exit_code: int
    output: str
    error: str
    seconds: float

    @property
    def was_killed(self) -> bool:
        """Whether SIGKILL ended it, and not because it hung."""
        return self.exit_code == -signal.SIGKILL and self.seconds < LONGEST

    @property
    def problem(self) -> str:
        """What to say of an ending that should have been another."""
        return f"`{self.command}` ended with {self.exit_code}: {self.error.strip()[-600:]}"


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies.

    So none can hide: whoever is left is a child of this process, and no pid is reused before it is waited for.
    """
    if sys.platform == "linux" and ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def run(command: list[str], *, env: dict[str, str], cwd: Path, kill_after: float | None = None) -> Ended:
    """Run a command to its end, or kill it, and only it, after some seconds."""
    # Files, since a pipe stays open as long as an orphan holds it.
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as error:
        start = time.monotonic()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=error, env=env, cwd=cwd, start_new_session=True
        )
        timer = threading.Timer(LONGEST if kill_after is None else kill_after, process.kill)
        timer.start()
        try:
            code = process.wait()
        finally:
            timer.cancel()
            process.kill()
        seconds = time.monotonic() - start
        texts = []
        for file in (output, error):
            file.seek(0)
            texts.append(file.read().decode(errors="replace"))
    return Ended(" ".join(command[1:]), code, texts[0], texts[1], seconds)


def orphans(patience: float = 5) -> list[str]:
    """Wait for everything that is left of earlier commands to end; name and end what does not in time."""
    if sys.platform != "linux":
        return []
    deadline = time.monotonic() + patience
    left: list[str] = []
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return left
        if pid != 0:
            continue
        if time.monotonic() > deadline:
            left += _end_children()
        time.sleep(0.005)


def _end_children() -> list[str]:
    named = []
    for pid, name in _children():
        named.append(f"{name} ({pid})")
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return named


def _children() -> Iterator[tuple[int, str]]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError):
            name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
            if int(rest.split()[1]) == os.getpid():
                yield int(stat.parent.name), name
