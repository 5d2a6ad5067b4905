"""Requests to the server, so many at once, and what became of them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle

import httpx

from harness import Sidecar
from qwen_tts_sidecar.engines.qwen.budget import frame_budget

SENTENCE = "The river was broad and quiet. Nobody spoke for a while, and then the boat moved on. "
FRAME_BYTES = 1_920 * 2
PATIENCE_SECONDS = 600.0
"""Longer than the stall timeout of the server for its engine."""


def text_of(frames: int) -> str:
    """Return a text whose budget is so many frames (or one less): the random model goes on until it is spent."""
    text = ""
    for character in cycle(SENTENCE):
        if frame_budget(text + character) > frames:
            return text
        text += character
    raise AssertionError


@dataclass(frozen=True, slots=True)
class Spoken:
    """One request: frames of audio, seconds to the first of it, rows of its generation, and what went wrong, if so."""

    frames: float
    first_seconds: float | None
    batch: int
    error: str | None


def speak_together(sidecar: Sidecar, text: str, seeds: Sequence[int]) -> list[Spoken]:
    """Speak the text with all seeds at once, streamed, and wait for the last."""
    with sidecar.client(timeout=PATIENCE_SECONDS) as client, ThreadPoolExecutor(len(seeds)) as threads:
        return list(threads.map(lambda seed: _speak(client, text, seed), seeds))


def _speak(client: httpx.Client, text: str, seed: int) -> Spoken:
    wanted = {"input": text, "language": "en", "seed": seed, "response_format": "pcm", "stream": True}
    started = time.perf_counter()
    size, first, request = 0, None, ""
    try:
        with client.stream("POST", "/v1/audio/speech", json=wanted) as answer:
            if answer.status_code != httpx.codes.OK:
                answer.read()
                trouble = answer.json()["error"]
                return Spoken(0, None, 0, f"{trouble['code']}: {trouble['message']}")
            request = answer.headers["X-Request-Id"]
            for chunk in answer.iter_raw():
                first = first or time.perf_counter() - started
                size += len(chunk)
    except httpx.HTTPError as error:
        if not request:
            return Spoken(0, None, 0, f"{type(error).__name__}: {error}")
    try:
        facts = client.get(f"/v1/requests/{request}").json()
    except httpx.HTTPError as error:
        return Spoken(size / FRAME_BYTES, first, 0, f"{type(error).__name__}: {error}")
    return Spoken(size / FRAME_BYTES, first, facts["batch_size"], facts["error"])
