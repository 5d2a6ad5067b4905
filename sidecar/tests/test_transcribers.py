"""Transcribers: started when needed, replaced when they die, freed when nobody waits, gone with the server."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

import httpx
import numpy as np
import pytest

from harness import SIDECAR, Sidecar, eventually, is_alive, running
from listening import error_of, samples_of, sound_file, transcribe
from qwen_tts_sidecar.errors import EngineFailure
from qwen_tts_sidecar.transcription import worker
from qwen_tts_sidecar.transcription.model import find_model
from qwen_tts_sidecar.transcription.service import transcriber_kind
from qwen_tts_sidecar.workers.channel import Channel, FrameKind
from qwen_tts_sidecar.workers.pool import WorkerPool


@pytest.fixture
def single() -> Iterator[Sidecar]:
    arguments = ("--max-concurrency", "1", "--transcribers", "1", "--queue-factor", "1", "--grace-seconds", "0")
    with running(*arguments) as sidecar:
        yield sidecar


@pytest.fixture(scope="module")
def long_recording(recording: bytes) -> bytes:
    return sound_file(np.tile(samples_of(recording), 12))


def state(client: httpx.Client) -> list[str]:
    return [worker["state"] for worker in client.get("/health").json()["transcription"]["workers"]]


def pids(client: httpx.Client) -> list[int]:
    return [worker["pid"] for worker in client.get("/health").json()["transcription"]["workers"]]


def in_state(client: httpx.Client, *wanted: str) -> bool:
    return state(client) == list(wanted)


def ask(sidecar: Sidecar, audio: bytes) -> httpx.Response:
    with sidecar.client() as own:
        return transcribe(own, audio)


def test_none_is_started_before_it_is_needed_and_it_yields_to_everything(single: Sidecar, recording: bytes) -> None:
    with single.client() as client:
        assert state(client) == []
        assert transcribe(client, recording).status_code == 200
        (pid,) = pids(client)
        assert os.getpriority(os.PRIO_PROCESS, pid) == 19


def test_only_as_many_are_started_as_are_busy(recording: bytes) -> None:
    with running("--max-concurrency", "1", "--transcribers", "2") as sidecar, sidecar.client() as client:
        for _ in range(2):
            assert transcribe(client, recording).status_code == 200
        assert state(client) == ["idle"]
        with ThreadPoolExecutor(3) as threads:
            answers = list(threads.map(partial(ask, sidecar), [recording] * 3))
        assert len({answer.text for answer in answers}) == 1
        assert eventually(lambda: in_state(client, "idle", "idle"))


def test_one_that_is_killed_costs_its_request_and_is_replaced(
    single: Sidecar, recording: bytes, long_recording: bytes
) -> None:
    with single.client() as client, ThreadPoolExecutor(1) as threads:
        doomed = threads.submit(ask, single, long_recording)
        assert eventually(lambda: in_state(client, "busy"))
        (pid,) = pids(client)
        time.sleep(1)  # it has taken the request up by then; before, another transcriber would have
        os.kill(pid, signal.SIGKILL)
        assert error_of(doomed.result()) == (500, "transcriber_died", None)
        assert transcribe(client, recording).status_code == 200
        assert client.get("/health").json()["transcription"]["worker_restarts"] == 1
        assert "qwen_tts_transcriber_restarts 1.0" in client.get("/metrics").text
        (successor,) = pids(client)
        assert successor != pid
        os.kill(successor, signal.SIGKILL)
        assert eventually(lambda: not is_alive(successor))
        assert transcribe(client, recording).status_code == 200


def test_a_client_that_goes_away_frees_the_transcriber(
    single: Sidecar, recording: bytes, long_recording: bytes
) -> None:
    with single.client() as client:
        assert transcribe(client, recording).status_code == 200
        with single.client(timeout=0.5) as impatient, pytest.raises(httpx.ReadTimeout):
            transcribe(impatient, long_recording)
        assert eventually(lambda: in_state(client, "idle"))
        assert client.get("/health").json()["transcription"]["in_flight"] == 0
        assert 'qwen_tts_transcriptions_total{outcome="cancelled"} 1.0' in client.get("/metrics").text
        assert transcribe(client, recording).status_code == 200


def test_the_queue_is_bounded(single: Sidecar, recording: bytes) -> None:
    def counts(client: httpx.Client) -> tuple[int, int]:
        facts = client.get("/health").json()["transcription"]
        return facts["in_flight"], facts["queued"]

    with single.client() as client, ThreadPoolExecutor(2) as threads:
        first = threads.submit(ask, single, sound_file(np.tile(samples_of(recording), 4)))
        assert eventually(lambda: counts(client) == (1, 0))
        second = threads.submit(ask, single, recording)
        assert eventually(lambda: counts(client) == (1, 1))
        refused = transcribe(client, recording)
        assert error_of(refused)[:2] == (503, "queue_full")
        assert int(refused.headers["retry-after"]) > 0
        assert [first.result().status_code, second.result().status_code] == [200, 200]


@pytest.mark.parametrize("how", ["end of file", signal.SIGTERM, signal.SIGKILL])
def test_no_transcriber_outlives_the_server(how: str | signal.Signals, single: Sidecar, long_recording: bytes) -> None:
    def lost() -> None:
        with suppress(httpx.TransportError):
            assert ask(single, long_recording).status_code != 200

    with single.client() as client:
        asking = threading.Thread(target=lost)
        asking.start()
        assert eventually(lambda: in_state(client, "busy"))
        (pid,) = pids(client)
    if isinstance(how, signal.Signals):
        single.process.send_signal(how)
    else:
        single.hang_up()
    assert single.wait() == (-signal.SIGKILL if how == signal.SIGKILL else 0)
    assert eventually(lambda: not is_alive(pid), 30)
    asking.join()


def test_one_that_hangs_is_given_up_and_replaced(monkeypatch: pytest.MonkeyPatch, recording: bytes) -> None:
    monkeypatch.setenv("PYTHONPATH", str(SIDECAR / "src"))
    fields = {"language": "en", "beam_size": 1, "words": False, "segments": False}
    model = find_model("embedded")
    assert model is not None
    kind = transcriber_kind(str(model.folder))

    async def hang_and_recover() -> None:
        pool = WorkerPool(kind, 1, stall=10.0)
        try:
            pool.grow()
            transcriber = await pool.acquire()
            assert transcriber.pid is not None
            transcriber._stall = 0.3
            os.kill(transcriber.pid, signal.SIGSTOP)
            with pytest.raises(EngineFailure) as failure:
                async for _ in transcriber.ask(fields, recording):
                    pass
            assert failure.value.code == "transcriber_stalled"
            successor = await asyncio.wait_for(pool.acquire(), 10)
            frames = [frame async for frame in successor.ask(fields, recording)]
            assert [frame.kind for frame in frames] == [FrameKind.END]
        finally:
            await pool.close()

    asyncio.run(hang_and_recover())


def test_heartbeats_come_as_long_as_the_processor_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "HEARTBEAT_SECONDS", 0.05)
    stream = io.BytesIO()

    def heartbeats(work: Callable[[], None]) -> int:
        before = len(stream.getvalue())
        deadline = time.monotonic() + 0.5
        while time.monotonic() < deadline:
            work()
        return stream.getvalue()[before:].count(FrameKind.HEARTBEAT.value)

    heartbeat = worker.Heartbeat(Channel(stream))
    heartbeat.begin(7)
    assert heartbeats(lambda: None) >= 3
    assert heartbeats(partial(time.sleep, 0.1)) <= 1
    heartbeat.end(FrameKind.END, 7, {})
    assert heartbeats(lambda: None) == 0
