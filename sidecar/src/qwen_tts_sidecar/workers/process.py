"""One worker, from the server's side: started, asked, monitored, ended."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from typing import Any

from qwen_tts_sidecar.errors import EngineFailure
from qwen_tts_sidecar.workers.channel import LAST_OF_A_REQUEST, Frame, FrameKind, read_frame, send_line
from qwen_tts_sidecar.workers.ending import Ending, StderrTail
from qwen_tts_sidecar.workers.health import LoadProgress
from qwen_tts_sidecar.workers.kind import WorkerKind

READ_AHEAD_BYTES = 1 << 20
"""More than a sentence (48 kB a second), so that reading is rarely paused in the middle of one."""

LOAD_REPORT_SECONDS = 10.0
"""Time between two reports that loading goes on."""

CLOSE_SECONDS = 2.0
"""How long a worker may take to end by itself."""

LOADING = 0
"""The request's number that frames about loading have."""

Stream = asyncio.Queue[Frame | None]
"""The frames of one request, None at the end of the process."""


class ProcessEnded(Exception):
    """The process had ended before it took the request up; another one can."""


class WorkerProcess:
    """One process of a worker, from its start to its end.

    `on_idle` is called when the worker has ended a request, also one that was cancelled. `died` is set when the process
    has ended. `facts` are what it reports of itself; empty before it has loaded.
    """

    def __init__(self, kind: WorkerKind, stall: float, on_idle: Callable[[WorkerProcess], None]) -> None:
        self._kind, self._stall, self._on_idle = kind, stall, on_idle
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._stderr: StderrTail | None = None
        self._streams: dict[int, Stream] = {}
        self._running: set[int] = set()
        self._last_number = LOADING
        self._last_frame_at = 0.0
        self._stalled = 0.0
        self.died = asyncio.Event()
        self.facts: dict[str, Any] = {}
        self._loaded = False

    @property
    def pid(self) -> int | None:
        """The process's id once it is started."""
        return self._process.pid if self._process else None

    @property
    def state(self) -> str:
        """The state as in `/health`."""
        if self.died.is_set() or self._stalled:
            return "dead"
        return ("busy" if self._running else "idle") if self._loaded else "loading"

    async def start(self, progress: LoadProgress) -> dict[str, Any]:
        """Start the process and return what it reports once loaded; EngineFailure when it cannot load."""
        stream = self._open_stream(LOADING)
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._kind.command(),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                limit=READ_AHEAD_BYTES,
                env=self._kind.full_environment(),
            )
        except OSError as error:  # no memory or no process left, which may pass
            raise EngineFailure(self._kind.failed, f"The {self._kind.noun} cannot be started: {error}") from error
        if self._process.stdout is None or self._process.stderr is None:
            raise EngineFailure(self._kind.failed, f"The {self._kind.noun} has no output.")
        self._stderr = StderrTail(self._process.stderr)
        self._reader = asyncio.create_task(self._read_frames(self._process.stdout))
        try:
            self.facts = await self._load(stream, progress)
        finally:
            del self._streams[LOADING]
        self._loaded = True
        return self.facts

    async def _load(self, stream: Stream, progress: LoadProgress) -> dict[str, Any]:
        """Forward the process's progress, and report every few seconds that loading goes on."""
        begun = asyncio.get_running_loop().time()
        fraction, stage = 0.0, f"starting the {self._kind.noun}"
        while True:
            try:
                stall = self._kind.load_seconds or self._stall
                frame = await asyncio.wait_for(self._next(stream, stall), LOAD_REPORT_SECONDS)
            except TimeoutError:
                seconds = asyncio.get_running_loop().time() - begun
                progress(fraction, f"{stage}: {seconds:.0f} s so far")
                continue
            if frame is None:
                raise await self._failure(stage)
            facts = frame.json
            match frame.kind:
                case FrameKind.LOADING:
                    fraction, stage = facts["fraction"], facts["message"]
                    progress(fraction, stage)
                case FrameKind.READY:
                    return facts
                case _:
                    raise EngineFailure(facts.get("code", self._kind.failed), facts["message"])

    async def _read_frames(self, stdout: asyncio.StreamReader) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                frame = await read_frame(stdout)
                self._last_frame_at = asyncio.get_running_loop().time()
                if frame.kind is FrameKind.LIMIT:
                    self.facts |= frame.json
                elif frame.kind is not FrameKind.HEARTBEAT and frame.request in self._streams:
                    self._streams[frame.request].put_nowait(frame)
                if frame.kind in LAST_OF_A_REQUEST and frame.request in self._running:
                    self._running.remove(frame.request)
                    self._on_idle(self)
        self.died.set()
        for stream in self._streams.values():
            stream.put_nowait(None)
        if self._process and self._process.stdin:
            with contextlib.suppress(OSError):  # what was not written when the process died
                await self._process.stdin.wait_closed()

    def _open_stream(self, number: int) -> Stream:
        if not self._streams:
            self._last_frame_at = asyncio.get_running_loop().time()
        stream = self._streams[number] = Stream()
        return stream

    async def ask(self, fields: dict[str, Any], attachment: bytes = b"") -> AsyncGenerator[Frame]:
        """Yield the frames of a request after STARTED, the last one included. Only while idle, unless it is shared.

        Closing it early cancels the request: the process stops at its next check. `attachment` follows the line.
        ProcessEnded when the process ends before the request's turn, EngineFailure when it ends later or stalls.
        """
        self._last_number = number = self._last_number + 1
        stream = self._open_stream(number)
        self._running.add(number)
        begun = finished = False
        self._send({"request": number, **fields}, attachment)
        try:
            while not finished:
                frame = await self._next(stream, self._stall)
                if frame is None:
                    # Where requests are worked on one by one, this one had its turn and may be why the process stalled.
                    if not begun and (self._kind.shared or not self._stalled):
                        raise ProcessEnded
                    raise await self._failure()
                finished = frame.kind in LAST_OF_A_REQUEST
                if frame.kind is FrameKind.STARTED:
                    begun = True
                else:
                    yield frame
        finally:
            del self._streams[number]
            if not finished:
                self._send({"cancel": number})

    async def _next(self, stream: Stream, stall: float) -> Frame | None:
        """Wait for a stream's next frame as long as the process sends frames, also of other requests.

        None when the process has ended, or was killed here after `stall` seconds without a frame.
        """
        loop = asyncio.get_running_loop()
        while not (self.died.is_set() and stream.empty()):
            left = self._last_frame_at + stall - loop.time()
            if left <= 0 and stream.empty():
                self._kill_stalled(stall)
                return None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(left, 0.0)):
                    return await stream.get()
        return None

    async def _failure(self, stage: str = "") -> EngineFailure:
        """Return the error for the requests that waited for this process."""
        ending = await self.ending(stage)
        return EngineFailure(self._kind.stalled if ending.stalled else self._kind.died, self._kind.sentence(ending))

    async def ending(self, stage: str = "") -> Ending:
        """Return how the process has ended, at once where it had stalled."""
        if self._stalled:
            return Ending(self._kind.noun, stage, stalled=self._stalled)
        code = await self._process.wait() if self._process else None
        error_line = await self._stderr.error_line() if self._stderr else ""
        return Ending(self._kind.noun, stage, code=code, error_line=error_line)

    def _send(self, message: dict[str, Any], attachment: bytes = b"") -> None:
        if self._process and self._process.stdin:
            send_line(self._process.stdin, message, attachment)

    def _kill_stalled(self, seconds: float) -> None:
        self._stalled = seconds
        self.kill()

    def kill(self) -> None:
        """End the process at once."""
        if self._process and self._process.returncode is None:
            self._process.kill()

    async def close(self) -> None:
        """End the process by the end of its stdin, by force if that takes too long."""
        if self._process is None:
            return
        if self._process.stdin:
            self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), CLOSE_SECONDS)
        except TimeoutError:
            self._kill_stalled(CLOSE_SECONDS)
            await self._process.wait()
        if self._reader:
            await self._reader
        if self._stderr:
            await self._stderr.close()
