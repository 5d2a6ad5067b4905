"""`qwen-batch` itself with this engine: what a profile says reaches the model, and a book comes out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import soundfile

from harness import SIDECAR
from tests_qwen.conftest import ENVIRONMENT, MakeCheckpoint
from tests_qwen.tiny_weights import ENDLESS_MARK

PROGRAM = SIDECAR.parent / ".build" / "debug" / "qwen-batch"

pytestmark = pytest.mark.skipif(not PROGRAM.exists(), reason="not built: swift build --product qwen-batch")
# A tiny checkpoint speaks as long as text and instructions are together, so texts that are too short would run away.
BOOK = (
    "The river was broad and quiet, and the boat lay low in the water as it went.\n\n"
    "Nobody spoke for a while, and then the boat moved on, past the mill and the lock.\n"
)


class Night:
    """A folder with a book and a profile, and the program run in it."""

    def __init__(self, folder: Path, checkpoint: Path, voice: str) -> None:
        self.folder = folder
        sidecar = folder / "sidecar"
        sidecar.write_text(f'#!/bin/sh\nexec {sys.executable} -m qwen_tts_sidecar "$@"\n')
        sidecar.chmod(0o755)
        (folder / "jobs").mkdir()
        # A tiny checkpoint makes noise, which no check takes for speech.
        engine = f"[sidecar]\nbinary = 'sidecar'\nmodel = '{checkpoint}'\nmax_concurrency = 2\n"
        settings = f"[check]\nverify = 'off'\n[voice]\n{voice}\n{engine}"
        (folder / "jobs" / "overnight.toml").write_text(settings)
        (folder / "book.txt").write_text(BOOK)

    def call(self, *words: str, code: int = 0) -> str:
        """Run a command and return what it printed."""
        environment = {**ENVIRONMENT, "HOME": str(self.folder), "QWEN_BATCH_HOME": str(self.folder / "home")}
        ended = subprocess.run(
            [PROGRAM, *words],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert ended.returncode == code, ended.stderr
        return ended.stdout

    def narrate(self, *options: str, code: int = 0) -> dict[str, Any]:
        """Enqueue the book, run, and return the job's report."""
        self.call("enqueue", "book.txt", *options)
        self.call("run", code=code)
        (job,) = json.loads(self.call("report", "--format", "json"))["jobs"]
        return dict(job)


@pytest.mark.parametrize(
    ("kind", "voice"),
    [
        ("custom_voice", "speaker = 'ryan'\ninstructions = 'Calmly.'\nlanguage = 'en-US'"),
        ("voice_design", "design = 'A calm old man.'"),
        ("base", "clone = 'narrator.wav'\nclone_text = 'A short tone.'"),
    ],
)
def test_every_kind_of_voice_narrates_a_book(
    checkpoint: MakeCheckpoint, recording: Path, tmp_path: Path, kind: str, voice: str
) -> None:
    night = Night(tmp_path, checkpoint(kind), voice)
    os.link(recording, tmp_path / "narrator.wav")
    job = night.narrate()
    assert (job["state"], job["diagnostics"]) == ("completed", [])
    book = soundfile.info(str(job["output"]))
    assert book.samplerate == 24_000
    assert abs(book.frames / book.samplerate - float(str(job["audioSeconds"]))) < 0.01
    assert book.frames > 24_000


def test_a_speaker_it_lacks_blocks_the_job_with_the_list(checkpoint: MakeCheckpoint, tmp_path: Path) -> None:
    job = Night(tmp_path, checkpoint(), "speaker = 'heart'").narrate(code=69)
    assert job["state"] == "blocked"
    assert "vivian" in json.dumps(job["error"])


def test_the_small_model_says_that_it_ignores_instructions(checkpoint: MakeCheckpoint, tmp_path: Path) -> None:
    voice = "speaker = 'ryan'\ninstructions = 'Calmly.'"
    job = Night(tmp_path, checkpoint("custom_voice", "0b6"), voice).narrate()
    assert job["state"] == "completed"
    assert "does not follow instructions" in json.dumps(job["diagnostics"])


def test_what_runs_away_is_set_aside_and_the_rest_is_spoken(checkpoint: MakeCheckpoint, tmp_path: Path) -> None:
    night = Night(tmp_path, checkpoint(), "speaker = 'ryan'")
    (tmp_path / "book.txt").write_text(
        f"{BOOK}\nThe bell rang on {ENDLESS_MARK} and on, over the roofs and the river.\n"
    )
    job = night.narrate(code=1)
    assert job["state"] == "failed"
    assert job["error"]["code"] == "synthesis.runaway"
    assert job["segments"] == {"done": 2, "failed": 1, "flagged": 0, "total": 3}


def test_a_checkpoint_that_is_missing_blocks_the_job(tmp_path: Path) -> None:
    job = Night(tmp_path, tmp_path / "nowhere", "speaker = 'ryan'").narrate(code=69)
    error = json.dumps(job["error"])
    assert job["state"] == "blocked"
    assert "sidecar.diedAtStart" in error
    assert "model_missing" in error


def test_a_design_is_kept_beside_instructions_and_its_lack_is_told(checkpoint: MakeCheckpoint, tmp_path: Path) -> None:
    nights = []
    voices = ("design = 'A calm old man.'\ninstructions = 'Softly.'", "design = 'A child.'\ninstructions = 'Softly.'")
    for number, voice in enumerate((*voices, "")):
        (tmp_path / str(number)).mkdir()
        nights.append(Night(tmp_path / str(number), checkpoint("voice_design"), voice))
    books = [Path(str(night.narrate()["output"])).read_bytes() for night in nights[:2]]
    assert books[0] != books[1]
    job = nights[2].narrate(code=69)
    assert "voice.design" in json.dumps(job["error"])
