"""Why a worker has ended: what it said last on stderr, and the sentence for those who waited for it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections import deque
from dataclasses import dataclass

KEPT_LINES, LONGEST_LINE = 40, 400

END_SECONDS = 1.0
"""How long the end of stderr is waited for once the worker is dead: a process that it started may hold it open."""

_TELLING = re.compile(r"\w*(Error|Exception|Interrupt)\b|[Ff]atal|FATAL|[Aa]borted|terminate called|out of memory")
"""Lines that tell why a process ends. After them there may be others, such as a list of loaded modules."""


class LastWords:
    """Passes a worker's stderr on to the server's own, and keeps its end. Create it on the event loop."""

    def __init__(self, stderr: asyncio.StreamReader) -> None:
        self._lines: deque[str] = deque(maxlen=KEPT_LINES)
        self._task = asyncio.create_task(self._listen(stderr))

    async def _listen(self, stderr: asyncio.StreamReader) -> None:
        rest = b""
        while chunk := await stderr.read(1 << 16):
            sys.stderr.buffer.write(chunk)
            sys.stderr.buffer.flush()
            *lines, rest = (rest + chunk).split(b"\n")
            self._keep(*lines)
            rest = rest[:LONGEST_LINE]
        self._keep(rest)

    def _keep(self, *lines: bytes) -> None:
        for line in lines[-KEPT_LINES:]:
            text = line[:LONGEST_LINE].decode(errors="replace").rstrip()
            if text and not text[0].isspace():  # what is indented belongs to a traceback
                self._lines.append(text)

    async def why(self) -> str:
        """Return the line that tells why a dead worker died, else its last one, as an addition to a sentence."""
        await asyncio.wait([self._task], timeout=END_SECONDS)
        telling = next((line for line in reversed(self._lines) if _TELLING.search(line)), None)
        last = telling or (self._lines[-1] if self._lines else None)
        return f" Its last words: {last}" if last else ""

    async def close(self) -> None:
        """Stop reading, once what a dead worker has left is read."""
        await asyncio.wait([self._task], timeout=END_SECONDS)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a worker has ended: by itself with a return `code`, or given up after `silence` seconds (0: it was not).

    `stage` is the stage of loading that it was in; empty when it worked on a request.
    """

    noun: str
    stage: str = ""
    silence: float = 0.0
    code: int | None = None
    last_words: str = ""

    @property
    def was_killed(self) -> bool:
        """Whether somebody else has killed it: the system does, when memory runs out."""
        return os.name == "posix" and self.code == -signal.SIGKILL and not self.silence

    def sentence(self) -> str:
        """Return what whoever waited for the worker is told."""
        if self.silence:
            return f"The {self.noun} gave no sign of life for {self.silence:g} seconds."
        return f"The {self.noun} that worked on this has died ({exit_text(self.code)}).{self.last_words}"


def exit_text(code: int | None) -> str:
    """Say how a process has ended, by its return code."""
    if code is not None and code < 0 and os.name == "posix":
        return f"by {signal.Signals(-code).name}"
    return f"exit code {code}"
