"""One worker as the server sees it: started, spoken to, cancelled, ended."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from typing import Any

from qwen_tts_sidecar.engines.base import EngineFailure
from qwen_tts_sidecar.engines.children import end_by_lifeline, ending, kill, send_line
from qwen_tts_sidecar.engines.frames import LAST_OF_A_REQUEST, Frame, FrameKind, read_frame
from qwen_tts_sidecar.engines.last_words import LastWords
from qwen_tts_sidecar.workers.kind import WorkerKind

READ_AHEAD_BYTES = 1 << 20
"""More than a sentence (48 kB a second), so that reading is rarely paused in the middle of one."""


class ProcessGone(Exception):
    """The process had died before it took the request up; another one can."""


class WorkerProcess:
    """Runs one request at a time.

    `on_idle` is called when the process can take a request again, `on_death` when it ended once it had loaded.
    """

    def __init__(
        self,
        kind: WorkerKind,
        on_idle: Callable[[WorkerProcess], None],
        on_death: Callable[[WorkerProcess], None],
        stall: float,
    ) -> None:
        self._kind, self._on_idle, self._on_death, self._stall = kind, on_idle, on_death, stall
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._last_words: LastWords | None = None
        self._frames: asyncio.Queue[Frame | None] = asyncio.Queue()
        self._running = 0
        self._wanted = 0
        self.state = "loading"

    @property
    def pid(self) -> int | None:
        """The process's id once it is started."""
        return self._process.pid if self._process else None

    async def start(self) -> dict[str, Any]:
        """Start the process and return what it reports once loaded; EngineFailure when it cannot load."""
        self._process = await asyncio.create_subprocess_exec(
            *self._kind.command(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=READ_AHEAD_BYTES,
            env=self._kind.full_environment(),
        )
        if self._process.stdout is None or self._process.stderr is None:
            raise EngineFailure(self._kind.failed, f"The {self._kind.noun} has no output.")
        self._last_words = LastWords(self._process.stderr)
        self._reader = asyncio.create_task(self._read_frames(self._process.stdout))
        frame = await self._next_frame(self._frames)
        if frame.kind is not FrameKind.READY:
            raise EngineFailure(self._kind.failed, frame.json["message"])
        self.state = "idle"
        return frame.json

    async def _read_frames(self, stdout: asyncio.StreamReader) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                frame = await read_frame(stdout)
                if frame.request == self._wanted:
                    self._frames.put_nowait(frame)
                if frame.kind in LAST_OF_A_REQUEST and frame.request:
                    self.state = "idle"
                    self._on_idle(self)
        loaded, self.state = self.state != "loading", "dead"
        self._frames.put_nowait(None)
        if loaded:  # else `start` tells
            self._on_death(self)
        if self._process and self._process.stdin:
            with contextlib.suppress(OSError):  # what was not written when the process died
                await self._process.stdin.wait_closed()

    async def _next_frame(self, frames: asyncio.Queue[Frame | None]) -> Frame:
        """Wait for the next frame that says more than that the process is alive."""
        while True:
            try:
                async with asyncio.timeout(self._stall):
                    frame = await frames.get()
            except TimeoutError:
                self.kill()
                raise EngineFailure(
                    self._kind.stalled, f"The {self._kind.noun} gave no sign of life for {self._stall:g} seconds."
                ) from None
            if frame is None:
                raise EngineFailure(self._kind.died, await self._death())
            if frame.kind is not FrameKind.ALIVE:
                return frame

    async def _death(self) -> str:
        code = await self._process.wait() if self._process else None
        why = await self._last_words.why() if self._last_words else ""
        return f"The {self._kind.noun} that worked on this has died ({ending(code)}).{why}"

    async def _next_started(self, frames: asyncio.Queue[Frame | None]) -> None:
        try:
            await self._next_frame(frames)
        except EngineFailure as failure:
            if self.state == "dead":
                raise ProcessGone from failure
            raise

    async def ask(self, what: str, fields: dict[str, Any], attachment: bytes = b"") -> AsyncGenerator[Frame]:
        """Yield the frames of a request after STARTED, the last one included. Only while idle.

        Closing it early cancels the request: the process stops where it next looks. `attachment` follows the line.
        """
        self._running += 1
        self._wanted = number = self._running
        # The queue is this request's own: the process may be on the next request while this one is still read.
        self._frames = frames = asyncio.Queue[Frame | None]()
        self.state = "busy"
        send_line(self._process, {what: number, **fields}, attachment)
        finished = False
        try:
            await self._next_started(frames)
            while not finished:
                frame = await self._next_frame(frames)
                finished = frame.kind in LAST_OF_A_REQUEST
                yield frame
        finally:
            if not finished and self._wanted == number:
                self._wanted = -1
                send_line(self._process, {"cancel": number})

    def kill(self) -> None:
        """End the process at once."""
        kill(self._process)

    async def close(self) -> None:
        """End the process through its lifeline, by force if that takes a second."""
        if self._process is None:
            return
        await end_by_lifeline(self._process, 1.0, self.kill)
        if self._reader:
            await self._reader
        if self._last_words:
            await self._last_words.close()
