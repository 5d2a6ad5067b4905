"""The frozen program with the engine qwen, where `make sidecar-qwen` has made one: no Python, and the same audio."""

from __future__ import annotations

from pathlib import Path

import pytest

from bundle import target_triple
from harness import SIDECAR, Sidecar, eventually, is_alive, running
from listening import transcribe, word_errors
from qwen_tts_sidecar.audio import wav_header
from tests_qwen.asking import speak
from tests_qwen.conftest import TEXT, MakeCheckpoint, qwen_arguments

NAME = f"qwen-tts-{target_triple()}"
PROGRAM = SIDECAR / "dist" / "qwen" / NAME / NAME

pytestmark = pytest.mark.skipif(not PROGRAM.exists(), reason="not frozen: make sidecar-qwen")
ENVIRONMENT = {"OMP_NUM_THREADS": "1"}


def test_it_speaks_as_it_does_from_source(qwen: Sidecar, checkpoint: MakeCheckpoint) -> None:
    with running(*qwen_arguments(checkpoint()), program=[str(PROGRAM)], environment=ENVIRONMENT) as frozen:
        (pid,) = frozen.worker_pids()
        assert frozen.events[-1]["voices"] == qwen.events[-1]["voices"]
        assert speak(frozen, TEXT).content == speak(qwen, TEXT).content
    assert eventually(lambda: not is_alive(pid))


def test_it_clones(checkpoint: MakeCheckpoint, recording: Path) -> None:
    arguments = qwen_arguments(checkpoint("base"), "--reference-audio", str(recording))
    with running(*arguments, program=[str(PROGRAM)], environment=ENVIRONMENT) as frozen:
        assert speak(frozen, TEXT).headers["x-voice"] == "narrator"


def test_it_has_the_embedded_engine_too_and_hears_it() -> None:
    with running("--max-concurrency", "1", program=[str(PROGRAM)], environment=ENVIRONMENT) as frozen:
        answer = speak(frozen, TEXT)
        assert answer.headers["x-voice"] == "heart"
        with frozen.client() as client:
            heard = transcribe(client, wav_header(len(answer.content), 24_000) + answer.content)
        assert word_errors(TEXT, heard.json()["text"]) < 0.3


def test_a_missing_checkpoint_is_an_event() -> None:
    frozen = Sidecar("--engine", "qwen", "--model", "/nowhere", program=[str(PROGRAM)], environment=ENVIRONMENT)
    try:
        assert frozen.await_event("ready", "error")["code"] == "model_missing"
        assert frozen.wait() == 66
    finally:
        frozen.end()
