"""Measures one model at one batch size, on a server of its own: the real one, asked over HTTP."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median

from gpu_bench.load import Spoken, speak_together, text_of
from gpu_bench.memory_watch import MemoryWatch, Read, card_memory, process_memory
from gpu_bench.row import Row
from harness import SIDECAR, Sidecar

WARM_UP_FRAMES = 100
"""Of a generation before the measured ones: enough for each length of window that the codec decodes (25, 50, 75)."""

BATCH_WINDOW_SECONDS = "10"
"""So that a generation begins when all requests are there, however long 64 of them take to arrive."""

OUT_OF_MEMORY = "engine_out_of_memory"


@dataclass(frozen=True, slots=True)
class Work:
    """What is measured: `frames` of each request; generations until `seconds` have passed, at least one."""

    device: str
    dtype: str
    frames: int
    seconds: float


class NoFigures(Exception):
    """The batch size cannot be measured; the message says why. `failed` tells that from memory that is too small."""

    def __init__(self, message: str, *, failed: bool) -> None:
        super().__init__(message)
        self.failed = failed


def measure(row: Row, checkpoint: Path, work: Work, uuid: str | None, log: Path) -> None:
    """Fill in the row's figures, or its note; `uuid` is the card's. The server's stderr goes to `log`."""
    used_before = card_memory(uuid)() if work.device.startswith("cuda") else 0.0
    sidecar = Sidecar(
        *("--engine", "qwen", "--model", str(checkpoint), "--device", work.device, "--dtype", work.dtype),
        *("--max-concurrency", str(row.batch), "--batch-window", BATCH_WINDOW_SECONDS),
        environment={**os.environ, "PYTHONPATH": str(SIDECAR / "src")},
        log=log,
    )
    try:
        _await_ready(sidecar)
        with MemoryWatch(_memory(sidecar, work, uuid)) as memory:
            _speak(row, sidecar, work)
        if memory.peak is not None and used_before is not None:
            row.memory_mib = memory.peak - used_before
    except NoFigures as trouble:
        row.note, row.failed = str(trouble), trouble.failed
    finally:
        sidecar.end()


def _await_ready(sidecar: Sidecar) -> None:
    while (event := sidecar.next_event()) is not None:
        if event["event"] == "ready":
            return
        if event["event"] == "error":
            is_memory = "out of memory" in event["message"].lower()
            raise NoFigures(f"does not start: {event['code']}: {event['message']}", failed=not is_memory)
    raise NoFigures("does not start: the server ended without a word", failed=True)


def _memory(sidecar: Sidecar, work: Work, uuid: str | None) -> Read:
    if work.device.startswith("cuda"):
        return card_memory(uuid)
    (pid,) = sidecar.worker_pids()
    return process_memory(pid)


def _speak(row: Row, sidecar: Sidecar, work: Work) -> None:
    seeds = count(1)
    _generation(sidecar, row.batch, text_of(min(WARM_UP_FRAMES, work.frames)), seeds)
    text = text_of(work.frames)
    spoken: list[Spoken] = []
    started = time.perf_counter()
    while not spoken or time.perf_counter() - started < work.seconds:
        spoken += _generation(sidecar, row.batch, text, seeds)
        row.generations += 1
    seconds = time.perf_counter() - started
    lengths = {one.frames for one in spoken}
    if len(lengths) > 1:
        raise NoFigures(f"the requests are not of one length: {sorted(lengths)} frames", failed=True)
    row.frames_per_second = sum(one.frames for one in spoken) / seconds
    row.frames_per_request = lengths.pop()
    row.first_audio_seconds = median(one.first_seconds for one in spoken if one.first_seconds is not None)


def _generation(sidecar: Sidecar, batch: int, text: str, seeds: Iterator[int]) -> list[Spoken]:
    """Speak as many requests as the batch holds; NoFigures when they were not spoken together."""
    spoken = speak_together(sidecar, text, [next(seeds) for _ in range(batch)])
    check(spoken, batch)
    return spoken


def check(spoken: Sequence[Spoken], batch: int) -> None:
    """Raise NoFigures unless all requests were spoken, in one generation: the engine halves what has no memory."""
    errors = [one.error for one in spoken if one.error]
    together = max((one.batch for one in spoken if not one.error), default=0)
    if any(OUT_OF_MEMORY in error for error in errors) or (not errors and together < batch):
        went = f"; {together} at once went" if together else ""
        raise NoFigures(f"out of memory{went}", failed=False)
    if errors:
        raise NoFigures(f"{len(errors)} of {batch} requests failed: {errors[0]}", failed=True)
