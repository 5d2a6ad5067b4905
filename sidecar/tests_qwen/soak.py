"""Many generations on a tiny checkpoint, and how much memory the engine process holds after each hundred.

`python -m tests_qwen.soak --generations 1000` prints a table; it takes half an hour on one slow core. For a
GPU, watch its memory beside (`nvidia-smi --query-gpu=memory.used --format=csv --loop=10`).
"""

from __future__ import annotations

import argparse
import random
import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from statistics import median

import psutil

from harness import Sidecar, running
from tests_qwen.asking import speak

WORDS = ("the", "river", "was", "broad", "and", "quiet", "nobody", "spoke", "for", "a", "while", "then", "boat")
ROWS = 4


def speak_generations(sidecar: Sidecar, count: int, seed: int = 1) -> None:
    """Speak about so many generations of ROWS texts of all lengths."""
    choice = random.Random(seed)
    texts = [" ".join(choice.choices(WORDS, k=choice.randint(1, 12))) for _ in range(count * ROWS)]
    with ThreadPoolExecutor(ROWS) as threads:
        list(threads.map(lambda numbered: speak(sidecar, numbered[1], seed=numbered[0]), enumerate(texts)))


def resident_megabytes(pid: int) -> float:
    """Return the memory that a process holds in RAM."""
    return float(psutil.Process(pid).memory_info().rss) / 1e6


def growth(sizes: list[float]) -> float:
    """Return the median of the changes from one size to the next: a cache fills up once, a leak shows in every step."""
    return median(later - earlier for earlier, later in pairwise(sizes))


def main() -> None:
    """Parse the command line, run, print."""
    from qwen_tts_sidecar.engines.qwen.package import import_qwen_tts
    from tests_qwen.conftest import ENVIRONMENT, qwen_arguments
    from tests_qwen.tiny_checkpoint import make_checkpoint

    parser = argparse.ArgumentParser(description="Look for memory that grows with generations.")
    parser.add_argument("--generations", type=int, default=1_000)
    parser.add_argument("--every", type=int, default=100)
    parser.add_argument("--model", type=Path, help="a real checkpoint instead of a tiny one")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.model
        if folder is None:
            import_qwen_tts()
            folder = make_checkpoint(Path(scratch) / "tiny")
        with running(*qwen_arguments(folder), environment=ENVIRONMENT) as sidecar:
            (pid,) = sidecar.worker_pids()
            sizes = []
            print("generations  resident MB")
            for done in range(0, arguments.generations, arguments.every):
                speak_generations(sidecar, arguments.every, seed=done)
                sizes.append(resident_megabytes(pid))
                print(f"{done + arguments.every:11d}  {sizes[-1]:11.1f}", flush=True)
            print(f"growth: {growth(sizes):+.2f} MB for each {arguments.every} generations")


if __name__ == "__main__":
    main()
