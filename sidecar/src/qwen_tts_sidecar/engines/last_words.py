"""What a child process says on stderr: passed on to the server's own, and its end kept for the error of its death."""

from __future__ import annotations

import asyncio
import re
import sys
from collections import deque

KEPT_LINES, LONGEST_LINE = 40, 400

END_SECONDS = 1.0
"""How long the end of stderr is waited for once the child is dead: a process that it started may hold it open."""

_TELLING = re.compile(r"\w*(Error|Exception|Interrupt)\b|[Ff]atal|FATAL|[Aa]borted|terminate called|out of memory")
"""Lines that tell why a process ends. After them there may be others, such as a list of loaded modules."""


class LastWords:
    """Reads one child's stderr for as long as it lasts. Create it on the event loop."""

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
        """Return the line that tells why a dead child died, else its last one, as an addition to a sentence."""
        await asyncio.wait([self._task], timeout=END_SECONDS)
        telling = next((line for line in reversed(self._lines) if _TELLING.search(line)), None)
        last = telling or (self._lines[-1] if self._lines else None)
        return f" Its last words: {last}" if last else ""

    async def close(self) -> None:
        """Stop reading, once what a dead child has left is read."""
        await asyncio.wait([self._task], timeout=END_SECONDS)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
