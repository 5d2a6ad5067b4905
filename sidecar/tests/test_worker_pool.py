"""Requests to a pool: asked again when a worker ends before their turn, and never begun twice."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from harness import SIDECAR, TESTS
from qwen_tts_sidecar.errors import EngineFailure
from qwen_tts_sidecar.workers.channel import Frame, FrameKind
from qwen_tts_sidecar.workers.kind import RestartPolicy, WorkerKind
from qwen_tts_sidecar.workers.pool import WorkerPool


class ScriptedKind(WorkerKind):
    def command(self) -> list[str]:
        return [sys.executable, *self.arguments]


PROGRAM = str(TESTS / "scripted_worker.py")


def kind(*arguments: str, shared: bool = False) -> WorkerKind:
    return ScriptedKind(
        noun="scripted worker",
        arguments=arguments or (PROGRAM,),
        died="scripted_died",
        stalled="scripted_stalled",
        failed="scripted_failed",
        restarts=RestartPolicy((0.0,)),
        shared=shared,
        environment={"PYTHONPATH": str(SIDECAR / "src")},
    )


@pytest.fixture
def exits(tmp_path: Path) -> Path:
    """A folder that lets a worker exit for each of its files."""
    return tmp_path


def let_exit(exits: Path, times: int) -> None:
    for number in range(times):
        (exits / str(number)).touch()


def exits_left(exits: Path) -> int:
    return len(list(exits.iterdir()))


def with_pool(
    act: Callable[[WorkerPool], Awaitable[None]], *, shared: bool = False, on_demand: bool = False, size: int = 1
) -> None:
    """Run something with a pool; one that is not on demand is started."""

    async def start_and_act() -> None:
        pool = WorkerPool(kind(shared=shared), size, stall=30.0, on_demand=on_demand)
        try:
            if not on_demand:
                await pool.start(lambda _: None)
            await asyncio.wait_for(act(pool), 60)
        finally:
            await pool.close()

    asyncio.run(start_and_act())


async def ask(pool: WorkerPool, exits: Path, **fields: Any) -> list[Frame]:
    async with aclosing(pool.ask({"exits": str(exits), **fields})) as frames:
        return [frame async for frame in frames]


@pytest.mark.parametrize("times", [0, 1, 3])
@pytest.mark.parametrize(("shared", "on_demand"), [(False, False), (True, False), (False, True)])
def test_a_request_is_asked_again_as_long_as_workers_end_before_its_turn(
    exits: Path, times: int, shared: bool, on_demand: bool
) -> None:
    async def act(pool: WorkerPool) -> None:
        let_exit(exits, times)
        frames = await ask(pool, exits)
        assert [frame.kind for frame in frames] == [FrameKind.AUDIO, FrameKind.END]
        assert frames[-1].json["pid"] == pool.processes[0].pid
        assert exits_left(exits) == 0
        assert pool.health().restarts == times

    with_pool(act, shared=shared, on_demand=on_demand)


@pytest.mark.parametrize("shared", [False, True])
def test_a_request_that_has_begun_fails_with_its_worker_and_is_not_asked_again(exits: Path, shared: bool) -> None:
    async def act(pool: WorkerPool) -> None:
        let_exit(exits, 2)
        with pytest.raises(EngineFailure) as failure:
            await ask(pool, exits, when="during")
        assert failure.value.code == "scripted_died"
        assert "(exit code 3)" in str(failure.value)
        assert exits_left(exits) == 1

    with_pool(act, shared=shared)


def test_closing_the_frames_early_cancels_the_request_and_frees_its_worker(exits: Path) -> None:
    async def act(pool: WorkerPool) -> None:
        async with aclosing(pool.ask({"exits": str(exits), "endless": True})) as frames:
            assert (await anext(frames)).kind is FrameKind.AUDIO
            assert pool.processes[0].state == "busy"
        (process,) = pool.processes
        assert (await ask(pool, exits))[-1].json["pid"] == process.pid

    with_pool(act)


def test_cancelling_the_task_that_reads_cancels_the_request_and_frees_its_worker(exits: Path) -> None:
    async def act(pool: WorkerPool) -> None:
        begun = asyncio.Event()

        async def read() -> None:
            async with aclosing(pool.ask({"exits": str(exits), "endless": True})) as frames:
                async for _ in frames:
                    begun.set()

        reading = asyncio.create_task(read())
        await begun.wait()
        reading.cancel()
        await asyncio.wait({reading})
        assert reading.cancelled()
        (process,) = pool.processes
        assert (await ask(pool, exits))[-1].json["pid"] == process.pid

    with_pool(act)


def test_workers_on_demand_are_started_when_all_others_are_busy(exits: Path) -> None:
    async def act(pool: WorkerPool) -> None:
        assert not pool.processes
        await ask(pool, exits)
        await ask(pool, exits)
        assert len(pool.processes) == 1
        async with aclosing(pool.ask({"exits": str(exits), "endless": True})) as frames:
            await anext(frames)
            await ask(pool, exits)
        assert len(pool.processes) == 2

    with_pool(act, on_demand=True, size=2)


def test_without_a_worker_that_can_be_started_a_request_fails_and_the_next_one_is_a_new_try(exits: Path) -> None:
    async def act(pool: WorkerPool) -> None:
        pool._kind = kind("-c", "raise SystemExit('no disk')")
        with pytest.raises(EngineFailure) as failure:
            await ask(pool, exits)
        assert failure.value.code == "scripted_failed"
        assert str(failure.value).endswith("(exit code 1). Its error output: no disk")
        pool._kind = kind()
        await asyncio.sleep(0.1)  # what failed in the same moment would get the same error
        assert (await ask(pool, exits))[-1].kind is FrameKind.END

    with_pool(act, on_demand=True)


def test_workers_import_nothing_of_what_uses_them() -> None:
    program = "import sys, qwen_tts_sidecar.workers.pool, qwen_tts_sidecar.workers.inbox; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(SIDECAR / "src")}, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    own = {module for module in loaded if module.startswith("qwen_tts_sidecar.")}
    assert {module.split(".")[1] for module in own} == {"errors", "events", "workers"}
