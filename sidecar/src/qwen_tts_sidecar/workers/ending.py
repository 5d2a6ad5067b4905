"""Why a worker has ended: the end of its stderr, and the sentence of the error for its requests."""

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
"""How long the end of stderr is waited for once the worker has ended: a process that it started may hold it open."""

_ERROR_LINE = re.compile(r"\w*(Error|Exception|Interrupt)\b|[Ff]atal|FATAL|[Aa]borted|terminate called|out of memory")
"""Lines that name the error that ends a process. After them there may be others, such as a list of loaded modules."""


class StderrTail:
    """Forwards a worker's stderr to the server's own, and keeps its last lines. Create it on the event loop."""

    def __init__(self, stderr: asyncio.StreamReader) -> None:
        self._lines: deque[str] = deque(maxlen=KEPT_LINES)
        self._task = asyncio.create_task(self._forward(stderr))

    async def _forward(self, stderr: asyncio.StreamReader) -> None:
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

    async def error_line(self) -> str:
        """Return the line with the error of a worker that has ended, else its last line, to be added to a sentence."""
        await asyncio.wait([self._task], timeout=END_SECONDS)
        error = next((line for line in reversed(self._lines) if _ERROR_LINE.search(line)), None)
        line = error or (self._lines[-1] if self._lines else None)
        return f" Its error output: {line}" if line else ""

    async def close(self) -> None:
        """Stop reading, once what is left of an ended worker's output is read."""
        await asyncio.wait([self._task], timeout=END_SECONDS)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a worker has ended: with a return `code`, or killed after `stalled` seconds without a frame (0: it was not).

    `stage` is the stage of loading that it was in; empty when it worked on a request. `error_line` is what its stderr
    adds to the sentence.
    """

    noun: str
    stage: str = ""
    stalled: float = 0.0
    code: int | None = None
    error_line: str = ""

    @property
    def was_killed(self) -> bool:
        """Whether another program killed it: the system does, when memory runs out."""
        return os.name == "posix" and self.code == -signal.SIGKILL and not self.stalled

    def sentence(self) -> str:
        """Return the message for the requests that waited for the worker."""
        if self.stalled:
            return f"The {self.noun} did not respond for {self.stalled:g} seconds."
        return f"The {self.noun} that worked on this has died ({exit_text(self.code)}).{self.error_line}"


def exit_text(code: int | None) -> str:
    """Describe how a process has ended, by its return code."""
    if code is not None and code < 0 and os.name == "posix":
        return f"by {signal.Signals(-code).name}"
    return f"exit code {code}"
