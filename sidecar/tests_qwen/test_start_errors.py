"""What keeps the engine from starting: one `error` event with a code, a sentence that helps, and an exit code."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from harness import Sidecar
from tests_qwen.conftest import ENVIRONMENT, MakeCheckpoint, StartQwen

Damage = Callable[[Path], object]


def set_config(folder: Path, **changes: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def error_of(sidecar: Sidecar) -> tuple[str, str]:
    event = sidecar.await_event("ready", "error")
    assert event["event"] == "error", event
    assert sidecar.next_event() is None
    return event["code"], event["message"]


@pytest.mark.parametrize(
    ("damage", "code", "names", "exit_code"),
    [
        (lambda folder: shutil.rmtree(folder), "model_missing", "no folder", 66),
        (lambda folder: (folder / "config.json").unlink(), "model_missing", "config.json", 66),
        (lambda folder: (folder / "config.json").write_text("{"), "model_missing", "config.json", 66),
        (lambda folder: (folder / "model.safetensors").unlink(), "model_missing", "model.safetensors", 66),
        (lambda folder: shutil.rmtree(folder / "speech_tokenizer"), "model_missing", "speech_tokenizer", 66),
        (lambda folder: (folder / "generation_config.json").unlink(), "model_missing", "generation_config.json", 66),
        (
            lambda folder: (folder / "model.safetensors").write_text("version https://git-lfs.github.com/spec/v1\n"),
            "model_missing", "git lfs pull", 66,
        ),
        (
            lambda folder: (folder / "model.safetensors.index.json").write_text('{"weight_map": {"a": "part-2.bin"}}'),
            "model_missing", "part-2.bin", 66,
        ),
        (lambda folder: os.truncate(folder / "model.safetensors", 10_000), "model_missing", "model.safetensors", 66),
        (lambda folder: (folder / "model.safetensors").write_text("{}"), "model_missing", "model.safetensors", 66),
        (lambda folder: (folder / "vocab.json").unlink(), "model_missing", "vocab.json", 66),
        (lambda folder: set_config(folder, model_type="llama"), "model_unfit", "llama", 67),
        (lambda folder: set_config(folder, tts_model_type="singing"), "model_unfit", "no Qwen3-TTS", 67),
        (lambda folder: set_config(folder, tokenizer_type="qwen3_tts_tokenizer_25hz"), "model_unfit", "25hz", 67),
    ],
)  # fmt: skip
def test_checkpoints_that_are_not_whole(
    checkpoint: MakeCheckpoint, start_qwen: StartQwen, tmp_path: Path,
    damage: Damage, code: str, names: str, exit_code: int,
) -> None:  # fmt: skip
    folder = tmp_path / "checkpoint"
    shutil.copytree(checkpoint(), folder)
    damage(folder)
    sidecar = start_qwen(folder, ready=False)
    told, message = error_of(sidecar)
    assert told == code
    assert names in message
    assert sidecar.wait() == exit_code


@pytest.mark.parametrize(
    ("kind", "arguments", "code", "names"),
    [
        ("base", [], "voice_unfit", "no speakers: it clones a recording, which voice.clone"),
        ("base", ["--allow-download"], "voice_unfit", "--reference-audio"),
        ("base", ["--voice-description", "Calm.", "--reference-audio", "RECORDING"], "voice_unfit", "voice.design"),
        (
            "custom_voice",
            ["--reference-audio", "RECORDING"],
            "voice_unfit",
            "for voice.speaker of the profile, are: viv",
        ),
        ("voice_design", ["--reference-audio", "RECORDING"], "voice_unfit", "what voice.design of the profile"),
        ("custom_voice", ["--voice-description", "Calm."], "voice_unfit", "are: vivian, "),
        ("base", ["--reference-audio", "/nowhere.wav"], "invalid_arguments", "/nowhere.wav, which voice.clone"),
        ("base", ["--reference-audio", "UNTOLD"], "invalid_arguments", "voice.clone_text"),
        ("base", ["--reference-audio", "RECORDING", "--reference-text", " "], "invalid_arguments", "empty"),
        (
            "base",
            ["--reference-audio", "NO SOUND", "--reference-text", "Hm."],
            "invalid_arguments",
            "no sound.wav, which voice.clone",
        ),
        ("custom_voice", ["--attention", "flash_attention_2", "--device", "cpu"], "device_unavailable", "sdpa"),
        ("custom_voice", ["--device", "abacus"], "invalid_arguments", "abacus"),
        ("custom_voice", ["--device", "cuda:77"], "device_unavailable", "77"),
        ("custom_voice", ["--attention", "flash_attention_2"], "device_unavailable", "sidecar.attention"),
        ("custom_voice", ["--dtype", "int3"], "invalid_arguments", "int3"),
        ("custom_voice", ["--batch-window", "-1"], "invalid_arguments", "60"),
    ],
)
def test_options_that_do_not_fit(
    checkpoint: MakeCheckpoint, start_qwen: StartQwen, recording: Path, tmp_path: Path,
    kind: str, arguments: list[str], code: str, names: str,
) -> None:  # fmt: skip
    (tmp_path / "untold.wav").write_bytes(recording.read_bytes())
    (tmp_path / "no sound.wav").write_text("These are words.")
    files = {"RECORDING": recording, "UNTOLD": tmp_path / "untold.wav", "NO SOUND": tmp_path / "no sound.wav"}
    sidecar = start_qwen(checkpoint(kind), *(str(files.get(word, word)) for word in arguments), ready=False)
    told, message = error_of(sidecar)
    assert told == code
    assert names in message


def test_a_hub_id_needs_leave_to_download(start_qwen: StartQwen) -> None:
    sidecar = start_qwen(Path("Qwen/Qwen3-TTS-12Hz-0.6B-CustomVoice"), ready=False)
    code, message = error_of(sidecar)
    assert code == "model_missing"
    assert "sidecar.allow_download = true (--allow-download)" in message


def test_a_download_that_fails_is_an_error(checkpoint: MakeCheckpoint) -> None:
    """The name cannot be one of a repository, so that nothing is looked up."""
    arguments = ["--engine", "qwen", "--model", "not/a/repository", "--allow-download"]
    sidecar = Sidecar(*arguments, environment=ENVIRONMENT)
    try:
        code, message = error_of(sidecar)
        assert code == "model_missing"
        assert "not/a/repository" in message
    finally:
        sidecar.end()


@pytest.mark.parametrize("module", ["torch", "qwen_tts"])
def test_libraries_that_do_not_load_are_an_error(checkpoint: MakeCheckpoint, tmp_path: Path, module: str) -> None:
    (tmp_path / f"{module}.py").write_text('raise ImportError("its library is broken")')
    path = f"{tmp_path}{os.pathsep}{ENVIRONMENT['PYTHONPATH']}"
    sidecar = Sidecar("--engine", "qwen", "--model", str(checkpoint()), environment=ENVIRONMENT | {"PYTHONPATH": path})
    try:
        code, message = error_of(sidecar)
        assert code == "engine_unavailable"
        assert "its library is broken" in message
        assert "make setup-qwen" in message
    finally:
        sidecar.end()
