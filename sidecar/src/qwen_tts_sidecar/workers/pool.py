"""The supervisor of a kind's workers: started together or on demand, asked when idle, replaced when they die."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

from qwen_tts_sidecar.errors import EngineFailure
from qwen_tts_sidecar.workers.channel import Frame
from qwen_tts_sidecar.workers.ending import Ending
from qwen_tts_sidecar.workers.health import LoadProgress, PoolHealth, WorkerHealth
from qwen_tts_sidecar.workers.kind import RestartPolicy, WorkerKind
from qwen_tts_sidecar.workers.process import ProcessEnded, WorkerProcess

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
    """At most `size` workers, all started by `start`, or each by `ask` when it is needed (`on_demand`).

    `stall` is the longest time, in seconds, without a frame from a worker that has work; then it is killed.
    `revise` is called with how a worker has ended and returns the kind that is started in its place.
    """

    def __init__(
        self,
        kind: WorkerKind,
        size: int,
        *,
        stall: float,
        on_demand: bool = False,
        revise: Callable[[Ending], WorkerKind] | None = None,
    ) -> None:
        self._kind, self._size, self._stall = kind, size, stall
        self._on_demand, self._revise = on_demand, revise
        self.processes: list[WorkerProcess] = []
        self._idle: asyncio.Queue[WorkerProcess | None] = asyncio.Queue()
        self._supervisors: set[asyncio.Task[None]] = set()
        self._error: str | None = None
        self._restarts = 0

    async def start(self, on_loaded: Callable[[int], None], progress: LoadProgress = _log_progress) -> dict[str, Any]:
        """Load all processes side by side; return what they report. EngineFailure when one cannot load."""
        loaded = 0

        async def start_one() -> dict[str, Any]:
            nonlocal loaded
            process = await self._add(progress)
            self._supervise(process)
            loaded += 1
            on_loaded(loaded)
            return process.facts

        reports = await asyncio.gather(*(start_one() for _ in range(self._size)))
        return reports[0]

    def grow(self) -> None:
        """Start one more worker in the background, if none is idle and there is place for one."""
        if not self.processes and not self._supervisors:
            self._idle = asyncio.Queue()  # without the None that says that no worker is left: this is a new try
        if self._idle.empty() and len(self._supervisors) < self._size:
            self._supervise(None)

    async def acquire(self) -> WorkerProcess:
        """Wait for a process that can take a request; it is idle again by itself when its request has ended."""
        while True:
            idle = self._idle
            process = await idle.get()
            if process is None:
                idle.put_nowait(None)  # for the other waiters
                raise EngineFailure(self._kind.failed, self._error or f"No {self._kind.noun} is left.")
            if self._kind.shared and process.state != "dead":
                idle.put_nowait(process)
                return process
            if process.state == "idle":
                return process

    async def ask(self, fields: dict[str, Any], attachment: bytes = b"") -> AsyncGenerator[Frame]:
        """Yield the frames of a request, the last one included; from the next worker when one ends before its turn.

        Closing it early cancels the request. EngineFailure when a worker ends during the request or stalls, and when
        none is left.
        """
        while True:
            if self._on_demand:
                self.grow()
            worker = await self.acquire()
            try:
                async with aclosing(worker.ask(fields, attachment)) as frames:
                    async for frame in frames:
                        yield frame
            except ProcessEnded:
                continue
            return

    def _on_idle(self, process: WorkerProcess) -> None:
        if not self._kind.shared:
            self._idle.put_nowait(process)

    async def _add(self, progress: LoadProgress) -> WorkerProcess:
        process = WorkerProcess(self._kind, self._stall, self._on_idle)
        self.processes.append(process)
        try:
            await process.start(progress)
        except EngineFailure:
            self.processes.remove(process)
            await process.close()
            raise
        self._idle.put_nowait(process)
        return process

    def _supervise(self, process: WorkerProcess | None) -> None:
        """Keep one more worker running: this process, or one that is started now."""
        supervisor = asyncio.create_task(self._keep_running(process))
        self._supervisors.add(supervisor)
        supervisor.add_done_callback(self._supervisors.discard)

    async def _keep_running(self, process: WorkerProcess | None) -> None:
        process = process or await self._bring_up(ON_DEMAND)
        while process:
            await process.died.wait()
            logger.error("%s %s died", self._kind.noun, process.pid)
            self.processes.remove(process)
            await process.close()
            if self._revise:
                self._kind = self._revise(await process.ending())
            process = await self._bring_up(self._kind.restarts, replaces=True)
        if not self.processes and len(self._supervisors) == 1:  # this one, which ends here
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

    def health(self) -> PoolHealth:
        """Return the processes as they are now; the error stands while none is loaded."""
        workers = [WorkerHealth(process.pid, process.state) for process in self.processes]
        works = any(worker.state in ("idle", "busy") for worker in workers)
        return PoolHealth(workers, self._restarts, None if works else self._error)

    async def close(self) -> None:
        """End all processes."""
        for supervisor in self._supervisors:
            supervisor.cancel()
        await asyncio.gather(*self._supervisors, return_exceptions=True)
        await asyncio.gather(*(process.close() for process in self.processes), return_exceptions=True)
