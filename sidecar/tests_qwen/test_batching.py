"""Many requests in one generation: none holds up the others, whether it runs away or its client does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from harness import Sidecar, eventually
from qwen_tts_sidecar.engines.qwen.batches import SpeechJob, choose_batch, padding
from qwen_tts_sidecar.engines.qwen.budget import frame_budget
from tests_qwen.asking import body, frames, largest_difference, speak, speak_together
from tests_qwen.conftest import TEXT, MakeCheckpoint, StartQwen
from tests_qwen.tiny_weights import ENDLESS_MARK

RUNAWAY = f"This one never ends. {ENDLESS_MARK}"
LONG_RUNAWAY = RUNAWAY + " and on and on" * 100


def is_idle(client: httpx.Client) -> bool:
    health = client.get("/health").json()
    return bool(health["in_flight"] == 0 and health["workers"][0]["state"] == "idle")


@pytest.mark.parametrize("text", [RUNAWAY, f"1. {ENDLESS_MARK}", LONG_RUNAWAY[:200]])
def test_a_runaway_ends_at_the_budget_of_its_text(qwen: Sidecar, text: str) -> None:
    answer = speak(qwen, text)
    assert answer.headers["x-finish-reason"] == "length"
    assert frames(answer) == frame_budget(text)


def test_a_checkpoint_that_never_stops_is_ended_row_by_row(start_qwen: StartQwen, checkpoint: MakeCheckpoint) -> None:
    sidecar = start_qwen(checkpoint(ends=False), "--batch-window", "30")
    texts = ["Short.", TEXT, TEXT[:30], TEXT[:60]]
    answers = speak_together(sidecar, [{"text": text} for text in texts])
    assert [answer.headers["x-finish-reason"] for answer in answers] == ["length"] * 4
    assert [answer.headers["x-batch-size"] for answer in answers] == ["4"] * 4
    assert [frames(answer) for answer in answers] == [frame_budget(text) for text in texts]


def test_a_runaway_does_not_hold_its_batch_hostage(qwen: Sidecar, patient: Sidecar) -> None:
    alone = speak(qwen, TEXT)
    with patient.client() as client, ThreadPoolExecutor(4) as threads:
        stream = client.stream("POST", "/v1/audio/speech", json=body(LONG_RUNAWAY, stream=True))
        others = [threads.submit(speak, patient, text) for text in (TEXT, TEXT[:40], TEXT[:20])]
        with stream as answer:
            chunks = answer.iter_raw()
            next(chunks)
            runaway = f"/v1/requests/{answer.headers['x-request-id']}"
            beside = [other.result() for other in others]
            with patient.client() as second:
                assert second.get(runaway).json()["state"] == "running"
        assert [other.headers["x-finish-reason"] for other in beside] == ["stop"] * 3
        assert largest_difference(beside[0].content, alone.content) <= 2
        assert eventually(lambda: is_idle(client))
        assert client.get(runaway).json()["finish_reason"] == "cancelled"


def test_a_client_that_goes_away_ends_its_generation(qwen: Sidecar) -> None:
    with qwen.client() as client:
        with client.stream("POST", "/v1/audio/speech", json=body(LONG_RUNAWAY, stream=True)) as answer:
            next(answer.iter_raw())
            identifier = answer.headers["x-request-id"]
        assert eventually(lambda: is_idle(client))
        speak(qwen, "The next one.")
        outcome = client.get(f"/v1/requests/{identifier}").json()
        assert (outcome["state"], outcome["finish_reason"]) == ("cancelled", "cancelled")
        assert outcome["samples"] < frame_budget(LONG_RUNAWAY) * 1920 / 4


def test_leaving_a_batch_leaves_the_others_as_they_were(qwen: Sidecar, patient: Sidecar) -> None:
    long = TEXT * 3
    alone = speak(qwen, long)
    with patient.client() as client, ThreadPoolExecutor(3) as threads:
        stays, *_ = [threads.submit(speak, patient, text) for text in (long, TEXT, TEXT[:40])]
        with client.stream("POST", "/v1/audio/speech", json=body(LONG_RUNAWAY, stream=True)) as answer:
            next(answer.iter_raw())
        assert largest_difference(stays.result().content, alone.content) <= 2
        assert stays.result().headers["x-finish-reason"] == "stop"


def test_what_waits_goes_into_one_generation_and_not_more_than_allowed(qwen: Sidecar) -> None:
    requests = [{"text": f"Request number {number}.", "seed": number} for number in range(9)]
    with qwen.client() as client, ThreadPoolExecutor(1) as threads:
        first = threads.submit(speak, qwen, TEXT * 2)  # keeps the engine busy while the others come
        assert eventually(lambda: client.get("/health").json()["in_flight"] == 1)
        answers = speak_together(qwen, requests)
        first.result()
    sizes = [int(answer.headers["x-batch-size"]) for answer in answers]
    assert 1 < max(sizes) <= 4
    assert all(answer.headers["x-finish-reason"] == "stop" for answer in answers)


def job(identifier: int, length: int) -> SpeechJob:
    return SpeechJob(identifier, "x" * length, "ryan", seed=1)


@pytest.mark.parametrize(
    ("lengths", "limit", "chosen"),
    [
        ([], 4, []),
        ([10], 4, [0]),
        ([300, 20, 290, 25], 2, [2, 0]),
        ([20, 300, 290, 25], 2, [0, 3]),
        ([300, 10, 20, 30], 3, [2, 3, 0]),
        ([50, 10, 90, 55, 45], 3, [4, 0, 3]),
        ([30, 20, 10], 8, [2, 1, 0]),
    ],
)
def test_batches_hold_the_oldest_and_what_is_closest_in_length(
    lengths: list[int], limit: int, chosen: list[int]
) -> None:
    waiting = [job(index, length) for index, length in enumerate(lengths)]
    batch = choose_batch(waiting, limit)
    assert [waiting.index(found) for found in batch] == chosen
    assert not batch or padding(batch) >= 0


@pytest.mark.parametrize(
    ("text", "least_seconds", "most_seconds"),
    [
        ("Huh?", 4, 6),
        ("1.", 4, 6),
        ("The river was broad and quiet, and nobody spoke for a while.", 8, 16),
        ("In 1848, 1,234,567 people lived there.", 10, 20),
        ("春の夜の夢のごとし。", 8, 12),
    ],
)
def test_budgets_leave_room_for_slow_speech_and_no_more(text: str, least_seconds: float, most_seconds: float) -> None:
    assert least_seconds <= frame_budget(text) / 12.5 <= most_seconds
