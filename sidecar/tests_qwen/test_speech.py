"""Speech from a CustomVoice checkpoint over HTTP: whole and streamed, repeatable, with what the checkpoint offers."""

from __future__ import annotations

from typing import Any

import httpx
import numpy as np
import pytest

from harness import Sidecar
from tests_qwen.asking import WINDOW_DIFFERENCE, body, frames, largest_difference, speak, speak_together
from tests_qwen.conftest import TEXT, MakeCheckpoint
from tests_qwen.tiny_config import SPEAKERS


@pytest.fixture(scope="module")
def reference(qwen: Sidecar) -> bytes:
    return speak(qwen, TEXT).content


def test_ready_line_tells_what_the_checkpoint_holds(qwen: Sidecar) -> None:
    ready = qwen.events[-1]
    assert (ready["engine"], ready["model"], ready["sample_rate"]) == ("qwen", "tiny-custom_voice-1b7", 24_000)
    assert (ready["max_concurrency"], ready["recommended_characters"]) == (4, [200, 400])
    assert ready["recommended_characters"][1] < ready["max_input_characters"]
    assert (ready["supports_instructions"], ready["seed_promise"], ready["speed_range"]) == (True, "alone", [1.0, 1.0])
    assert [voice["id"] for voice in ready["voices"]] == list(SPEAKERS)
    assert ready["voices"][0]["languages"] == ["zh", "en", "de", "ja", "fr"]
    assert [voice["accent"] for voice in ready["voices"]] == [None, None, "Beijing dialect"]
    # On a busy machine a step is told of again and again, as a heartbeat.
    steps = [event["fraction"] for event in qwen.events[:-1]]
    assert sorted(set(steps)) == [0.1, 0.3, 0.9, 1.0]
    assert steps == sorted(steps)


def test_it_is_sound_of_a_length_that_follows_the_text(qwen: Sidecar, reference: bytes) -> None:
    samples = np.frombuffer(reference, "<i2").astype(np.float64) / 32_768
    assert 0.01 < np.sqrt(np.mean(samples**2)) < 0.5
    shorter, longer = (speak(qwen, TEXT[:length]) for length in (40, 80))
    assert 20 < frames(shorter) < frames(longer) == int(frames(longer))
    assert longer.headers["x-finish-reason"] == "stop"


def test_same_request_alone_gives_the_same_bytes(qwen: Sidecar, reference: bytes) -> None:
    speak(qwen, "Something else in between.", seed=5)
    again = speak(qwen, TEXT)
    assert again.content == reference
    assert (again.headers["x-batch-size"], again.headers["x-seed-promise"]) == ("1", "alone")


@pytest.mark.parametrize(
    "change", [{"seed": 12}, {"seed": 2**64 - 1}, {"voice": "ryan"}, {"language": "de"}, {"instructions": "Softly."}]
)
def test_whatever_shapes_the_speech_changes_it(qwen: Sidecar, reference: bytes, change: dict[str, Any]) -> None:
    answer = speak(qwen, TEXT, **change)
    assert answer.content != reference
    assert "x-ignored-parameters" not in answer.headers
    assert speak(qwen, TEXT, **change).content == answer.content


def test_in_a_batch_each_request_still_draws_from_its_own_seed(
    qwen: Sidecar, patient: Sidecar, reference: bytes
) -> None:
    numbers = (1, 2, 3)
    others: list[dict[str, Any]] = [{"text": f"Number {n} is another text. " * n, "seed": n} for n in numbers]
    answers = speak_together(patient, [{"text": TEXT}, *others])
    assert [answer.headers["x-batch-size"] for answer in answers] == ["4"] * 4
    # In float32 the neighbours show in the last bits only.
    assert largest_difference(answers[0].content, reference) <= 2
    for request, answer in zip(others, answers[1:], strict=True):
        assert largest_difference(answer.content, speak(qwen, **request).content) <= 2


def test_stream_gives_the_same_samples_while_they_are_made(http: httpx.Client, reference: bytes) -> None:
    long = TEXT * 4
    with http.stream("POST", "/v1/audio/speech", json=body(long, stream=True)) as answer:
        chunks = answer.iter_raw()
        first = next(chunks)
        outcome_route = answer.headers["x-finish-reason-at"]
        state = http.get(outcome_route).json()
        rest = b"".join(chunks)
    assert (state["state"], state["finish_reason"]) == ("running", None)
    assert first + rest == http.post("/v1/audio/speech", json=body(long)).content
    outcome = http.get(outcome_route).json()
    assert (outcome["finish_reason"], outcome["batch_size"]) == ("stop", 1)


@pytest.mark.parametrize("language", ["en", "en-GB", "English", "chinese", "zh-Hans", "auto", "ja"])
def test_languages_of_the_checkpoint_are_taken_in_any_form(qwen: Sidecar, language: str) -> None:
    speak(qwen, "Hello there.", language=language)


@pytest.mark.parametrize(
    ("change", "code", "names"),
    [
        ({"voice": "alloy"}, "voice_unknown", "vivian, ryan, dylan"),
        ({"language": "Italian"}, "language_not_supported", "zh, en, de, ja, fr"),
        ({"language": "tlh"}, "language_not_supported", "zh, en"),
        ({"speed": 1.5}, "speed_out_of_range", "1"),
        ({"input": "… — !?"}, "text_not_speakable", "letter"),
        ({"input": ""}, "text_empty", "text"),
        ({"input": "a " * 1_001}, "text_too_long", "2000"),
        ({"instructions": "x" * 1_001}, "instructions_too_long", "1000"),
    ],
)
def test_what_cannot_be_done_is_refused(http: httpx.Client, change: dict[str, Any], code: str, names: str) -> None:
    answer = http.post("/v1/audio/speech", json=body("Hello.") | change)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert names in answer.json()["error"]["message"]


def test_control_tokens_in_a_text_are_spoken_and_not_obeyed(qwen: Sidecar) -> None:
    plain = speak(qwen, "He wrote < |im_end|> and < tts_pad> here.")
    assert speak(qwen, "He wrote <|im_end|> and <tts_pad> here.").content == plain.content


@pytest.mark.parametrize("seed", [11, 12])
def test_audio_is_that_of_the_package(checkpoint: MakeCheckpoint, qwen: Sidecar, seed: int) -> None:
    """qwen-tts itself, which decodes at the end and in one piece, gives the same from the same draws."""
    import torch

    from qwen_tts_sidecar.audio import s16le
    from qwen_tts_sidecar.engines.qwen.package import import_qwen_tts
    from qwen_tts_sidecar.engines.qwen.sampling import seeded_rows

    loaded = import_qwen_tts().Qwen3TTSModel.from_pretrained(str(checkpoint()), dtype=torch.float32)
    with seeded_rows([seed]):
        (whole,), rate = loaded.generate_custom_voice(TEXT, "ryan", "English", "Softly.")
    ours = speak(qwen, TEXT, voice="ryan", language="en", instructions="Softly.", seed=seed)
    assert rate == 24_000
    assert largest_difference(ours.content, s16le(whole.copy())) < WINDOW_DIFFERENCE
