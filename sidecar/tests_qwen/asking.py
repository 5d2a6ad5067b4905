"""Requests to a server under test, and what their answers hold."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import numpy as np

from harness import Sidecar

FRAME_BYTES = 1920 * 2
WINDOW_DIFFERENCE = round(0.005 * 32_768)
"""Most that the windows change: qwen-tts decodes 300 frames in one piece, the engine 50, each with 25 frames before."""


def body(text: str, **fields: Any) -> dict[str, Any]:
    return {"input": text, "response_format": "pcm", "seed": 11, **fields}


def speak(sidecar: Sidecar, text: str, **fields: Any) -> httpx.Response:
    with sidecar.client() as client:
        answer = client.post("/v1/audio/speech", json=body(text, **fields))
    assert answer.status_code == 200, answer.text
    return answer


def speak_together(sidecar: Sidecar, requests: list[dict[str, Any]]) -> list[httpx.Response]:
    """Ask for all at once, so that they are spoken in one generation if the engine takes as many."""
    with ThreadPoolExecutor(len(requests)) as threads:
        return list(threads.map(lambda request: speak(sidecar, **request), requests))


def frames(answer: httpx.Response) -> float:
    return len(answer.content) / FRAME_BYTES


def largest_difference(one: bytes, other: bytes) -> int:
    """The largest difference of two recordings of the same length, in steps of 16-bit samples."""
    first, second = (np.frombuffer(pcm, "<i2").astype(np.int32) for pcm in (one, other))
    assert len(first) == len(second)
    return int(np.abs(first - second).max())
