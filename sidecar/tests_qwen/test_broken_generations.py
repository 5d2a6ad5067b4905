"""Generations that break: memory that runs out, a bad request, numbers that are none. The others go on."""

from __future__ import annotations

from typing import Any

import pytest

from qwen_tts_sidecar.engines.base import FinishReason
from qwen_tts_sidecar.engines.qwen.batches import SpeechJob
from qwen_tts_sidecar.engines.qwen.sink import JobEnd
from tests_qwen.conftest import TEXT, MakeCheckpoint


class Notes:
    """A sink that keeps what it is told."""

    def __init__(self) -> None:
        self.sound: dict[int, bytes] = {}
        self.ends: dict[int, JobEnd] = {}
        self.failures: dict[int, tuple[str, str]] = {}
        self.limits: list[int] = []

    def started(self, job: int) -> None:
        self.sound[job] = b""

    def audio(self, job: int, pcm: bytes) -> None:
        self.sound[job] += pcm

    def ended(self, job: int, end: JobEnd) -> None:
        self.ends[job] = end

    def failed(self, job: int, code: str, message: str) -> None:
        self.failures[job] = (code, message)

    def heartbeat(self) -> None:
        pass

    def limited(self, limit: int) -> None:
        self.limits.append(limit)

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


@pytest.mark.usefixtures("generator")
def test_a_loaded_model_decodes_the_same_way_each_time() -> None:
    import torch

    assert torch.backends.cudnn.deterministic


def test_short_memory_halves_the_batch_until_it_fits(
    generator: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    limit_memory(generator, monkeypatch, most_rows=2)
    generator.speak(jobs(7))
    assert [record.args for record in caplog.records if "broke" in record.message] == [(7,), (4,)]
    notes = generator._sink
    assert not notes.failures
    assert {end.reason for end in notes.ends.values()} == {FinishReason.STOP}
    assert max(end.batch_size for end in notes.ends.values()) == 2
    assert (generator.limit, notes.limits) == (2, [4, 2])
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


def test_the_limit_grows_back_while_all_goes_well(generator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from qwen_tts_sidecar.engines.qwen import generation

    monkeypatch.setattr(generation, "GOOD_GENERATIONS", 2)
    with monkeypatch.context() as scarcity:
        limit_memory(generator, scarcity, most_rows=0)
        generator.speak(jobs(1))
    limits = []
    for _ in range(6):
        generator.speak([SpeechJob(1, "Hello.", "ryan", seed=1)])
        limits.append(generator.limit)
    assert limits == [1, 2, 2, 3, 3, 4]
    assert generator._sink.limits == [1, 2, 3, 4]


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
