"""`POST /v1/audio/transcriptions` on takes of the embedded voice: words, times, formats, refusals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest
from openai import OpenAI

from harness import TOKEN, Sidecar, pcm_request
from listening import PATH, SPOKEN, error_of, samples_of, sound_file, transcribe, word_errors, words_of
from test_metrics import sample

MODEL = "whisper-tiny.en"


@pytest.fixture
def client(listener: Sidecar) -> Iterator[httpx.Client]:
    with listener.client() as client:
        yield client


def test_what_was_spoken_is_heard(client: httpx.Client, recording: bytes) -> None:
    answer = transcribe(client, recording, model=MODEL, language="en-US", temperature="0")
    assert answer.status_code == 200
    assert answer.json().keys() == {"text"}
    assert word_errors(SPOKEN, answer.json()["text"]) < 0.1
    assert answer.headers["x-model"] == MODEL
    assert 10 < float(answer.headers["x-audio-seconds"]) < 20
    assert float(answer.headers["x-engine-seconds"]) > 0
    assert answer.headers["x-ignored-parameters"] == "temperature"


def test_a_dropped_word_is_missed(client: httpx.Client) -> None:
    body = pcm_request("He them under his breath, as other men say a prayer.", response_format="wav")
    spoken = client.post("/v1/audio/speech", json=body).content
    heard = words_of(transcribe(client, spoken).json()["text"])
    assert "counted" not in heard
    assert {"under", "breath", "prayer"} <= set(heard)


def test_it_hears_the_same_each_time_and_with_other_beams(client: httpx.Client, recording: bytes) -> None:
    answers = [transcribe(client, recording, beam_size=beam).json()["text"] for beam in (1, 1, 5)]
    assert answers[0] == answers[1]
    assert word_errors(answers[0], answers[2]) < 0.1


def test_words_have_times_in_order(client: httpx.Client, recording: bytes) -> None:
    answer = transcribe(client, recording, response_format="verbose_json", granularities=["word", "segment"])
    verbose = answer.json()
    assert verbose.keys() == {"task", "language", "duration", "text", "words", "segments"}
    assert verbose["language"] == "en"
    assert verbose["duration"] == pytest.approx(len(samples_of(recording)) / 24_000, abs=1e-3)
    words = verbose["words"]
    assert " ".join(word["word"] for word in words).split() == verbose["text"].split()
    assert word_errors(SPOKEN, verbose["text"]) < 0.1
    times = [time for word in words for time in (word["start"], word["end"])]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] <= verbose["duration"]
    assert all(0 < word["probability"] <= 1 for word in words)
    assert "".join(segment["text"] for segment in verbose["segments"]).strip() == verbose["text"]
    assert [segment["id"] for segment in verbose["segments"]] == list(range(len(verbose["segments"])))


def test_words_are_left_out_where_only_segments_are_wanted(client: httpx.Client, recording: bytes) -> None:
    verbose = transcribe(client, recording, response_format="verbose_json").json()
    assert "words" not in verbose
    assert len(verbose["segments"]) >= 1


def test_plain_text(client: httpx.Client, recording: bytes) -> None:
    answer = transcribe(client, recording, response_format="text")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text == transcribe(client, recording).json()["text"]


def test_long_audio_is_heard_to_its_end(client: httpx.Client, recording: bytes) -> None:
    long = sound_file(np.tile(samples_of(recording), 4))
    answer = transcribe(client, long)
    assert float(answer.headers["x-audio-seconds"]) > 40
    assert word_errors(" ".join([SPOKEN] * 4), answer.json()["text"]) < 0.15


@pytest.mark.parametrize(
    ("container", "subtype", "rate", "channels"),
    [
        ("WAV", "PCM_16", 48_000, 2), ("WAV", "FLOAT", 24_000, 1), ("WAV", "PCM_24", 44_100, 1),
        ("RF64", "PCM_16", 24_000, 1), ("WAV", "FLOAT", 16_000, 2), ("FLAC", None, 24_000, 1),
        ("OGG", "OPUS", 24_000, 1), ("MP3", None, 24_000, 1),
    ],
)  # fmt: skip
def test_files_of_all_kinds(
    client: httpx.Client, recording: bytes, container: str, subtype: str | None, rate: int, channels: int
) -> None:
    samples = samples_of(recording)
    places = np.arange(int(len(samples) * rate / 24_000)) * (24_000 / rate)
    samples = np.interp(places, np.arange(len(samples)), samples).astype(np.float32)
    file = sound_file(np.stack([samples] * channels, axis=1), rate, container, subtype)
    assert word_errors(SPOKEN, transcribe(client, file).json()["text"]) < 0.1


def test_silence_is_no_error(client: httpx.Client) -> None:
    for seconds in (1 / 24_000, 0.01, 1):
        answer = transcribe(client, sound_file(np.zeros(max(1, int(seconds * 24_000)))))
        assert answer.status_code == 200


REFUSED: list[tuple[bytes | None, dict[str, Any], str, str | None]] = [
    (b"", {}, "audio_empty", "file"),
    (sound_file(np.zeros(0)), {}, "audio_empty", "file"),
    (b"no audio at all" * 20, {}, "audio_invalid", "file"),
    (sound_file(np.zeros(10))[:20], {}, "audio_invalid", "file"),
    (sound_file(np.full(100, np.nan), subtype="FLOAT"), {}, "audio_invalid", "file"),
    (sound_file(np.zeros(100), rate=1_000), {}, "audio_invalid", "file"),
    (sound_file(np.zeros(8_000 * 601), rate=8_000), {}, "audio_too_long", "file"),
    (None, {"language": "de"}, "language_not_supported", "language"),
    (None, {"language": "Japanese"}, "language_not_supported", "language"),
    (None, {"model": "whisper-1"}, "model_unknown", "model"),
    (None, {"response_format": "srt"}, "format_not_supported", "response_format"),
    (None, {"beam_size": 0}, "invalid_request", "beam_size"),
    (None, {"beam_size": 11}, "invalid_request", "beam_size"),
    (None, {"temperature": "warm"}, "invalid_request", "temperature"),
    (None, {"granularities": "letter"}, "invalid_request", "timestamp_granularities[].0"),
]


@pytest.mark.parametrize(("audio", "fields", "code", "param"), REFUSED)
def test_refusals(
    client: httpx.Client, recording: bytes, audio: bytes | None, fields: dict[str, Any], code: str, param: str | None
) -> None:
    answer = transcribe(client, recording if audio is None else audio, **fields)
    assert error_of(answer) == (400, code, param)


def test_refusals_name_what_there_is(client: httpx.Client, recording: bytes) -> None:
    assert "supports en, not de" in transcribe(client, recording, language="de").json()["error"]["message"]
    assert MODEL in transcribe(client, recording, model="whisper-1").json()["error"]["message"]
    too_long = transcribe(client, sound_file(np.zeros(8_000 * 601), rate=8_000))
    assert "600 seconds" in too_long.json()["error"]["message"]


def test_bodies_that_are_no_form(client: httpx.Client) -> None:
    for body in ({"json": {"file": "x"}}, {"data": {"model": MODEL}}):
        assert error_of(client.post(PATH, **body)) == (400, "invalid_request", "file")  # type: ignore[arg-type]
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert error_of(client.post(PATH, content=b"garbage", headers=headers))[:2] == (400, "invalid_request")


def test_large_bodies_are_refused_and_large_takes_are_not(client: httpx.Client) -> None:
    chunk = b"0" * (1 << 20)
    assert error_of(transcribe(client, chunk * 65))[:2] == (413, "body_too_large")
    assert error_of(transcribe(client, chunk * 20))[:2] == (400, "audio_invalid")


def test_ready_health_and_models_say_what_it_can(listener: Sidecar, client: httpx.Client) -> None:
    facts = {"model": MODEL, "languages": ["en"], "max_concurrency": 1, "max_audio_seconds": 600}
    assert listener.events[-1]["transcription"] == facts
    assert client.get("/v1/models").json()["transcription"] == facts
    assert facts.items() <= client.get("/health").json()["transcription"].items()


def test_metrics_count(listener: Sidecar, client: httpx.Client, recording: bytes) -> None:
    def counts() -> list[float]:
        names = [("qwen_tts_transcriptions_total", {"outcome": outcome}) for outcome in ("finished", "rejected")]
        return [
            *(sample(listener, name, **labels) for name, labels in names),
            sample(listener, "qwen_tts_transcription_audio_seconds_total"),
        ]

    before = counts()
    transcribe(client, recording)
    transcribe(client, b"")
    finished, rejected, seconds = (now - then for now, then in zip(counts(), before, strict=True))
    assert (finished, rejected) == (1, 1)
    assert seconds == pytest.approx(len(samples_of(recording)) / 24_000)
    assert sample(listener, "qwen_tts_transcription_cpu_seconds_total") > 0


def test_an_openai_client_is_understood(listener: Sidecar, recording: bytes) -> None:
    port = listener.events[-1]["port"]
    with OpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key=TOKEN) as openai:
        heard = openai.audio.transcriptions.create(
            model=MODEL, file=("take.wav", recording), response_format="verbose_json", timestamp_granularities=["word"]
        )
    assert word_errors(SPOKEN, heard.text) < 0.1
    assert heard.words
    assert heard.words[0].word.lower() == "the"
