"""The engine process as the server sees it: many requests at once, each with its own frames."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncGenerator
from typing import Any

from qwen_tts_sidecar.engines.base import EngineFailure, LoadProgress
from qwen_tts_sidecar.engines.children import end_by_lifeline, ending, kill, send_line
from qwen_tts_sidecar.engines.frames import LAST_OF_A_REQUEST, Frame, FrameKind, read_frame
from qwen_tts_sidecar.engines.last_words import LastWords
from qwen_tts_sidecar.engines.qwen.options import QwenOptions
from qwen_tts_sidecar.settings import TOKEN_VARIABLE
from qwen_tts_sidecar.startup import StartupCode, StartupError

STALL_SECONDS = 180.0
"""Longest silence while requests run; each frame is a sign of life, also on a processor that takes seconds for it."""

LOAD_SECONDS, LOAD_SIGN_SECONDS = 1_800.0, 10.0
"""Longest time for loading (weights may be downloaded, or come from a slow disk), and between two tellings of it."""

READ_AHEAD_BYTES = 1 << 20


class ProcessGone(Exception):
    """The process had died before it began with the request; another one can."""


def worker_command(options: QwenOptions) -> list[str]:
    """Return the command line that starts the engine process from the frozen program or from Python."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "qwen_tts_sidecar"]
    return [*program, "qwen-worker", options.to_json()]


def worker_environment(options: QwenOptions) -> dict[str, str]:
    """Return the server's environment without its secret, and without the network unless a download is allowed.

    Segments that can grow keep CUDA's memory from being cut up by batches of ever new shapes.
    """
    chosen = {"PYTORCH_CUDA_ALLOC_CONF": "expandable_segments:True", "TOKENIZERS_PARALLELISM": "false"}
    inherited = {name: value for name, value in os.environ.items() if name != TOKEN_VARIABLE}
    offline = {} if options.allow_download else dict.fromkeys(("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"), "1")
    return chosen | inherited | offline


class QwenProcess:
    """One life of the engine process.

    `died` is set when it has ended, for whatever reason. `limit` is how many requests it speaks at once now: fewer
    than it began with after memory has run out; None before it has loaded.
    """

    def __init__(self, options: QwenOptions, *, stall: float = STALL_SECONDS) -> None:
        self._options, self._stall = options, stall
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._last_words: LastWords | None = None
        self._news: asyncio.Queue[Frame | None] = asyncio.Queue()
        self._streams: dict[int, asyncio.Queue[Frame | None]] = {}
        self._last_number = 0
        self._last_sign = 0.0
        self._given_up = False
        self.died = asyncio.Event()
        self.loaded = False
        self.limit: int | None = None

    @property
    def pid(self) -> int | None:
        """The process's id once it is started."""
        return self._process.pid if self._process else None

    @property
    def state(self) -> str:
        """The state as `/health` tells it."""
        if self.died.is_set():
            return "dead"
        return ("busy" if self._streams else "idle") if self.loaded else "loading"

    @property
    def was_killed(self) -> bool:
        """Whether somebody else has killed it: the system does, when memory runs out."""
        code = self._process.returncode if self._process else None
        return os.name == "posix" and code == -signal.SIGKILL and not self._given_up

    async def start(self, progress: LoadProgress) -> dict[str, Any]:
        """Start the process and return what it reports once loaded; StartupError when it cannot load."""
        self._process = await asyncio.create_subprocess_exec(
            *worker_command(self._options),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=READ_AHEAD_BYTES,
            env=worker_environment(self._options),
        )
        if self._process.stdout is None or self._process.stderr is None:
            raise StartupError(StartupCode.ENGINE_FAILED, "The engine process has no output.")
        self._last_words = LastWords(self._process.stderr)
        self._reader = asyncio.create_task(self._read_frames(self._process.stdout))
        facts = await self._loaded(progress)
        self.loaded = True
        self.limit = facts["max_batch"]
        return facts

    async def _loaded(self, progress: LoadProgress) -> dict[str, Any]:
        """Pass the process's progress on, and tell every few seconds that it goes on."""
        begun = asyncio.get_running_loop().time()
        fraction, message = 0.0, "starting the engine process"
        while True:
            try:
                frame = await asyncio.wait_for(self._news.get(), LOAD_SIGN_SECONDS)
            except TimeoutError:
                seconds = asyncio.get_running_loop().time() - begun
                if seconds > LOAD_SECONDS:
                    raise StartupError(
                        StartupCode.ENGINE_FAILED, f"The engine process has hung while {message}."
                    ) from None
                progress(fraction, f"{message}: {seconds:.0f} s so far")
                continue
            if frame is None:
                raise StartupError(StartupCode.ENGINE_FAILED, f"While {message}, {await self._ending()}")
            if frame.kind is FrameKind.LOADING:
                fraction, message = frame.json["fraction"], frame.json["message"]
                progress(fraction, message)
            elif frame.kind is FrameKind.FAILED:
                code = next(code for code in StartupCode if code.code == frame.json["code"])
                raise StartupError(code, frame.json["message"])
            else:
                return frame.json

    async def _read_frames(self, stdout: asyncio.StreamReader) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                frame = await read_frame(stdout)
                self._last_sign = asyncio.get_running_loop().time()
                if frame.kind is FrameKind.LIMIT:
                    self.limit = frame.json["max_batch"]
                elif not frame.request and not self.loaded:
                    self._news.put_nowait(frame)
                elif frame.request in self._streams:
                    self._streams[frame.request].put_nowait(frame)
        self.died.set()
        for frames in (self._news, *self._streams.values()):
            frames.put_nowait(None)

    async def frames(self, job: dict[str, Any]) -> AsyncGenerator[Frame]:
        """Yield the frames of one request after STARTED, the last one included. Closing it early cancels the request.

        ProcessGone when the process dies before the request's turn, EngineFailure when it dies later or hangs.
        """
        self._last_number += 1
        number = self._last_number
        stream = self._streams[number] = asyncio.Queue[Frame | None]()
        if len(self._streams) == 1:
            self._last_sign = asyncio.get_running_loop().time()
        begun = finished = False
        self._send({"synthesize": number, **job})
        try:
            while not finished:
                frame = None if self.died.is_set() and stream.empty() else await self._next(stream)
                if frame is None:
                    if not begun:
                        raise ProcessGone
                    code = "engine_stalled" if self._given_up else "engine_process_died"
                    raise EngineFailure(code, f"During this request, {await self._ending()}")
                begun = begun or frame.kind is FrameKind.STARTED
                finished = frame.kind in LAST_OF_A_REQUEST
                if frame.kind is not FrameKind.STARTED:
                    yield frame
        finally:
            del self._streams[number]
            if not finished:
                self._send({"cancel": number})

    async def _next(self, stream: asyncio.Queue[Frame | None]) -> Frame | None:
        """Wait for the request's next frame as long as the process gives signs of life, be it for others."""
        loop = asyncio.get_running_loop()
        while True:
            left = self._last_sign + self._stall - loop.time()
            if left <= 0 and not self._given_up:
                self._give_up()
            try:
                return await asyncio.wait_for(stream.get(), max(left, 1.0))
            except TimeoutError:
                continue

    async def _ending(self) -> str:
        """Say how the process has ended, as the end of a sentence."""
        if self._given_up:
            return f"the engine process gave no sign of life for {self._stall:g} seconds, and was ended."
        code = await self._process.wait() if self._process else None
        if self.was_killed:
            return "the engine process was killed, which is what a system does that runs out of memory."
        why = await self._last_words.why() if self._last_words else ""
        return f"the engine process died ({ending(code)}).{why}"

    def _send(self, message: dict[str, Any]) -> None:
        send_line(self._process, message)

    def _give_up(self) -> None:
        """End the process at once, which is then not taken for the system's doing."""
        self._given_up = True
        self.kill()

    def kill(self) -> None:
        """End the process at once."""
        kill(self._process)

    async def close(self) -> None:
        """End the process through its lifeline, by force if that takes two seconds."""
        if self._process is None:
            return
        await end_by_lifeline(self._process, 2.0, self._give_up)
        if self._reader:
            await self._reader
        if self._last_words:
            await self._last_words.close()
