"""The server takes a second engine as it is: its voices, limits, finish reasons and failures come through."""

from __future__ import annotations

import httpx
import pytest

from harness import Sidecar, pcm_request


@pytest.fixture
def client(scripted: Sidecar) -> httpx.Client:
    return scripted.client()


def test_its_description_is_in_the_ready_line(scripted: Sidecar) -> None:
    ready = scripted.events[-1]
    assert (ready["engine"], ready["model"], ready["sample_rate"]) == ("scripted", "script-1", 8_000)
    unknown = {"gender": None, "accent": None, "fingerprint": None}
    assert ready["voices"] == [{"id": "echo", "name": "Echo", "languages": ["fr-FR"], **unknown}]


def test_its_audio_limits_and_instructions(client: httpx.Client) -> None:
    body = {"input": "chunks=3", "response_format": "pcm", "instructions": "softly", "language": "French"}
    answer = client.post("/v1/audio/speech", json=body)
    assert answer.content == b"".join(bytes([index, 0]) * 1_000 for index in range(3))
    assert answer.headers["x-sample-rate"] == "8000"
    assert "x-ignored-parameters" not in answer.headers
    for change, code in (
        ({"input": "x" * 101}, "text_too_long"),
        ({"speed": 1.1}, "speed_out_of_range"),
        ({"voice": "mute"}, "voice_unavailable"),
        ({"language": "en"}, "language_not_supported"),
        ({"instructions": "impossible"}, "instructions_impossible"),
        ({"input": "end=reject"}, "text_not_speakable"),
    ):
        refused = client.post("/v1/audio/speech", json={**body, **change})
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, code)
    slow = client.post("/v1/audio/speech", json={**body, "speed": 0.5}).json()["error"]["message"]
    assert slow == "The engine scripted has one speed, 1; it does not speak at 0.5."


@pytest.mark.parametrize("reason", ["stop", "length"])
def test_finish_reasons(client: httpx.Client, reason: str) -> None:
    whole = client.post("/v1/audio/speech", json=pcm_request(f"end={reason}", voice="echo"))
    assert whole.headers["x-finish-reason"] == reason
    stream = client.post("/v1/audio/speech", json=pcm_request(f"end={reason}", voice="echo", stream=True))
    assert client.get(f"/v1/requests/{stream.headers['x-request-id']}").json()["finish_reason"] == reason
    events = client.post("/v1/audio/speech", json=pcm_request(f"end={reason}", voice="echo", stream_format="sse"))
    assert f'"finish_reason": "{reason}"' in events.text.splitlines()[-2]


@pytest.mark.parametrize("stream_format", ["audio", "sse"])
def test_failure_before_audio_is_an_answer_and_after_it_a_broken_stream(
    client: httpx.Client, stream_format: str
) -> None:
    body = pcm_request("chunks=0 end=fail", voice="echo", stream=True, stream_format=stream_format)
    assert client.post("/v1/audio/speech", json=body).status_code == 500
    body["input"] = "chunks=2 pause=0.1 end=fail"
    with pytest.raises(httpx.RemoteProtocolError):
        client.post("/v1/audio/speech", json=body)
    assert client.get("/health").status_code == 200
