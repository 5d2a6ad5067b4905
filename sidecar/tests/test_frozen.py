"""The frozen program: no Python, no environment, the same audio as from source, and it hears what it speaks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from harness import LONG_TEXT, SIDECAR, Sidecar, eventually, is_alive, pcm_request, running
from listening import SPOKEN, transcribe, word_errors


@pytest.fixture(scope="module")
def program() -> Path:
    bundle = [sys.executable, str(SIDECAR / "bundle.py"), "--if-changed"]
    return Path(subprocess.run(bundle, check=True, capture_output=True, text=True).stdout.splitlines()[-1])


def test_it_speaks_with_an_empty_environment(program: Path, embedded: Sidecar) -> None:
    with running("--max-concurrency", "2", program=[str(program)], environment={}, token=None) as frozen:
        assert frozen.events[-1]["voices"] == embedded.events[-1]["voices"]
        with frozen.client() as client, embedded.client() as source:
            wanted = source.post("/v1/audio/speech", json=pcm_request()).content
            assert client.post("/v1/audio/speech", json=pcm_request()).content == wanted
            for container, magic in (("wav", b"RIFF"), ("flac", b"fLaC"), ("opus", b"OggS"), ("mp3", b"\xff")):
                answer = client.post("/v1/audio/speech", json={**pcm_request(), "response_format": container})
                assert answer.content.startswith(magic), container
            assert client.get("/metrics").status_code == 200


def test_it_hears_what_it_spoke_and_its_transcriber_dies_with_it(program: Path) -> None:
    arguments = ("--max-concurrency", "1", "--transcribers", "1")
    with running(*arguments, program=[str(program)], environment={}) as frozen, frozen.client() as client:
        spoken = client.post("/v1/audio/speech", json=pcm_request(SPOKEN, response_format="wav")).content
        heard = transcribe(client, spoken, response_format="verbose_json", granularities="word").json()
        assert word_errors(SPOKEN, heard["text"]) < 0.1
        assert len(heard["words"]) == len(heard["text"].split())
        (transcriber,) = client.get("/health").json()["transcription"]["workers"]
        frozen.process.kill()
        assert eventually(lambda: not is_alive(transcriber["pid"]), 30)


def test_its_engine_processes_die_with_it(program: Path) -> None:
    with running("--max-concurrency", "2", program=[str(program)], environment={}) as frozen:
        workers = frozen.worker_pids()
        with frozen.client() as client, client.stream(
            "POST", "/v1/audio/speech", json=pcm_request(LONG_TEXT, stream=True)
        ) as answer:  # fmt: skip
            next(answer.iter_raw())
            frozen.process.kill()
        assert eventually(lambda: not any(is_alive(pid) for pid in workers), 30)


def test_errors_are_events_too(program: Path) -> None:
    frozen = Sidecar("--host", "0.0.0.0", program=[str(program)], environment={})
    try:
        assert frozen.await_event("ready", "error")["code"] == "non_loopback_host"
        assert frozen.wait() == 65
    finally:
        frozen.end()


def test_bundle_is_not_built_twice(program: Path) -> None:
    built = program.stat().st_mtime_ns
    bundle = [sys.executable, str(SIDECAR / "bundle.py"), "--if-changed"]
    assert subprocess.run(bundle, check=True, capture_output=True, text=True).stdout.strip() == str(program)
    assert program.stat().st_mtime_ns == built
