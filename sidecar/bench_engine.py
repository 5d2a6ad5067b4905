"""Bare engine bench: the yardstick that the server is measured against.

Reads JSON lines of {"text", "voice", "speed", "seed"}, loads the engine in N processes, waits until all are loaded,
synthesises everything with no HTTP and no server between, and prints one JSON object:
{"wall_seconds", "audio_seconds", "processes", "segments"}. The wall clock starts after the last process has loaded.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import time
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

Segment = dict[str, Any]


def synthesise_from(segments: Queue[Segment | None], reports: Queue[int]) -> None:
    """Load hibari, report -1 as "loaded", then report the number of samples of each segment until None comes."""
    from hibari import Hibari
    from hibari.voices import voice_path

    engines: dict[str, Any] = {}

    def engine(voice: str) -> Any:
        if voice not in engines:
            engines[voice] = Hibari(voice=voice, model=voice_path(voice, download_missing=False), threads=1)
        return engines[voice]

    engine("heart")("Warm up.", seed=0)
    reports.put(-1)
    while (segment := segments.get()) is not None:
        audio = engine(segment.get("voice") or "heart")(
            segment["text"], speed=segment.get("speed") or 1.0, seed=segment.get("seed") or 0
        )
        reports.put(len(audio))


def bench(segments: list[Segment], processes: int) -> dict[str, float | int]:
    """Synthesise the segments on so many processes; seconds of wall clock and of audio (24 kHz)."""
    os.environ["OMP_NUM_THREADS"] = "1"
    context = multiprocessing.get_context("spawn")
    work: Queue[Segment | None] = context.Queue()
    reports: Queue[int] = context.Queue()
    workers = [context.Process(target=synthesise_from, args=(work, reports), daemon=True) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for _ in workers:
        reports.get(timeout=120)
    started = time.perf_counter()
    for segment in segments:
        work.put(segment)
    samples = sum(reports.get() for _ in segments)
    wall = time.perf_counter() - started
    for _ in workers:
        work.put(None)
    for worker in workers:
        worker.join()
    return {
        "wall_seconds": round(wall, 3),
        "audio_seconds": round(samples / 24_000, 3),
        "processes": processes,
        "segments": len(segments),
    }


def main() -> None:
    """Parse the command line, run the bench, print its JSON."""
    parser = argparse.ArgumentParser(description="Bare engine bench: no HTTP, one JSON object on stdout.")
    parser.add_argument("segments", type=Path, help='JSON lines of {"text", "voice", "speed", "seed"}')
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    lines = arguments.segments.read_text(encoding="utf-8").splitlines()
    print(json.dumps(bench([json.loads(line) for line in lines if line.strip()], arguments.processes)))


if __name__ == "__main__":
    main()
