"""An engine process that dies or hangs: what is lost, and what goes on."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from harness import SIDECAR, Sidecar, eventually, is_alive, running
from qwen_tts_sidecar.engines.base import EngineFailure, SynthesisRequest
from qwen_tts_sidecar.engines.qwen import engine as engine_module
from qwen_tts_sidecar.engines.qwen.engine import QwenEngine
from qwen_tts_sidecar.engines.qwen.options import QwenOptions
from tests_qwen.asking import body, speak
from tests_qwen.conftest import ENVIRONMENT, TEXT, MakeCheckpoint, StartQwen, qwen_arguments
from tests_qwen.tiny_weights import ENDLESS_MARK

LONG_RUNAWAY = f"This one never ends. {ENDLESS_MARK}" + " and on and on" * 100
REQUEST = SynthesisRequest(text=TEXT, voice="ryan", seed=1)


def test_a_process_that_is_killed_costs_what_runs_and_nothing_else(
    start_qwen: StartQwen, checkpoint: MakeCheckpoint, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    sidecar = start_qwen(checkpoint(), log=log)
    with sidecar.client() as client, ThreadPoolExecutor(8) as threads:
        reference = speak(sidecar, TEXT).content
        with client.stream("POST", "/v1/audio/speech", json=body(LONG_RUNAWAY, stream=True)) as answer:
            chunks = answer.iter_raw()
            next(chunks)
            waiting = [threads.submit(speak, sidecar, TEXT) for _ in range(2)]
            with sidecar.client() as other:
                assert eventually(lambda: other.get("/health").json()["in_flight"] == 3)
            (pid,) = sidecar.worker_pids()
            os.kill(pid, signal.SIGKILL)
            with pytest.raises(httpx.RemoteProtocolError):
                list(chunks)
        assert client.get("/health").status_code == 200  # the server is well
        # What waited for its turn is spoken by the next process.
        assert all(len(request.result().content) == len(reference) for request in waiting)
        outcome = client.get(f"/v1/requests/{answer.headers['x-request-id']}").json()
        assert (outcome["state"], outcome["error"]) == ("failed", "engine_process_died")
        assert "was killed" in outcome["error_message"]
        health = client.get("/health").json()
        assert health["max_concurrency"] == 2
        assert (health["worker_restarts"], health["workers"][0]["pid"] != pid) == (1, True)
        assert speak(sidecar, TEXT).content == reference
    assert "out of memory" in log.read_text()
    assert "from now on 2 requests at once" in log.read_text()


BROKEN = """
import sys

if "qwen-worker" in sys.orig_argv:
    from qwen_tts_sidecar.engines.qwen.generation import Generator

    def attempt(self, batch, whole=Generator._attempt):
        if len(batch) > 2:
            return MemoryError(), batch
        if any("doomed" in job.text for job in batch):
            raise RuntimeError("CUDA error: device-side assert triggered")
        return whole(self, batch)

    Generator._attempt = attempt
"""


@pytest.fixture
def broken(checkpoint: MakeCheckpoint, tmp_path: Path) -> Iterator[Sidecar]:
    """Run a server whose engine process has no memory for more than two requests, and loses its device over a word."""
    (tmp_path / "sitecustomize.py").write_text(BROKEN)
    path = f"{tmp_path}{os.pathsep}{ENVIRONMENT['PYTHONPATH']}"
    with running(*qwen_arguments(checkpoint()), environment=ENVIRONMENT | {"PYTHONPATH": path}) as sidecar:
        yield sidecar


def test_health_tells_how_many_are_spoken_at_once_now(broken: Sidecar) -> None:
    with broken.client() as client, broken.client() as other, ThreadPoolExecutor(3) as threads:
        assert client.get("/health").json()["max_concurrency"] == broken.events[-1]["max_concurrency"] == 4
        # What waits for one that runs on is the next batch.
        with client.stream("POST", "/v1/audio/speech", json=body(LONG_RUNAWAY, stream=True)) as answer:
            chunks = answer.iter_raw()
            next(chunks)
            waiting = [threads.submit(speak, broken, TEXT) for _ in range(3)]
            assert eventually(lambda: other.get("/health").json()["in_flight"] == 4)
        assert {request.result().status_code for request in waiting} == {200}
        assert other.get("/health").json()["max_concurrency"] == 2


def test_the_error_output_of_a_process_is_in_the_error_of_its_request(broken: Sidecar) -> None:
    with broken.client() as client:
        named = {"X-Request-Id": "doomed"}
        answer = client.post("/v1/audio/speech", json=body("This one is doomed."), headers=named)
        outcome = client.get("/v1/requests/doomed").json()
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (500, "engine_process_died")
    told = "(exit code 3). Its error output: RuntimeError: CUDA error: device-side assert triggered"
    assert error["message"].endswith(told)
    assert outcome["error_message"] == error["message"]


def test_no_engine_process_outlives_the_server(start_qwen: StartQwen, checkpoint: MakeCheckpoint) -> None:
    sidecar = start_qwen(checkpoint())
    (pid,) = sidecar.worker_pids()
    with sidecar.client() as client, client.stream(
        "POST", "/v1/audio/speech", json=body(LONG_RUNAWAY, stream=True)
    ) as answer:  # fmt: skip
        next(answer.iter_raw())
        sidecar.process.kill()
    assert eventually(lambda: not is_alive(pid))


@pytest.fixture
def with_engine(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, Callable[[QwenEngine], Awaitable[None]]], None]:
    """Run something with a loaded engine of this process itself, which gives up on silence after 5 seconds."""
    monkeypatch.setenv("PYTHONPATH", str(SIDECAR / "src"))
    monkeypatch.setattr(engine_module, "RESTART_DELAYS", (0.0,))

    def run(folder: Path, act: Callable[[QwenEngine], Awaitable[None]]) -> None:
        async def load_and_act() -> None:
            engine = QwenEngine(QwenOptions(str(folder), max_batch=1), stall=5.0)
            try:
                await engine.load(lambda _, __: None)
                await act(engine)
            finally:
                await engine.close()

        asyncio.run(load_and_act())

    return run


def pid_of(engine: QwenEngine) -> int:
    (worker,) = engine.health().workers
    assert worker.pid is not None
    return worker.pid


def test_a_process_that_hangs_is_given_up_and_replaced(
    checkpoint: MakeCheckpoint, with_engine: Callable[..., None]
) -> None:
    async def hang_and_recover(engine: QwenEngine) -> None:
        events = engine.synthesize(SynthesisRequest(text=LONG_RUNAWAY, voice="ryan", seed=1))
        await anext(events)
        hung = pid_of(engine)
        os.kill(hung, signal.SIGSTOP)
        with pytest.raises(EngineFailure) as failure:
            async for _ in events:
                pass
        assert failure.value.code == "engine_stalled"
        assert [event async for event in engine.synthesize(REQUEST)]
        assert pid_of(engine) != hung

    with_engine(checkpoint(), hang_and_recover)


def test_a_process_that_cannot_be_replaced_is_an_error_and_no_hang(
    checkpoint: MakeCheckpoint, with_engine: Callable[..., None], tmp_path: Path
) -> None:
    folder = tmp_path / "checkpoint"
    shutil.copytree(checkpoint(), folder)

    async def lose_it(engine: QwenEngine) -> None:
        shutil.rmtree(folder)
        os.kill(pid_of(engine), signal.SIGKILL)
        with pytest.raises(EngineFailure) as failure:
            async for _ in engine.synthesize(REQUEST):
                pass
        assert failure.value.code == "engine_failed"
        assert "no folder" in str(engine.health().error)

    with_engine(folder, lose_it)
