"""Starts real servers as processes of their own and talks to them over real HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

TESTS = Path(__file__).resolve().parent
SIDECAR = TESTS.parent
TOKEN = "a token for tests"
MODULE = [sys.executable, "-m", "qwen_tts_sidecar"]
SCRIPTED = [sys.executable, str(TESTS / "scripted_engine.py")]
TEXT = "The river was broad and quiet. Nobody spoke for a while, and then the boat moved on."
LONG_TEXT = "It was a long road through the quiet hills, and no one had walked it for years. " * 120

Event = dict[str, Any]


class Sidecar:
    """A server under test. Its stdin is a pipe that `hang_up` closes, its stderr goes to a file."""

    def __init__(
        self,
        *arguments: str,
        program: list[str] | None = None,
        token: str | None = TOKEN,
        environment: dict[str, str] | None = None,
        log: Path | None = None,
    ) -> None:
        base = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SIDECAR / "src")} if environment is None else environment
        self.events: list[Event] = []
        self.token = token
        self._stderr = log.open("wb") if log else subprocess.DEVNULL
        self.process = subprocess.Popen(
            [*(program or MODULE), "serve", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            env={**base, **({"QWEN_TTS_TOKEN": token} if token else {})},
        )

    def next_event(self) -> Event | None:
        """Read the next event; None at the end of stdout. A line that is no JSON object fails."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            return None
        event: Event = json.loads(line)
        self.events.append(event)
        return event

    def await_event(self, *names: str) -> Event:
        while (event := self.next_event()) is not None:
            if event["event"] in names:
                return event
        raise AssertionError(f"stdout ended without {names}: {self.events}")

    def await_ready(self) -> Event:
        event = self.await_event("ready", "error")
        assert event["event"] == "ready", event
        return event

    def client(self, *, token: str | None = None, timeout: float = 300) -> httpx.Client:
        wanted = self.token if token is None else token
        headers = {"Authorization": f"Bearer {wanted}"} if wanted else {}
        port = self.events[-1]["port"]
        limits = httpx.Limits(max_connections=None)
        return httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=timeout, limits=limits)

    def worker_pids(self) -> list[int]:
        with self.client() as client:
            return [worker["pid"] for worker in client.get("/health").json()["workers"]]

    def hang_up(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    def wait(self, seconds: float = 15) -> int:
        return self.process.wait(seconds)

    def end(self) -> None:
        if self.process.poll() is None:
            self.hang_up()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()
        if not isinstance(self._stderr, int):
            self._stderr.close()


@contextmanager
def running(*arguments: str, **options: Any) -> Iterator[Sidecar]:
    """Run a server until it is ready; it has ended when the block is left."""
    sidecar = Sidecar(*arguments, **options)
    try:
        sidecar.await_ready()
        yield sidecar
    finally:
        sidecar.end()


def is_alive(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def eventually(condition: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether the condition becomes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def pcm_request(text: str = TEXT, **fields: Any) -> dict[str, Any]:
    return {"input": text, "voice": "heart", "response_format": "pcm", "seed": 11, **fields}
