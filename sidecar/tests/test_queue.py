"""First come, first served; a bounded wait; clients that go away."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import httpx
import pytest

from conftest import ScriptedStart
from harness import LONG_TEXT, Sidecar, eventually, pcm_request


def numbers(client: httpx.Client) -> tuple[int, int]:
    health = client.get("/health").json()
    return health["in_flight"], health["queued"]


def holds(client: httpx.Client, in_flight: int, queued: int) -> bool:
    return numbers(client) == (in_flight, queued)


def ask(sidecar: Sidecar, text: str) -> httpx.Response:
    with sidecar.client() as client:
        return client.post("/v1/audio/speech", json=pcm_request(text, voice="echo"))


def test_queue_is_first_in_first_out_and_bounded(start_scripted: ScriptedStart, scripted_log: Path) -> None:
    sidecar = start_scripted("--max-concurrency", "1", "--queue-factor", "3")
    with sidecar.client() as client, ThreadPoolExecutor(8) as threads:
        answers: list[Future[httpx.Response]] = []
        for index in range(4):
            # The first one lasts until all others wait, on a busy machine, too.
            answers.append(threads.submit(ask, sidecar, f"name={index} chunks=2 pause={0.05 if index else 4}"))
            assert eventually(partial(holds, client, 1, index))
        refused = ask(sidecar, "chunks=1")
        assert refused.status_code == 503
        assert refused.json()["error"]["code"] == "queue_full"
        assert int(refused.headers["retry-after"]) > 0
        assert [answer.result().status_code for answer in answers] == [200] * 4
    starts = [line for line in scripted_log.read_text().splitlines() if line.startswith("start")]
    assert starts == ["start 0", "start 1", "start 2", "start 3"]


def test_a_client_that_leaves_the_queue_costs_the_engine_nothing(
    start_scripted: ScriptedStart, scripted_log: Path
) -> None:
    sidecar = start_scripted("--max-concurrency", "1")
    with sidecar.client() as client, ThreadPoolExecutor(4) as threads:
        first = threads.submit(ask, sidecar, "name=first chunks=4 pause=0.3")
        assert eventually(lambda: numbers(client) == (1, 0))
        with sidecar.client(timeout=0.3) as impatient, pytest.raises(httpx.ReadTimeout):
            impatient.post("/v1/audio/speech", json=pcm_request("name=impatient", voice="echo"))
        assert eventually(lambda: numbers(client) == (1, 0))
        assert first.result().status_code == 200
        assert ask(sidecar, "name=next").status_code == 200
    assert "impatient" not in scripted_log.read_text()


@pytest.mark.parametrize("stream", [True, False])
def test_a_client_that_goes_away_cancels_its_synthesis(scripted: Sidecar, scripted_log: Path, stream: bool) -> None:
    body = pcm_request("name=gone chunks=200 pause=0.1", voice="echo", stream=stream)
    with scripted.client(timeout=0.5) as client:
        try:
            with client.stream("POST", "/v1/audio/speech", json=body, headers={"X-Request-Id": "gone"}) as answer:
                next(answer.iter_raw())  # then leave
        except httpx.ReadTimeout:
            assert not stream
    assert eventually(lambda: "cancelled gone" in scripted_log.read_text(), 20)
    with scripted.client() as client:
        assert eventually(lambda: numbers(client) == (0, 0), 20)
        outcome = client.get("/v1/requests/gone").json()
        assert (outcome["state"], outcome["finish_reason"]) == ("cancelled", "cancelled")
        assert 'qwen_tts_requests_total{outcome="cancelled"} 1.0' in client.get("/metrics").text


def test_embedded_engine_stops_at_the_next_sentence(embedded: Sidecar) -> None:
    """Both processes get a text of many seconds of work, lose their clients, and take the next request at once."""
    with embedded.client() as client:
        started = time.monotonic()
        whole = client.post("/v1/audio/speech", json=pcm_request(LONG_TEXT))
        whole_seconds = time.monotonic() - started
        for index in range(4):
            body, headers = pcm_request(LONG_TEXT, stream=True), {"X-Request-Id": f"left-{index}"}
            with client.stream("POST", "/v1/audio/speech", json=body, headers=headers) as answer:
                next(answer.iter_raw())
        started = time.monotonic()
        assert client.post("/v1/audio/speech", json=pcm_request("Hello.")).status_code == 200
        assert time.monotonic() - started < whole_seconds / 3
        outcomes = [client.get(f"/v1/requests/left-{index}").json() for index in range(4)]
        assert {outcome["state"] for outcome in outcomes} == {"cancelled"}
        assert all(outcome["samples"] < len(whole.content) / 4 for outcome in outcomes)
        assert eventually(lambda: {w["state"] for w in client.get("/health").json()["workers"]} == {"idle"}, 30)


def test_two_requests_are_worked_on_at_once(embedded: Sidecar) -> None:
    with embedded.client() as client, ThreadPoolExecutor(4) as threads:
        answers = [threads.submit(speak_long, embedded) for _ in range(4)]
        seen = set()
        while not all(answer.done() for answer in answers):
            health = client.get("/health").json()
            seen.add((health["in_flight"], health["queued"], *sorted(w["state"] for w in health["workers"])))
        assert len({answer.result() for answer in answers}) == 1
    assert (2, 2, "busy", "busy") in seen


def speak_long(sidecar: Sidecar) -> bytes:
    with sidecar.client() as client:
        return client.post("/v1/audio/speech", json=pcm_request(LONG_TEXT[:2_000])).content
