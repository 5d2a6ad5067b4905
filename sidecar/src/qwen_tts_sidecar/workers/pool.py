"""The supervisor of a kind's workers: started together or on demand, handed out when idle, replaced when they die."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from typing import Any

from qwen_tts_sidecar.engines.base import EngineFailure, EngineHealth, LoadProgress, WorkerHealth
from qwen_tts_sidecar.workers.ending import Ending
from qwen_tts_sidecar.workers.kind import RestartPolicy, WorkerKind
from qwen_tts_sidecar.workers.process import WorkerProcess

logger = logging.getLogger(__name__)

ON_DEMAND = RestartPolicy((0.0,))
"""For a worker that is started because it is needed: there will be another try when it is needed again."""


def usable_cores() -> int:
    """Return how many cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _log_progress(_: float, message: str) -> None:
    logger.info("%s", message)


class WorkerPool:
    """At most `size` workers; `stall` is the longest silence, in seconds, before one is given up.

    `revise` is told how a worker has ended and returns the kind that is started in its place.
    """

    def __init__(
        self,
        kind: WorkerKind,
        size: int,
        *,
        stall: float,
        revise: Callable[[Ending], WorkerKind] | None = None,
    ) -> None:
        self._kind, self._size, self._stall, self._revise = kind, size, stall, revise
        self.processes: list[WorkerProcess] = []
        self._idle: asyncio.Queue[WorkerProcess | None] = asyncio.Queue()
        self._keepers: set[asyncio.Task[None]] = set()
        self._error: str | None = None
        self._restarts = 0

    async def start(self, on_loaded: Callable[[int], None], progress: LoadProgress = _log_progress) -> dict[str, Any]:
        """Load all processes side by side; return what they report. EngineFailure when one cannot load."""
        loaded = 0

        async def start_one() -> dict[str, Any]:
            nonlocal loaded
            process = await self._add(progress)
            self._keep(process)
            loaded += 1
            on_loaded(loaded)
            return process.facts

        reports = await asyncio.gather(*(start_one() for _ in range(self._size)))
        return reports[0]

    def grow(self) -> None:
        """Start one more worker in the background, if none is idle and there is place for one."""
        if not self.processes and not self._keepers:
            self._idle = asyncio.Queue()  # drops the word that none is left: this is a new try
        if self._idle.empty() and len(self._keepers) < self._size:
            self._keep(None)

    async def acquire(self) -> WorkerProcess:
        """Wait for a process that can take a request; it comes back by itself when its request has ended."""
        while True:
            idle = self._idle
            process = await idle.get()
            if process is None:
                idle.put_nowait(None)  # for whoever else waits
                raise EngineFailure(self._kind.failed, self._error or f"No {self._kind.noun} is left.")
            if self._kind.shared and process.state != "dead":
                idle.put_nowait(process)
                return process
            if process.state == "idle":
                return process

    def _came_back(self, process: WorkerProcess) -> None:
        if not self._kind.shared:
            self._idle.put_nowait(process)

    async def _add(self, progress: LoadProgress) -> WorkerProcess:
        process = WorkerProcess(self._kind, self._stall, self._came_back)
        self.processes.append(process)
        try:
            await process.start(progress)
        except EngineFailure:
            self.processes.remove(process)
            await process.close()
            raise
        self._idle.put_nowait(process)
        return process

    def _keep(self, process: WorkerProcess | None) -> None:
        """Keep one more place filled, with this process or one that is started now."""
        keeper = asyncio.create_task(self._keep_filled(process))
        self._keepers.add(keeper)
        keeper.add_done_callback(self._keepers.discard)

    async def _keep_filled(self, process: WorkerProcess | None) -> None:
        process = process or await self._bring_up(ON_DEMAND)
        while process:
            await process.died.wait()
            logger.error("%s %s died", self._kind.noun, process.pid)
            self.processes.remove(process)
            await process.close()
            if self._revise:
                self._kind = self._revise(await process.ending())
            process = await self._bring_up(self._kind.restarts, replaces=True)
        if not self.processes and len(self._keepers) == 1:  # this one, which ends here
            self._idle.put_nowait(None)

    async def _bring_up(self, policy: RestartPolicy, *, replaces: bool = False) -> WorkerProcess | None:
        for delay in policy.delays:
            await asyncio.sleep(delay)
            self._restarts += replaces
            try:
                process = await self._add(_log_progress)
            except EngineFailure as failure:
                self._error = self._kind.restart_error.format(failure)
                logger.error("no new %s could be started: %s", self._kind.noun, failure)
            else:
                self._error = None
                return process
        return None

    def health(self) -> EngineHealth:
        """Return the processes as they are now; the error stands while none is loaded."""
        workers = [WorkerHealth(process.pid, process.state) for process in self.processes]
        works = any(worker.state in ("idle", "busy") for worker in workers)
        return EngineHealth(workers, self._restarts, None if works else self._error)

    async def close(self) -> None:
        """End all processes."""
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        await asyncio.gather(*(process.close() for process in self.processes), return_exceptions=True)
