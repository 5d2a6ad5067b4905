"""An engine process that dies or hangs costs its own request and nothing else."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from harness import LONG_TEXT, SIDECAR, Sidecar, eventually, is_alive, pcm_request, running
from qwen_tts_sidecar.engines.base import EngineFailure, SynthesisRequest
from qwen_tts_sidecar.engines.embedded.engine import engine_worker, work_of
from qwen_tts_sidecar.workers.channel import FrameKind
from qwen_tts_sidecar.workers.pool import WorkerPool


@pytest.fixture(scope="module")
def victim() -> Iterator[Sidecar]:
    with running("--max-concurrency", "2") as sidecar:
        yield sidecar


def busy_pids(client: httpx.Client) -> list[int]:
    return [w["pid"] for w in client.get("/health").json()["workers"] if w["state"] == "busy"]


def test_its_request_answers_an_error_and_the_others_go_on(victim: Sidecar) -> None:
    def speak(text: str) -> httpx.Response:
        with victim.client() as own:
            return own.post("/v1/audio/speech", json=pcm_request(text))

    with victim.client() as client, ThreadPoolExecutor(4) as threads:
        reference = speak("Hello.").content
        doomed = threads.submit(speak, LONG_TEXT)
        assert eventually(lambda: len(busy_pids(client)) == 1)
        (pid,) = busy_pids(client)
        others = [threads.submit(speak, "Hello.") for _ in range(3)]
        os.kill(pid, signal.SIGKILL)
        failed = doomed.result()
        assert (failed.status_code, failed.json()["error"]["code"]) == (500, "engine_process_died")
        assert failed.json()["error"]["type"] == "server_error"
        assert "by SIGKILL" in failed.json()["error"]["message"]
        assert [other.result().content for other in others] == [reference] * 3

        def replaced() -> bool:
            health = client.get("/health").json()
            return health["worker_restarts"] == 1 and [w["state"] for w in health["workers"]] == ["idle", "idle"]

        assert eventually(replaced)
        assert pid not in victim.worker_pids()
        assert "qwen_tts_engine_restarts 1.0" in client.get("/metrics").text
        assert speak("Hello.").content == reference


def test_a_stream_that_breaks_is_seen_as_broken(victim: Sidecar) -> None:
    with victim.client() as client:
        body = pcm_request(LONG_TEXT, stream=True)
        with client.stream("POST", "/v1/audio/speech", json=body, headers={"X-Request-Id": "broken"}) as answer:
            chunks = answer.iter_raw()
            next(chunks)
            with victim.client() as other:
                (pid,) = busy_pids(other)
            os.kill(pid, signal.SIGKILL)
            with pytest.raises(httpx.RemoteProtocolError):
                list(chunks)
        outcome = client.get("/v1/requests/broken").json()
        assert (outcome["state"], outcome["error"], outcome["finish_reason"]) == ("failed", "engine_process_died", None)


def test_all_processes_may_die_while_idle(victim: Sidecar) -> None:
    with victim.client() as client:
        assert eventually(lambda: len(victim.worker_pids()) == 2)
        pids = victim.worker_pids()
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: not any(is_alive(pid) for pid in pids))
        assert client.post("/v1/audio/speech", json=pcm_request("Hello.")).status_code == 200


@pytest.fixture
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let engine processes that this process starts itself find the package."""
    monkeypatch.setenv("PYTHONPATH", str(SIDECAR / "src"))


@pytest.mark.usefixtures("importable")
def test_a_process_that_hangs_is_given_up_and_replaced() -> None:
    work = work_of(SynthesisRequest(text="Hello.", voice="heart", seed=1))

    async def hang_and_recover() -> None:
        pool = WorkerPool(engine_worker(None), 1, stall=5.0)
        try:
            await pool.start(lambda _: None)
            process = await pool.acquire()
            assert process.pid is not None
            process._stall = 0.3
            os.kill(process.pid, signal.SIGSTOP)
            with pytest.raises(EngineFailure) as failure:
                async for _ in process.ask(work):
                    pass
            assert failure.value.code == "engine_stalled"
            successor = await asyncio.wait_for(pool.acquire(), 10)
            assert successor.pid != process.pid
            frames = [frame.kind async for frame in successor.ask(work)]
            assert frames == [FrameKind.AUDIO, FrameKind.END]
        finally:
            await pool.close()

    asyncio.run(hang_and_recover())


@pytest.mark.usefixtures("importable")
def test_no_process_that_can_be_loaded_is_an_error_and_no_hang() -> None:
    async def lose_the_last_one() -> None:
        pool = WorkerPool(engine_worker(None), 1, stall=60.0)
        try:
            await pool.start(lambda _: None)
            pool._kind = engine_worker("/nowhere/voice.onnx")
            process = await pool.acquire()
            process.kill()
            with pytest.raises(EngineFailure) as failure:
                await asyncio.wait_for(pool.acquire(), 30)
            assert failure.value.code == "engine_failed"
            assert "voice.onnx" in str(pool.health().error)
        finally:
            await pool.close()

    asyncio.run(lose_the_last_one())
