"""The contract before the first request: the ready line, errors and their exit codes, the way the program ends."""

from __future__ import annotations

import signal
import socket
import time
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from conftest import ScriptedStart
from harness import LONG_TEXT, TOKEN, Sidecar, eventually, is_alive, pcm_request, running


def test_ready_line_holds_the_whole_contract(embedded: Sidecar) -> None:
    ready = embedded.events[-1]
    assert ready.keys() == {
        *("event", "contract", "port", "pid", "instance", "engine", "model", "sample_rate"),
        *("max_concurrency", "max_input_characters", "recommended_characters", "speed_range", "voices"),
        *("supports_instructions", "requires_instructions", "seed_promise", "transcription", "transcription_error"),
    }
    assert (ready["recommended_characters"], ready["supports_instructions"]) == (None, False)
    assert ready["seed_promise"] == "always"
    assert (ready["event"], ready["contract"], ready["engine"]) == ("ready", 1, "embedded")
    assert ready["pid"] == embedded.process.pid
    assert UUID(ready["instance"]).version == 4
    assert (ready["sample_rate"], ready["max_concurrency"], ready["model"]) == (24_000, 2, "hibari-tts-0.2.1")
    assert ready["voices"][0] == {
        "id": "heart", "name": "Heart", "languages": ["en-US"], "gender": "female", "accent": "American",
        "fingerprint": None,
    }  # fmt: skip
    fractions = [event["fraction"] for event in embedded.events if event["event"] == "loading"]
    assert fractions == [0.5, 1.0]


def test_list_of_models_tells_what_ready_tells(embedded: Sidecar) -> None:
    ready = embedded.events[-1]
    with embedded.client() as client:
        (model,) = client.get("/v1/models").json()["data"]
    assert model["id"] == ready["model"]
    facts = {key: value for key, value in model.items() if key in ready}
    assert facts == {key: ready[key] for key in facts}
    assert {"max_input_characters", "recommended_characters", "speed_range", "supports_instructions"} <= facts.keys()


def test_stdout_carries_events_only_whatever_libraries_print(scripted: Sidecar) -> None:
    scripted.hang_up()
    assert scripted.wait() == 0
    assert scripted.next_event() is None
    assert [event["event"] for event in scripted.events] == ["loading", "ready"]


def test_health_says_loading_until_loaded(start_scripted: ScriptedStart) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sidecar = start_scripted("--port", str(port), load=1.5, ready=False)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    seen = []
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers) as client:

        def answers() -> bool:
            try:
                seen.append(client.get("/health"))
            except httpx.ConnectError:
                return False
            return True

        assert eventually(answers)
        refused = client.post("/v1/audio/speech", json={"input": "chunks=1"})
        sidecar.await_ready()
        seen.append(client.get("/health"))
    assert [(answer.status_code, answer.json()["status"]) for answer in seen] == [(503, "loading"), (200, "ok")]
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "loading")
    assert refused.headers["retry-after"] == "1"


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (["--host", "0.0.0.0"], "non_loopback_host", 65),
        (["--host", "example.org"], "non_loopback_host", 65),
        (["--port", "many"], "invalid_arguments", 64),
        (["--port", "70000"], "invalid_arguments", 64),
        (["--frequency", "7"], "invalid_arguments", 64),
        (["--engine", "bagpipe"], "invalid_arguments", 64),
        (["--max-concurrency", "0"], "invalid_arguments", 64),
        (["--engine", "qwen"], "engine_unavailable", 69),
        (["--engine", "qwen", "--model", "/nowhere/model"], "model_missing", 66),
        (["--device", "cpu"], "invalid_arguments", 64),
        (["--model", "/nowhere/voice.onnx"], "model_missing", 66),
        (["--model", __file__], "engine_failed", 70),
    ],
)
def test_trouble_before_ready_is_one_event_and_an_exit_code(arguments: list[str], code: str, exit_code: int) -> None:
    sidecar = Sidecar("--max-concurrency", "1", *arguments)
    try:
        event = sidecar.await_event("ready", "error")
        assert (event["event"], event["code"]) == ("error", code)
        assert len(event["message"]) > 10
        assert sidecar.next_event() is None
        assert sidecar.wait() == exit_code
    finally:
        sidecar.end()


def test_port_in_use_names_the_port() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        sidecar = Sidecar("--port", str(port))
        try:
            event = sidecar.await_event("ready", "error")
            assert event["code"] == "port_in_use"
            assert str(port) in event["message"]
            assert sidecar.wait() == 71
        finally:
            sidecar.end()


def test_end_of_file_on_stdin_ends_it_while_loading(start_scripted: ScriptedStart) -> None:
    sidecar = start_scripted(load=60, ready=False)
    sidecar.await_event("loading")
    sidecar.hang_up()
    assert sidecar.wait(8) == 0
    assert [event["event"] for event in sidecar.events] == ["loading"]


def test_stdin_is_left_alone_on_request(start_scripted: ScriptedStart) -> None:
    sidecar = start_scripted("--no-watch-stdin")
    sidecar.hang_up()
    time.sleep(0.5)
    assert sidecar.process.poll() is None
    sidecar.process.terminate()
    assert sidecar.wait() == 0


@pytest.mark.parametrize("how", ["end of file", signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_no_engine_process_outlives_the_server(how: str | signal.Signals) -> None:
    with running("--max-concurrency", "2") as sidecar, sidecar.client() as client:
        workers = sidecar.worker_pids()
        assert len(workers) == 2
        assert all(is_alive(pid) for pid in workers)
        # One process is in the middle of a long text when the end comes.
        with client.stream("POST", "/v1/audio/speech", json=pcm_request(LONG_TEXT, stream=True)) as answer:
            next(answer.iter_raw())
            if isinstance(how, signal.Signals):
                sidecar.process.send_signal(how)
            else:
                sidecar.hang_up()
        code = sidecar.wait()
        assert code == (-signal.SIGKILL if how == signal.SIGKILL else 0)
        assert eventually(lambda: not any(is_alive(pid) for pid in workers), 30)


def test_sigterm_lets_requests_in_flight_finish(start_scripted: ScriptedStart, scripted_log: Path) -> None:
    sidecar = start_scripted("--grace-seconds", "10")
    with sidecar.client() as client:
        body = pcm_request("name=last chunks=5 pause=0.2", voice="echo", stream=True)
        with client.stream("POST", "/v1/audio/speech", json=body) as answer:
            chunks = answer.iter_raw()
            received = len(next(chunks))
            sidecar.process.terminate()
            received += sum(len(chunk) for chunk in chunks)
    assert received == 5 * 2_000
    assert sidecar.wait() == 0
    assert scripted_log.read_text().splitlines() == ["start last", "end last", "closed"]


def test_sigterm_drops_what_the_grace_time_does_not_cover(start_scripted: ScriptedStart) -> None:
    sidecar = start_scripted("--grace-seconds", "1")
    body = pcm_request("chunks=100 pause=0.2", voice="echo", stream=True)
    with sidecar.client() as client, client.stream("POST", "/v1/audio/speech", json=body) as answer:
        chunks = answer.iter_raw()
        next(chunks)
        started = time.monotonic()
        sidecar.process.terminate()
        with pytest.raises(httpx.RemoteProtocolError):
            list(chunks)
        assert sidecar.wait() == 0
    assert time.monotonic() - started < 5
