"""The routes of the older desktop sidecar."""

from __future__ import annotations

import base64
import io
import json
import socket
import wave

import httpx
import pytest

from conftest import ScriptedStart
from harness import TEXT, pcm_request


def test_tts_gives_a_wav_in_json(http: httpx.Client) -> None:
    answer = http.post("/tts", json={"text": TEXT, "voice": "heart", "seed": 11}).json()
    with wave.open(io.BytesIO(base64.b64decode(answer["audio_base64"]))) as sound:
        pcm = sound.readframes(-1)
    assert answer["sample_rate"] == 24_000
    assert answer["duration"] == pytest.approx(len(pcm) / 48_000)
    assert pcm == http.post("/v1/audio/speech", json=pcm_request()).content


def test_tts_stream_gives_the_same_samples_as_events(http: httpx.Client) -> None:
    answer = http.post("/tts/stream", json={"text": TEXT, "seed": 11})
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: ")]
    pcm = b"".join(base64.b64decode(event["audio_base64"]) for event in events[:-1])
    assert pcm == http.post("/v1/audio/speech", json=pcm_request()).content
    assert [event["done"] for event in events] == [False] * (len(events) - 1) + [True]
    assert events[-1]["duration"] == pytest.approx(len(pcm) / 48_000)


def test_voices(http: httpx.Client) -> None:
    answer = http.get("/voices").json()
    assert answer == http.get("/v1/audio/voices").json()
    assert [voice["id"] for voice in answer["voices"]] == ["heart"]
    assert answer["default"] == "heart"
    assert set(answer["unavailable"]) == {"emma", "fenrir", "fable", "kore"}


@pytest.mark.parametrize("path", ["/tts", "/tts/stream"])
def test_text_that_cannot_be_spoken(http: httpx.Client, path: str) -> None:
    answer = http.post(path, json={"text": "..."})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "text_not_speakable")


def test_fixed_port(start_scripted: ScriptedStart) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert start_scripted("--port", str(port)).events[-1]["port"] == port
