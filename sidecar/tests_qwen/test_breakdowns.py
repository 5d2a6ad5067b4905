"""Memory that runs out, a process that dies or hangs: what is lost, and what goes on."""

from __future__ import annotations

import asyncio
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from harness import SIDECAR, eventually, is_alive
from qwen_tts_sidecar.engines.base import FinishReason, SynthesisRequest
from qwen_tts_sidecar.engines.qwen.batches import SpeechJob
from qwen_tts_sidecar.engines.qwen.sink import JobEnd
from tests_qwen.asking import body, speak
from tests_qwen.conftest import TEXT, MakeCheckpoint, StartQwen
from tests_qwen.tiny_weights import ENDLESS_MARK

LONG_RUNAWAY = f"This one never ends. {ENDLESS_MARK}" + " and on and on" * 100


class Notes:
    """A sink that keeps what it is told."""

    def __init__(self) -> None:
        self.sound: dict[int, bytes] = {}
        self.ends: dict[int, JobEnd] = {}
        self.failures: dict[int, tuple[str, str]] = {}

    def started(self, job: int) -> None:
        self.sound[job] = b""

    def audio(self, job: int, pcm: bytes) -> None:
        self.sound[job] += pcm

    def ended(self, job: int, end: JobEnd) -> None:
        self.ends[job] = end

    def failed(self, job: int, code: str, message: str) -> None:
        self.failures[job] = (code, message)

    def alive(self) -> None:
        pass

    def is_cancelled(self, job: int) -> bool:
        return False


@pytest.fixture
def generator(checkpoint: MakeCheckpoint) -> Any:
    from qwen_tts_sidecar.engines.qwen.checkpoint import read_checkpoint
    from qwen_tts_sidecar.engines.qwen.device import Placement
    from qwen_tts_sidecar.engines.qwen.generation import Generator
    from qwen_tts_sidecar.engines.qwen.model import QwenModel
    from qwen_tts_sidecar.engines.qwen.package import import_qwen_tts

    placement = Placement("cpu", "float32", "sdpa")
    model = QwenModel(import_qwen_tts(), read_checkpoint(str(checkpoint())), placement)
    return Generator(model, "cpu", 8, Notes())


def jobs(count: int) -> list[SpeechJob]:
    return [SpeechJob(number, TEXT, "ryan", seed=number) for number in range(1, count + 1)]


def limit_memory(generator: Any, monkeypatch: pytest.MonkeyPatch, most_rows: int, *, at_frame: int = 0) -> None:
    """Let the talker run out of memory for more than so many rows, from a frame on."""
    import torch

    talker = generator._model.network.talker.model
    forward, frames = talker.forward, [0]

    def scarce(*arguments: Any, **options: Any) -> Any:
        rows, positions, _ = options["inputs_embeds"].shape
        frames[0] = 0 if positions > 1 else frames[0] + 1
        if rows > most_rows and frames[0] >= at_frame:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB.")
        return forward(*arguments, **options)

    monkeypatch.setattr(talker, "forward", scarce)


def test_short_memory_halves_the_batch_until_it_fits(generator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    limit_memory(generator, monkeypatch, most_rows=2)
    generator.speak(jobs(7))
    notes = generator._sink
    assert not notes.failures
    assert {end.reason for end in notes.ends.values()} == {FinishReason.STOP}
    assert max(end.batch_size for end in notes.ends.values()) == 2
    assert generator.limit == 2
    assert all(len(notes.sound[number]) == end.frames * 1920 * 2 for number, end in notes.ends.items())


def test_a_request_that_is_too_large_alone_fails_with_a_reason(generator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    limit_memory(generator, monkeypatch, most_rows=0)
    generator.speak(jobs(3))
    codes = [code for code, _ in generator._sink.failures.values()]
    assert codes == ["engine_out_of_memory"] * 3
    assert "shorten" in generator._sink.failures[1][1]
    assert generator.limit == 1
    monkeypatch.undo()
    generator.speak(jobs(1))
    assert generator._sink.ends[1].reason is FinishReason.STOP


def test_what_was_heard_of_already_is_not_spoken_twice(generator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    limit_memory(generator, monkeypatch, most_rows=1, at_frame=40)
    generator.speak(jobs(2))
    notes = generator._sink
    assert {code for code, _ in notes.failures.values()} == {"engine_out_of_memory"}
    assert not notes.ends
    assert {len(pcm) for pcm in notes.sound.values()} == {25 * 1920 * 2}


def test_one_bad_request_does_not_fail_its_neighbours(generator: Any) -> None:
    good = jobs(3)
    generator.speak([*good, SpeechJob(9, TEXT, "nobody", seed=1)])
    assert set(generator._sink.failures) == {9}
    assert set(generator._sink.ends) == {1, 2, 3}
    assert generator.limit == 8


def test_numbers_that_leave_their_range_fail_their_request_only(
    generator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    head = generator._model.network.talker.codec_head
    original, calls = head.forward, [0]

    def unstable(hidden: Any) -> Any:
        calls[0] += 1
        logits = original(hidden)
        if calls[0] > 10:
            logits[0] = torch.nan
        return logits

    monkeypatch.setattr(head, "forward", unstable)
    generator.speak(jobs(2))
    assert set(generator._sink.failures) == {1}
    assert "float32" in generator._sink.failures[1][1]
    assert generator._sink.ends[2].reason is FinishReason.STOP


def test_real_allocations_that_fail_are_known_as_such() -> None:
    import torch

    from qwen_tts_sidecar.engines.qwen.memory import is_out_of_memory

    with pytest.raises(RuntimeError) as failure:
        torch.empty(1 << 60, dtype=torch.uint8)
    assert is_out_of_memory(failure.value)
    assert is_out_of_memory(torch.OutOfMemoryError("CUDA out of memory."))
    assert not is_out_of_memory(RuntimeError("shapes do not match"))


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
        assert [request.result().content for request in waiting].count(reference) >= 0
        outcome = client.get(f"/v1/requests/{answer.headers['x-request-id']}").json()
        assert (outcome["state"], outcome["error"]) == ("failed", "engine_process_died")
        health = client.get("/health").json()
        assert (health["worker_restarts"], health["workers"][0]["pid"] != pid) == (1, True)
        assert speak(sidecar, TEXT).content == reference
    assert "out of memory" in log.read_text()
    assert "from now on 2 requests at once" in log.read_text()


def test_no_engine_process_outlives_the_server(start_qwen: StartQwen, checkpoint: MakeCheckpoint) -> None:
    sidecar = start_qwen(checkpoint())
    (pid,) = sidecar.worker_pids()
    with sidecar.client() as client, client.stream(
        "POST", "/v1/audio/speech", json=body(LONG_RUNAWAY, stream=True)
    ) as answer:  # fmt: skip
        next(answer.iter_raw())
        sidecar.process.kill()
    assert eventually(lambda: not is_alive(pid))


def test_a_process_that_hangs_is_given_up_and_replaced(
    checkpoint: MakeCheckpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qwen_tts_sidecar.engines.base import EngineFailure
    from qwen_tts_sidecar.engines.qwen.engine import QwenEngine
    from qwen_tts_sidecar.engines.qwen.options import QwenOptions

    monkeypatch.setenv("PYTHONPATH", str(SIDECAR / "src"))
    request = SynthesisRequest(text=TEXT, voice="ryan", seed=1)
    runaway = SynthesisRequest(text=LONG_RUNAWAY, voice="ryan", seed=1)

    async def hang_and_recover() -> None:
        engine = QwenEngine(QwenOptions(str(checkpoint()), max_batch=1), stall=5.0)
        try:
            await engine.load(lambda _, __: None)
            events = engine.synthesize(runaway)
            await anext(events)
            (hung,) = engine.health().workers
            assert hung.pid is not None
            os.kill(hung.pid, signal.SIGSTOP)
            with pytest.raises(EngineFailure) as failure:
                async for _ in events:
                    pass
            assert failure.value.code == "engine_stalled"
            assert [event async for event in engine.synthesize(request)]
            assert engine.health().workers[0].pid != hung.pid
        finally:
            await engine.close()

    asyncio.run(hang_and_recover())
