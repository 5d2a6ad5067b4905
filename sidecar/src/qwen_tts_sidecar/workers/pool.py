"""Workers of one kind together: started side by side or on demand, handed out when idle, replaced when they die."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from qwen_tts_sidecar.engines.base import EngineFailure, EngineHealth, WorkerHealth
from qwen_tts_sidecar.workers.kind import WorkerKind
from qwen_tts_sidecar.workers.process import WorkerProcess

logger = logging.getLogger(__name__)

RESTART_DELAYS = (0.0, 1.0, 5.0)
"""Seconds before each attempt to replace a process; when all fail, its place stays empty."""


class WorkerPool:
    """At most `size` workers; `stall` is the longest silence, in seconds, before one is given up."""

    def __init__(self, kind: WorkerKind, size: int, *, stall: float) -> None:
        self._kind, self._size, self._stall = kind, size, stall
        self._processes: list[WorkerProcess] = []
        self._idle: asyncio.Queue[WorkerProcess | None] = asyncio.Queue()
        self._coming: set[asyncio.Task[None]] = set()
        self._closing = False
        self._error: str | None = None
        self._restarts = 0

    async def start(self, on_loaded: Callable[[int], None]) -> dict[str, Any]:
        """Load all processes side by side; return what they report. EngineFailure when one cannot load."""
        loaded = 0

        async def start_one() -> dict[str, Any]:
            nonlocal loaded
            ready = await self._add()
            loaded += 1
            on_loaded(loaded)
            return ready

        reports = await asyncio.gather(*(start_one() for _ in range(self._size)))
        return reports[0]

    async def _add(self) -> dict[str, Any]:
        process = WorkerProcess(self._kind, self._idle.put_nowait, self._died, self._stall)
        self._processes.append(process)
        try:
            ready = await process.start()
        except EngineFailure:
            if process in self._processes:
                self._processes.remove(process)
            await process.close()
            raise
        self._idle.put_nowait(process)
        return ready

    async def acquire(self) -> WorkerProcess:
        """Wait for an idle process; it comes back by itself when its request has ended."""
        while True:
            idle = self._idle
            process = await idle.get()
            if process is None:
                idle.put_nowait(None)  # for whoever else waits
                raise EngineFailure(self._kind.failed, self._error or f"No {self._kind.noun} is left.")
            if process.state == "idle":
                return process

    def _died(self, process: WorkerProcess) -> None:
        if self._closing or process not in self._processes:
            return
        logger.error("%s %s died", self._kind.noun, process.pid)
        self._processes.remove(process)
        if self._places_left():
            self._in_background(self._bring_up(RESTART_DELAYS, replaces=True))

    def grow(self) -> None:
        """Start one more worker in the background, if none is idle and there is place for one."""
        if not self._processes and not self._coming:
            self._idle = asyncio.Queue()  # drops the word that none is left: this is a new try
        if self._idle.empty() and self._places_left():
            self._in_background(self._bring_up((0.0,), replaces=False))

    def _places_left(self) -> bool:
        # A process that is loading is one that a task already counts.
        loaded = sum(process.state != "loading" for process in self._processes)
        return loaded + len(self._coming) < self._size

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._coming.add(task)
        task.add_done_callback(self._coming.discard)

    async def _bring_up(self, delays: Sequence[float], *, replaces: bool) -> None:
        for delay in delays:
            await asyncio.sleep(delay)
            self._restarts += replaces
            try:
                await self._add()
            except EngineFailure as failure:
                logger.error("no new %s could be started: %s", self._kind.noun, failure)
                self._error = str(failure)
            else:
                self._error = None
                return
        if not self._processes and len(self._coming) == 1:  # the one that ends here
            self._idle.put_nowait(None)

    def health(self) -> EngineHealth:
        """Return the processes as they are now; the error stands while no process is left."""
        workers = [WorkerHealth(process.pid, process.state) for process in self._processes]
        return EngineHealth(workers, self._restarts, None if self._processes else self._error)

    async def close(self) -> None:
        """End all processes."""
        self._closing = True
        for task in list(self._coming):
            task.cancel()
        await asyncio.gather(*(process.close() for process in self._processes), return_exceptions=True)
