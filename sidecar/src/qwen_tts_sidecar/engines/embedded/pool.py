"""The engine processes together: started side by side, handed out when idle, replaced when they die."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from qwen_tts_sidecar.engines.base import EngineFailure, EngineHealth, WorkerHealth
from qwen_tts_sidecar.engines.embedded.process import STALL_SECONDS, EngineProcess

logger = logging.getLogger(__name__)

RESTART_DELAYS = (0.0, 1.0, 5.0)
"""Seconds before each attempt to replace a process; when all fail, its place stays empty."""


class ProcessPool:
    """A fixed number of engine processes."""

    def __init__(self, model: str | None, size: int, *, stall: float = STALL_SECONDS) -> None:
        self._model, self._size, self._stall = model, size, stall
        self._processes: list[EngineProcess] = []
        self._idle: asyncio.Queue[EngineProcess | None] = asyncio.Queue()
        self._replacements: set[asyncio.Task[None]] = set()
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
        process = EngineProcess(self._idle.put_nowait, self._died, self._stall)
        self._processes.append(process)
        try:
            ready = await process.start(self._model)
        except EngineFailure:
            if process in self._processes:
                self._processes.remove(process)
            await process.close()
            raise
        self._idle.put_nowait(process)
        return ready

    async def acquire(self) -> EngineProcess:
        """Wait for an idle process; it comes back by itself when its request has ended."""
        while True:
            process = await self._idle.get()
            if process is None:
                self._idle.put_nowait(None)
                raise EngineFailure("engine_failed", self._error or "No engine process is left.")
            if process.state == "idle":
                return process

    def _died(self, process: EngineProcess) -> None:
        if self._closing or process not in self._processes:
            return
        logger.error("engine process %s died", process.pid)
        self._processes.remove(process)
        if not self._replacements_cover_loss():
            task = asyncio.create_task(self._replace())
            self._replacements.add(task)
            task.add_done_callback(self._replacements.discard)

    def _replacements_cover_loss(self) -> bool:
        # A process that is loading is one that a replacement task already counts.
        loaded = sum(process.state != "loading" for process in self._processes)
        return loaded + len(self._replacements) >= self._size

    async def _replace(self) -> None:
        for delay in RESTART_DELAYS:
            await asyncio.sleep(delay)
            self._restarts += 1
            try:
                await self._add()
            except EngineFailure as failure:
                logger.error("an engine process could not be replaced: %s", failure)
                self._error = str(failure)
            else:
                self._error = None
                return
        if not self._processes:
            self._idle.put_nowait(None)

    def health(self) -> EngineHealth:
        """Return the processes as they are now; the error stands while no process is left."""
        workers = [WorkerHealth(process.pid, process.state) for process in self._processes]
        return EngineHealth(workers, self._restarts, None if self._processes else self._error)

    async def close(self) -> None:
        """End all processes."""
        self._closing = True
        for task in list(self._replacements):
            task.cancel()
        await asyncio.gather(*(process.close() for process in self._processes), return_exceptions=True)
