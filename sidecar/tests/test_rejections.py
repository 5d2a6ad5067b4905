"""Requests that cannot be answered: each has its status, its code and the field it is about."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from harness import Sidecar

CASES: list[tuple[dict[str, Any], str, str | None]] = [
    ({"input": ""}, "text_empty", "input"),
    ({"input": " \n\t "}, "text_empty", "input"),
    ({"input": "..."}, "text_not_speakable", "input"),
    ({"input": "—?!"}, "text_not_speakable", "input"),
    ({"input": "* * *"}, "text_not_speakable", "input"),
    ({"input": "\u200b\x00"}, "text_not_speakable", "input"),
    ({"input": "你好世界"}, "text_not_speakable", "input"),
    ({"input": "😀"}, "text_not_speakable", "input"),
    ({"input": "...", "stream": True, "response_format": "pcm"}, "text_not_speakable", "input"),
    ({"input": "a " * 5_001}, "text_too_long", "input"),
    ({"input": 7}, "invalid_request", "input"),
    ({}, "invalid_request", "input"),
    ({"input": "Hi.", "voice": "alloy"}, "voice_unknown", "voice"),
    ({"input": "Hi.", "voice": "emma"}, "voice_unavailable", "voice"),
    ({"input": "Hi.", "voice": 3}, "invalid_request", "voice"),
    ({"input": "Hi.", "speed": 0.1}, "speed_out_of_range", "speed"),
    ({"input": "Hi.", "speed": 2.1}, "speed_out_of_range", "speed"),
    ({"input": "Hi.", "speed": "quick"}, "invalid_request", "speed"),
    ({"input": "Hi.", "seed": -1}, "invalid_request", "seed"),
    ({"input": "Hi.", "seed": 1.5}, "invalid_request", "seed"),
    ({"input": "Hi.", "seed": 2**64}, "invalid_request", "seed"),
    ({"input": "Hi.", "language": "de"}, "language_not_supported", "language"),
    ({"input": "Hi.", "language": "Japanese"}, "language_not_supported", "language"),
    ({"input": "Hi.", "response_format": "aac"}, "format_not_supported", "response_format"),
    ({"input": "Hi.", "response_format": "mp3", "stream": True}, "format_not_streamable", "response_format"),
    ({"input": "Hi.", "stream_format": "morse"}, "invalid_request", "stream_format"),
]


@pytest.mark.parametrize(("body", "code", "param"), CASES)
def test_bad_requests(http: httpx.Client, body: dict[str, Any], code: str, param: str | None) -> None:
    answer = http.post("/v1/audio/speech", json=body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/json"
    error = answer.json()["error"]
    assert error.keys() == {"message", "type", "param", "code"}
    assert (error["code"], error["param"], error["type"]) == (code, param, "invalid_request_error")


@pytest.mark.parametrize("content", [b"{", b"", b"[]", b'"x"', b"\xff"])
def test_bodies_that_are_no_json_object(http: httpx.Client, content: bytes) -> None:
    answer = http.post("/v1/audio/speech", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] in ("invalid_json", "invalid_request")


@pytest.mark.parametrize("voice", ["alloy", "emma"])
def test_voice_errors_name_what_is_there(http: httpx.Client, voice: str) -> None:
    message = http.post("/v1/audio/speech", json={"input": "Hi.", "voice": voice}).json()["error"]["message"]
    assert voice in message
    assert "Available: heart" in message


def test_length_limit_is_in_the_ready_line_and_is_the_real_one(embedded: Sidecar, http: httpx.Client) -> None:
    limit = embedded.events[-1]["max_input_characters"]
    too_long = http.post("/v1/audio/speech", json={"input": "a" * (limit + 1)})
    assert str(limit) in too_long.json()["error"]["message"]
    just_right = {"input": "Hi." + " " * (limit - 3), "response_format": "pcm"}
    assert http.post("/v1/audio/speech", json=just_right).status_code == 200


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("GET", "/tts", 405)])
def test_unknown_routes_answer_in_the_same_shape(http: httpx.Client, method: str, path: str, status: int) -> None:
    answer = http.request(method, path)
    assert answer.status_code == status
    assert answer.json()["error"]["code"] in ("not_found", "method_not_allowed")
