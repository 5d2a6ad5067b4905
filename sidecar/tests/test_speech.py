"""Speech from the embedded engine: the same bytes every time, streamed or whole, in every format."""

from __future__ import annotations

import base64
import io
import json
import wave
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import numpy as np
import pytest
import soundfile
from openai import OpenAI

from harness import LONG_TEXT, TEXT, TOKEN, Sidecar, pcm_request


def speak(client: httpx.Client, **body: object) -> httpx.Response:
    answer = client.post("/v1/audio/speech", json=body)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.fixture(scope="module")
def reference(embedded: Sidecar) -> bytes:
    with embedded.client() as client:
        return speak(client, **pcm_request()).content


def test_it_is_speech_and_not_silence(reference: bytes) -> None:
    samples = np.frombuffer(reference, "<i2").astype(np.float64) / 32_768
    seconds = len(samples) / 24_000
    assert len(TEXT) / 25 < seconds < len(TEXT) / 10
    assert 0.05 < np.abs(samples).max() < 1.0
    assert np.sqrt(np.mean(samples**2)) > 0.01


def test_same_request_same_bytes_whichever_process_and_whatever_ran_before(embedded: Sidecar, reference: bytes) -> None:
    def take(number: int) -> bytes:
        with embedded.client() as client:
            if number % 3 == 0:  # something else in between, with another seed and length
                speak(client, **pcm_request(f"Interlude number {number}.", seed=number))
            return speak(client, **pcm_request()).content

    with ThreadPoolExecutor(8) as threads:
        takes = list(threads.map(take, range(16)))
    assert all(audio == reference for audio in takes)


@pytest.mark.parametrize("change", [{"seed": 12}, {"speed": 1.2}, {"text": TEXT + " Yes."}])
def test_other_seed_speed_or_text_gives_other_bytes(
    http: httpx.Client, reference: bytes, change: dict[str, Any]
) -> None:
    assert speak(http, **pcm_request(**change)).content != reference


def test_speed_shortens_or_stretches(http: httpx.Client, reference: bytes) -> None:
    for speed in (0.25, 0.5, 1.5, 2.0):
        audio = speak(http, **pcm_request(speed=speed)).content
        assert len(audio) / len(reference) == pytest.approx(1 / speed, rel=0.2), speed


def test_stream_gives_the_same_samples_in_several_chunks(http: httpx.Client, reference: bytes) -> None:
    with http.stream("POST", "/v1/audio/speech", json=pcm_request(stream=True)) as answer:
        chunks = list(answer.iter_raw())
    assert answer.headers["transfer-encoding"] == "chunked"
    assert answer.headers["content-type"] == "audio/pcm"
    assert b"".join(chunks) == reference


def test_stream_sends_the_first_sentence_before_the_last_is_made(http: httpx.Client) -> None:
    with http.stream("POST", "/v1/audio/speech", json=pcm_request(LONG_TEXT, stream=True)) as answer:
        chunks = answer.iter_raw()  # dropping it would close the stream
        next(chunks)
        state = http.get(f"/v1/requests/{answer.headers['x-request-id']}").json()
    assert state["state"] == "running"
    assert state["finish_reason"] is None


def test_server_sent_events_give_the_same_samples(http: httpx.Client, reference: bytes) -> None:
    answer = http.post("/v1/audio/speech", json={**pcm_request(), "stream_format": "sse"})
    events = [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: ")]
    audio = b"".join(base64.b64decode(event["audio"]) for event in events if event["type"] == "speech.audio.delta")
    assert audio == reference
    assert events[-1]["type"] == "speech.audio.done"
    assert (events[-1]["finish_reason"], events[-1]["bytes"]) == ("stop", len(reference))


@pytest.mark.parametrize(
    ("container", "media_type", "subtype"),
    [
        ("wav", "audio/wav", "PCM_16"), ("flac", "audio/flac", "PCM_16"),
        ("mp3", "audio/mpeg", "MPEG_LAYER_III"), ("opus", "audio/ogg", "OPUS"),
    ],
)  # fmt: skip
def test_containers_hold_the_same_audio(
    http: httpx.Client, reference: bytes, container: str, media_type: str, subtype: str
) -> None:
    answer = speak(http, **{**pcm_request(), "response_format": container})
    info = soundfile.info(io.BytesIO(answer.content))
    assert answer.headers["content-type"] == media_type
    assert (info.subtype, info.samplerate, info.channels) == (subtype, 24_000, 1)
    assert info.frames == pytest.approx(len(reference) // 2, abs=3_000)
    if container in ("wav", "flac"):
        samples, _ = soundfile.read(io.BytesIO(answer.content), dtype="int16")
        assert samples.tobytes() == reference


def test_wav_header_is_right(http: httpx.Client, reference: bytes) -> None:
    answer = speak(http, **{**pcm_request(), "response_format": "wav"})
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert sound.getparams()[:4] == (1, 2, 24_000, len(reference) // 2)
        assert sound.readframes(-1) == reference


def test_headers_tell_the_outcome(http: httpx.Client) -> None:
    headers = {"X-Request-Id": "chapter-3.take-1"}
    body = pcm_request("Hello 你好.", instructions="whisper", ref_audio="x.wav")
    answer = http.post("/v1/audio/speech", json=body, headers=headers)
    told = {name: answer.headers[f"x-{name}"] for name in ("request-id", "sample-rate", "channels", "seed", "voice")}
    assert told == {
        "request-id": "chapter-3.take-1", "sample-rate": "24000", "channels": "1", "seed": "11", "voice": "heart",
    }  # fmt: skip
    assert answer.headers["x-finish-reason"] == "stop"
    assert answer.headers["x-ignored-parameters"] == "instructions, ref_audio"
    assert answer.headers["x-unspoken-characters"] == "2"
    assert float(answer.headers["x-engine-seconds"]) > 0


def test_a_seed_chosen_by_the_server_repeats_the_take(http: httpx.Client) -> None:
    body = {key: value for key, value in pcm_request().items() if key != "seed"}
    first, second = speak(http, **body), speak(http, **body)
    assert first.content != second.content
    assert speak(http, **body, seed=int(first.headers["x-seed"])).content == first.content


def test_outcome_of_a_stream_can_be_asked_for(http: httpx.Client, reference: bytes) -> None:
    with http.stream("POST", "/v1/audio/speech", json=pcm_request(stream=True)) as answer:
        answer.read()
    outcome = http.get(f"/v1/requests/{answer.headers['x-request-id']}").json()
    assert (outcome["state"], outcome["finish_reason"], outcome["error"]) == ("finished", "stop", None)
    assert outcome["samples"] == len(reference) // 2
    assert outcome["audio_seconds"] == pytest.approx(len(reference) / 48_000)
    assert http.get("/v1/requests/unheard-of").status_code == 404


@pytest.mark.parametrize("language", ["en", "en-US", "EN_us", "English", "auto", "en-GB"])
def test_languages_of_the_voice_are_taken(http: httpx.Client, language: str) -> None:
    speak(http, **pcm_request("Hello.", language=language))


@pytest.mark.parametrize(
    ("longer", "shorter"),
    [
        ("It cost 10€ in all.", "It cost in all."),
        ("supercalifragilisticexpialidociousandmore", "supercalifragilisticexpi"),
        ("See [this](that) now.", "See this now."),
        ("e\u0301t\u00e9", "t\u00e9"),
        ("the quick brown fox " * 60, "the quick brown fox " * 30),
    ],
)
def test_nothing_of_the_text_is_dropped_in_silence(http: httpx.Client, longer: str, shorter: str) -> None:
    spoken = speak(http, **pcm_request(longer))
    assert len(spoken.content) > 1.08 * len(speak(http, **pcm_request(shorter)).content)
    assert spoken.headers["x-unspoken-characters"] == "0"


def test_official_openai_client_gets_speech(embedded: Sidecar, reference: bytes) -> None:
    openai = OpenAI(base_url=f"http://127.0.0.1:{embedded.events[-1]['port']}/v1", api_key=TOKEN, max_retries=0)
    default = openai.audio.speech.create(model="tts-1", voice="heart", input=TEXT)
    assert soundfile.info(io.BytesIO(default.content)).format == "MP3"
    wav = openai.audio.speech.create(
        model="tts-1", voice="heart", input=TEXT, response_format="wav", extra_body={"seed": 11}
    )
    assert wav.content[44:] == reference
    extra = {"seed": 11, "stream": True}
    with openai.audio.speech.with_streaming_response.create(
        model="tts-1", voice="heart", input=TEXT, response_format="pcm", extra_body=extra
    ) as stream:
        assert b"".join(stream.iter_bytes()) == reference
    assert [model.id for model in openai.models.list()] == ["hibari-tts-0.2.1"]
