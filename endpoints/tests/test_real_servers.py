"""Books narrated by speech servers that nobody here wrote."""

import contextlib
import json
import os
import subprocess
import time
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from servers import ROOT, VOICE, Server, local_tts_studio, loudness_tts, sidecar

PROGRAM = ROOT / ".build/debug/qwen-batch"
KEY = "sk-known-to-nobody-0987654321"
TEXT = """The lamp went out at nine. Nobody had seen who did it.

Wren took the stairs two at a time, and counted them as she went.

Below, the harbour was as dark as the sea, and nearly as cold.
"""
CALL_SECONDS = 300.0
# English is read at about 15 characters a second; the pauses come on top.
SECONDS = (6.0, 25.0)

Start = Callable[[Path], contextlib.AbstractContextManager[Server]]


class Runner:
    """The program in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        assert PROGRAM.exists(), "build it first: swift build --product qwen-batch"
        self.folder = folder
        self.said = ""

    def profile(self, *servers: Server, voice: str = VOICE, **keys: str | int) -> None:
        settings = {"model": "tts-1", "max_concurrency": 2, **keys}
        lines = "\n".join(f"{key} = {json.dumps(value)}" for key, value in settings.items() if value)
        tables = "\n".join(f'[[endpoint]]\nurl = "{server.url}"\n{lines}' for server in servers)
        (self.folder / "net.toml").write_text(f'[voice]\nspeaker = "{voice}"\n{tables}\n')

    def start(self, *words: str, key: str = "") -> subprocess.Popen[str]:
        environment = {**os.environ, "HOME": str(self.folder), "QWEN_BATCH_HOME": "home", "SPEECH_KEY": key}
        return subprocess.Popen(
            [str(PROGRAM), *words], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def end(self, process: subprocess.Popen[str]) -> int:
        try:
            self.said += process.communicate(timeout=CALL_SECONDS)[0]
        finally:
            process.kill()
        return process.returncode

    def call(self, *words: str, key: str = "") -> int:
        return self.end(self.start(*words, key=key))

    def enqueue(self, copies: int = 1) -> None:
        (self.folder / "book.txt").write_text("\n".join(f"Page {number}.\n\n{TEXT}" for number in range(copies)))
        assert self.call("enqueue", "book.txt", "--output", "book.wav") == 0

    def job(self) -> dict[str, Any]:
        before = self.said
        self.said = ""
        assert self.call("report", "--format", "json") == 0
        found: dict[str, Any] = json.loads(self.said)["jobs"][0]
        self.said = before + self.said
        return found

    def wait_for_segments(self, count: int) -> None:
        deadline = time.monotonic() + CALL_SECONDS
        while self.job()["segments"]["done"] < count:
            assert time.monotonic() < deadline, self.said

    def check_book(self, rate: int = 22050, copies: int = 1) -> None:
        with wave.open(str(self.folder / "book.wav")) as book:
            assert book.getframerate() == rate
            assert SECONDS[0] < book.getnframes() / book.getframerate() / copies < SECONDS[1]


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    (tmp_path / "work").mkdir()
    return Runner(tmp_path / "work")


@pytest.mark.parametrize("start", [local_tts_studio, loudness_tts])
def test_a_book_is_narrated(runner: Runner, tmp_path: Path, start: Start) -> None:
    with start(tmp_path) as server:
        runner.profile(server)
        assert runner.call("doctor", "net.toml") == 0, runner.said
        assert f"{server.url} speaks: tts-1, 22050 Hz" in runner.said
        runner.enqueue()
        assert runner.call("run", "net.toml") == 0, runner.said
        runner.check_book()


def test_the_sidecar_of_another_machine_is_an_endpoint_too(runner: Runner, tmp_path: Path) -> None:
    with sidecar(tmp_path, key=KEY) as server:
        # It has one model, which need not be named.
        runner.profile(server, voice="heart", model="", dialect="qwen-batch", token_env="SPEECH_KEY")
        runner.enqueue()
        assert runner.call("run", "net.toml", key=KEY) == 0, runner.said
        runner.check_book(rate=24000)


def test_two_kinds_are_one_fleet_and_one_may_be_gone_when_the_run_begins(runner: Runner, tmp_path: Path) -> None:
    with local_tts_studio(tmp_path) as one, loudness_tts(tmp_path) as other:
        runner.profile(one, other)
        assert runner.call("doctor", "net.toml") == 0, runner.said
        assert "All speak alike; together they take 4 requests at once." in runner.said
        one.end()
        runner.enqueue()
        assert runner.call("run", "net.toml") == 0, runner.said
        assert "Endpoint rests code=endpoint.unreachable" in runner.said
        assert runner.job()["takes"]["rejected"] == 0
        runner.check_book()


@pytest.mark.parametrize(("dies", "stays"), [(local_tts_studio, loudness_tts), (loudness_tts, local_tts_studio)])
def test_one_that_is_killed_in_the_middle_costs_nothing(
    runner: Runner, tmp_path: Path, dies: Start, stays: Start
) -> None:
    copies = 8
    with dies(tmp_path) as one, stays(tmp_path) as other:
        runner.profile(one, other)
        runner.enqueue(copies)
        run = runner.start("run", "net.toml")
        runner.wait_for_segments(3)
        one.end()
        assert runner.end(run) == 0, runner.said
        assert "Endpoint rests" in runner.said
        assert one.url in runner.said
        job = runner.job()
        assert job["state"] == "completed"
        assert 3 <= job["segments"]["done"] == job["segments"]["total"]
        runner.check_book(copies=copies)


@pytest.mark.parametrize("start", [local_tts_studio, loudness_tts])
def test_a_key_is_used_and_shown_nowhere(runner: Runner, tmp_path: Path, start: Callable[..., Any]) -> None:
    with start(tmp_path, key=KEY) as server:
        runner.profile(server, token_env="SPEECH_KEY")
        runner.enqueue()
        assert runner.call("run", "net.toml", key="not-that-one") == 69
        assert runner.job()["error"]["code"] == "endpoint.unauthorized"
        assert runner.call("run", "net.toml", key=KEY) == 0, runner.said
        runner.check_book()
        assert runner.call("report", "1") == 0
    assert KEY not in runner.said
    files = [file for file in runner.folder.rglob("*") if file.is_file()]
    assert any(file.name == "queue.sqlite" for file in files)
    assert not [file for file in files if KEY.encode() in file.read_bytes()]


def test_a_model_or_voice_that_is_not_there_is_named(runner: Runner, tmp_path: Path) -> None:
    with loudness_tts(tmp_path) as server:
        runner.profile(server, model="no-such-model")
        assert runner.call("voices", "--profile", "net.toml") == 69
        assert "tts-1" in runner.said
        runner.profile(server)
        (runner.folder / "book.txt").write_text(TEXT)
        assert runner.call("enqueue", "book.txt", "--voice", "nobody") == 0
        assert runner.call("run", "net.toml") == 1, runner.said
        assert runner.job()["error"]["code"] == "synthesis.rejected"
        assert "nobody" in runner.job()["error"]["message"]
