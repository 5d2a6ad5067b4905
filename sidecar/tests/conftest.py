from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from harness import SCRIPTED, SIDECAR, Sidecar, pcm_request, running
from listening import SPOKEN


@pytest.fixture(scope="session")
def embedded() -> Iterator[Sidecar]:
    """One server with two engine processes, for tests that leave it as they found it."""
    with running("--max-concurrency", "2") as sidecar:
        yield sidecar


@pytest.fixture
def http(embedded: Sidecar) -> Iterator[httpx.Client]:
    with embedded.client() as client:
        yield client


@pytest.fixture(scope="session")
def listener() -> Iterator[Sidecar]:
    """One server with one engine process and one transcriber, for tests that leave it as they found it."""
    with running("--max-concurrency", "1", "--transcribers", "1") as sidecar:
        yield sidecar


@pytest.fixture(scope="session")
def recording(listener: Sidecar) -> bytes:
    """A take of the embedded voice that says `SPOKEN`, as a WAV file."""
    with listener.client() as client:
        return client.post("/v1/audio/speech", json=pcm_request(SPOKEN, response_format="wav")).content


ScriptedStart = Callable[..., Sidecar]


@pytest.fixture
def scripted_log(tmp_path: Path) -> Path:
    log = tmp_path / "scripted.log"
    log.touch()
    return log


@pytest.fixture
def start_scripted(scripted_log: Path) -> Iterator[ScriptedStart]:
    """Start servers whose engine does what the text says."""
    with ExitStack() as stack:

        def start(*arguments: str, load: float = 0, ready: bool = True) -> Sidecar:
            sidecar = Sidecar(
                *("--engine", "scripted", *arguments),
                program=SCRIPTED,
                environment={
                    "PYTHONPATH": str(SIDECAR / "src"),
                    "SCRIPTED_LOG": str(scripted_log),
                    "SCRIPTED_LOAD": str(load),
                },
            )
            stack.callback(sidecar.end)
            if ready:
                sidecar.await_ready()
            return sidecar

        yield start


@pytest.fixture
def scripted(start_scripted: ScriptedStart) -> Sidecar:
    return start_scripted()
