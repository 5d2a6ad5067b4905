"""The three kinds of checkpoints in both sizes, and what each can and cannot do."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from harness import Sidecar, eventually
from qwen_tts_sidecar.engines.qwen.checkpoint import read_checkpoint
from qwen_tts_sidecar.engines.qwen.description import describe
from qwen_tts_sidecar.engines.qwen.options import QwenOptions
from tests_qwen.asking import WINDOW_DIFFERENCE, body, frames, largest_difference, speak
from tests_qwen.conftest import TEXT, MakeCheckpoint, StartQwen


@pytest.mark.parametrize(("size", "follows"), [("1b7", True), ("0b6", False)])
def test_custom_voice_says_whether_it_follows_instructions(
    serving_qwen: StartQwen, checkpoint: MakeCheckpoint, size: str, follows: bool
) -> None:
    sidecar = serving_qwen(checkpoint("custom_voice", size))
    assert sidecar.events[-1]["supports_instructions"] is follows
    plain, told = speak(sidecar, TEXT), speak(sidecar, TEXT, instructions="Very slowly.")
    assert (plain.content != told.content) is follows
    assert told.headers.get("x-ignored-parameters") == (None if follows else "instructions")
    with sidecar.client() as client:
        desktop = client.post("/tts", json={"text": "Hello there.", "instructions": "Very slowly."})
        assert desktop.headers.get("x-ignored-parameters") == (None if follows else "instructions")


@pytest.mark.parametrize("size", ["0b6", "1b7"])
def test_voice_design_speaks_with_the_voice_that_is_described(
    serving_qwen: StartQwen, checkpoint: MakeCheckpoint, size: str
) -> None:
    sidecar = serving_qwen(checkpoint("voice_design", size))
    assert [voice["id"] for voice in sidecar.events[-1]["voices"]] == ["design"]
    calm = speak(sidecar, TEXT, instructions="A calm old man.")
    assert speak(sidecar, TEXT, instructions="A calm old man.").content == calm.content
    assert speak(sidecar, TEXT, instructions="A young woman, laughing.").content != calm.content
    with sidecar.client() as client:
        refused = client.post("/v1/audio/speech", json=body(TEXT))
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "instructions_required")


def test_voice_design_may_have_a_description_of_its_own(serving_qwen: StartQwen, checkpoint: MakeCheckpoint) -> None:
    sidecar = serving_qwen(checkpoint("voice_design"), "--voice-description", "A calm old man.")
    plain = serving_qwen(checkpoint("voice_design"))
    assert speak(sidecar, TEXT).content == speak(plain, TEXT, instructions="A calm old man.").content
    both = speak(sidecar, TEXT, instructions="In haste.").content
    assert both == speak(plain, TEXT, instructions="A calm old man. In haste.").content
    assert [server.events[-1]["requires_instructions"] for server in (plain, sidecar)] == [True, False]
    other = serving_qwen(checkpoint("voice_design"), "--voice-description", "A young woman.")
    voices = [server.events[-1]["voices"][0] for server in (sidecar, other)]
    assert voices[0]["id"] == voices[1]["id"]
    assert voices[0]["fingerprint"] != voices[1]["fingerprint"]


Clones = Callable[[str], Sidecar]


@pytest.fixture(scope="module")
def clones(
    serving_qwen: StartQwen, checkpoint: MakeCheckpoint, recording: Path, tmp_path_factory: pytest.TempPathFactory
) -> Clones:
    """Give the server with a Base checkpoint of a size and two voices; the first one's recording is gone by then."""
    narrator, other = (tmp_path_factory.mktemp("voices") / name for name in ("narrator.wav", "second voice.wav"))
    soundfile.write(other, np.random.default_rng(1).normal(0, 0.1, 72_000), 24_000)
    words = {narrator: "A short tone.", other: "Wind in the trees."}
    for path, text in words.items():
        path.with_suffix(".txt").write_text(text)

    def serve(size: str) -> Sidecar:
        narrator.write_bytes(recording.read_bytes())
        arguments = [argument for path in words for argument in ("--reference-audio", str(path))]
        if size == "0b6":  # the texts beside the recordings do as well
            arguments += [argument for text in words.values() for argument in ("--reference-text", text)]
        sidecar = serving_qwen(checkpoint("base", size), *arguments)
        narrator.unlink()
        return sidecar

    return serve


@pytest.mark.parametrize("size", ["0b6", "1b7"])
def test_base_clones_recordings(clones: Clones, size: str) -> None:
    sidecar = clones(size)
    ready = sidecar.events[-1]
    assert [voice["id"] for voice in ready["voices"]] == ["narrator", "second voice"]
    assert len({voice["fingerprint"] for voice in ready["voices"]}) == 2
    assert ready["supports_instructions"] is False
    narrator = speak(sidecar, TEXT)
    assert narrator.headers["x-finish-reason"] == "stop"
    assert frames(narrator) > 20
    # Its recording is gone: the prompt of a clone is made once.
    assert speak(sidecar, TEXT, voice="narrator").content == narrator.content
    assert speak(sidecar, TEXT, voice="second voice").content != narrator.content
    assert speak(sidecar, TEXT, instructions="Softly.").headers["x-ignored-parameters"] == "instructions"


def test_clone_is_that_of_the_package(clones: Clones, checkpoint: MakeCheckpoint, recording: Path) -> None:
    import torch

    from qwen_tts_sidecar.audio import s16le
    from qwen_tts_sidecar.engines.qwen.package import import_qwen_tts
    from qwen_tts_sidecar.engines.qwen.sampling import seeded_rows

    loaded = import_qwen_tts().Qwen3TTSModel.from_pretrained(str(checkpoint("base")), dtype=torch.float32)
    with seeded_rows([11]):
        (whole,), _ = loaded.generate_voice_clone(
            TEXT, "English", ref_audio=str(recording), ref_text="A short tone."
        )  # fmt: skip
    ours = speak(clones("1b7"), TEXT, language="English")
    assert largest_difference(ours.content, s16le(whole.copy())) < WINDOW_DIFFERENCE


@pytest.mark.parametrize(("dtype", "attention"), [("bfloat16", "sdpa"), ("float32", "eager")])
def test_device_dtype_and_attention_can_be_set(
    start_qwen: StartQwen, checkpoint: MakeCheckpoint, tmp_path: Path, dtype: str, attention: str
) -> None:
    log = tmp_path / "log"
    sidecar = start_qwen(checkpoint(), "--device", "cpu", "--dtype", dtype, "--attention", attention, log=log)
    assert frames(speak(sidecar, TEXT)) > 20
    assert eventually(lambda: f"on cpu, {dtype}, attention {attention}" in log.read_text())


def test_voices_of_another_checkpoint_in_a_folder_of_the_same_name_are_others(
    checkpoint: MakeCheckpoint, tmp_path: Path
) -> None:
    prints = []
    for number, size in enumerate(("1b7", "1b7", "0b6")):
        folder = tmp_path / str(number) / "model"
        shutil.copytree(checkpoint("custom_voice", size), folder)
        told = describe(QwenOptions(str(folder)), read_checkpoint(str(folder)), 4, 24_000)
        assert told.model == "model"
        prints.append(told.voices[0].fingerprint)
    assert prints[0] == prints[1] != prints[2]
