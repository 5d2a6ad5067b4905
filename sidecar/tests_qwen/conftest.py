from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

from harness import SIDECAR, Sidecar
from tests_qwen.tiny_checkpoint import make_checkpoint

if find_spec("torch") is None or find_spec("qwen_tts") is None:
    collect_ignore_glob = ["test_*.py"]

ENVIRONMENT = {
    "PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"),
    "PYTHONPATH": str(SIDECAR / "src"), "OMP_NUM_THREADS": "1",
}  # fmt: skip
TEXT = "The river was broad and quiet. Nobody spoke for a while, and then the boat moved on."


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if "collect_ignore_glob" in globals():
        terminalreporter.write_line("SKIPPED the engine qwen: there is no torch here (make setup-qwen)")


MakeCheckpoint = Callable[..., Path]
StartQwen = Callable[..., Sidecar]


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> MakeCheckpoint:
    """Give the folder of a tiny checkpoint; each is made once."""
    from qwen_tts_sidecar.engines.qwen.package import import_qwen_tts

    os.environ["HF_HUB_OFFLINE"] = "1"
    import_qwen_tts()
    root = tmp_path_factory.mktemp("checkpoints")

    def make(kind: str = "custom_voice", size: str = "1b7", *, ends: bool = True) -> Path:
        folder = root / f"tiny-{kind}-{size}{'' if ends else '-endless'}"
        return folder if folder.exists() else make_checkpoint(folder, kind, size, ends=ends)

    return make


def qwen_arguments(folder: Path, *arguments: str) -> list[str]:
    return ["--engine", "qwen", "--model", str(folder), "--max-concurrency", "4", *arguments]


@contextmanager
def starting() -> Iterator[StartQwen]:
    """Give what starts servers with checkpoints; they have ended when the block is left."""
    with ExitStack() as stack:

        def start(folder: Path, *arguments: str, ready: bool = True, log: Path | None = None) -> Sidecar:
            sidecar = Sidecar(*qwen_arguments(folder, *arguments), environment=ENVIRONMENT, log=log)
            stack.callback(sidecar.end)
            if ready:
                sidecar.await_ready()
            return sidecar

        yield start


@pytest.fixture(scope="module")
def start_qwen() -> Iterator[StartQwen]:
    """Start servers of the test's own, which it may damage; they end with the module."""
    with starting() as start:
        yield start


@pytest.fixture(scope="module")
def serving_qwen(start_qwen: StartQwen) -> StartQwen:
    """Give the module's server with a checkpoint and options; tests leave it as it was, since a start takes long."""
    return cache(start_qwen)


@pytest.fixture(scope="session")
def qwen(checkpoint: MakeCheckpoint) -> Iterator[Sidecar]:
    """One server of a CustomVoice checkpoint with four requests at once, for all tests that leave it as it was."""
    with starting() as start:
        yield start(checkpoint())


@pytest.fixture(scope="session")
def patient(checkpoint: MakeCheckpoint) -> Iterator[Sidecar]:
    """Like `qwen`, but waits until four requests have come: for tests of one generation, however slow the machine."""
    with starting() as start:
        yield start(checkpoint(), "--batch-window", "30")


@pytest.fixture
def http(qwen: Sidecar) -> Iterator[httpx.Client]:
    with qwen.client() as client:
        yield client


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of a tone at 16 kHz, with its transcript beside it."""
    import numpy as np
    import soundfile

    path = tmp_path_factory.mktemp("recordings") / "narrator.wav"
    soundfile.write(path, 0.2 * np.sin(np.arange(32_000) * 0.06), 16_000)
    path.with_suffix(".txt").write_text("A short tone.\n", encoding="utf-8")
    return path
