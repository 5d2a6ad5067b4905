"""One engine process as the server sees it: started, spoken to, cancelled, ended."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncGenerator, Callable
from typing import Any

from qwen_tts_sidecar.engines.base import (
    AudioChunk,
    EngineFailure,
    FinishReason,
    RequestRejected,
    SynthesisEnd,
    SynthesisEvent,
    SynthesisRequest,
)
from qwen_tts_sidecar.engines.children import end_by_lifeline, kill, send_line
from qwen_tts_sidecar.engines.frames import LAST_OF_A_REQUEST, Frame, FrameKind, read_frame
from qwen_tts_sidecar.settings import TOKEN_VARIABLE

STALL_SECONDS = 60.0
"""Longest wait for the next sentence (the longest takes about half a second on an idle core) before giving up."""

READ_AHEAD_BYTES = 1 << 20
"""More than a sentence (48 kB a second), so that reading is rarely paused in the middle of one."""


def worker_command(model: str | None) -> list[str]:
    """Return the command line that starts an engine process from the frozen program or from Python."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "qwen_tts_sidecar"]
    return [*program, "engine-worker", *(["--model", model] if model else [])]


def worker_environment() -> dict[str, str]:
    """Return the server's environment without its secret, with one thread per process and large memory pages.

    The pages (glibc asks for them; other systems ignore the variable) make the engine 2 % faster.
    """
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    inherited = {name: value for name, value in os.environ.items() if name != TOKEN_VARIABLE}
    return {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"} | inherited | threads


class ProcessGone(Exception):
    """The process had died before it took the request up; another one can."""


class EngineProcess:
    """Runs one request at a time. `on_idle` is called when the process can take a request, `on_death` when it ended."""

    def __init__(
        self, on_idle: Callable[[EngineProcess], None], on_death: Callable[[EngineProcess], None], stall: float
    ) -> None:
        self._on_idle, self._on_death, self._stall = on_idle, on_death, stall
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._frames: asyncio.Queue[Frame | None] = asyncio.Queue()
        self._running = 0
        self._wanted = 0
        self.state = "loading"

    @property
    def pid(self) -> int | None:
        """The process's id once it is started."""
        return self._process.pid if self._process else None

    async def start(self, model: str | None) -> dict[str, Any]:
        """Start the process and return what it reports once loaded; EngineFailure when it cannot load."""
        self._process = await asyncio.create_subprocess_exec(
            *worker_command(model),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=READ_AHEAD_BYTES,
            env=worker_environment(),
        )
        if self._process.stdout is None:
            raise EngineFailure("engine_failed", "The engine process has no output.")
        self._reader = asyncio.create_task(self._read_frames(self._process.stdout))
        frame = await self._next_frame(self._frames)
        if frame.kind is not FrameKind.READY:
            raise EngineFailure("engine_failed", frame.json["message"])
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
        self.state = "dead"
        self._frames.put_nowait(None)
        self._on_death(self)

    async def _next_frame(self, frames: asyncio.Queue[Frame | None]) -> Frame:
        try:
            async with asyncio.timeout(self._stall):
                frame = await frames.get()
        except TimeoutError:
            self.kill()
            raise EngineFailure(
                "engine_stalled", f"An engine process gave no sign of life for {self._stall:g} seconds."
            ) from None
        if frame is None:
            raise EngineFailure("engine_process_died", "The engine process that worked on this request has died.")
        return frame

    async def _next_started(self, frames: asyncio.Queue[Frame | None]) -> None:
        try:
            await self._next_frame(frames)
        except EngineFailure as failure:
            if self.state == "dead":
                raise ProcessGone from failure
            raise

    async def synthesize(self, request: SynthesisRequest) -> AsyncGenerator[SynthesisEvent]:
        """Yield the request's audio and its end. Only while idle. Closing it early cancels at the next sentence."""
        self._running += 1
        self._wanted = number = self._running
        # The queue is this request's own: the process may be on the next request while this one is still read.
        self._frames = frames = asyncio.Queue[Frame | None]()
        self.state = "busy"
        self._send(
            {
                "synthesize": number,
                "text": request.text,
                "voice": request.voice,
                "speed": request.speed,
                "seed": request.seed,
            }
        )
        finished = False
        try:
            await self._next_started(frames)
            while not finished:
                frame = await self._next_frame(frames)
                finished = frame.kind in LAST_OF_A_REQUEST
                yield _event(frame)
        finally:
            if not finished and self._wanted == number:
                self._wanted = -1
                self._send({"cancel": number})

    def _send(self, message: dict[str, Any]) -> None:
        send_line(self._process, message)

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


def _event(frame: Frame) -> SynthesisEvent:
    match frame.kind:
        case FrameKind.AUDIO:
            return AudioChunk(frame.payload)
        case FrameKind.END:
            end = frame.json
            return SynthesisEnd(FinishReason(end["reason"]), end["engine_seconds"], end["unspoken"])
        case FrameKind.REJECTED:
            raise RequestRejected(
                frame.json["code"], "The text holds nothing that this engine can speak.", param="input"
            )
        case _:
            raise EngineFailure("engine_failed", frame.json.get("message", "The engine failed."))
