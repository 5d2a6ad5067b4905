"""The most memory that the engine takes while it is measured.

On a card, `nvidia-smi` tells how much of it is in use; what was in use before the server began is taken off. torch does
not give back what it has reserved while there is enough, so looking now and then finds the peak. It holds CUDA's own
share, too, some hundreds of MiB. On a processor, it is the engine process's resident memory.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable

import psutil

EVERY_SECONDS = 1.0
Read = Callable[[], float | None]
"""Returns MiB, or None where they cannot be told."""


def card_memory(uuid: str | None) -> Read:
    """Return how to read the memory in use on a card; it reads None where nvidia-smi does not tell."""
    command = ["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits", f"--id={uuid}"]

    def read() -> float | None:
        if uuid is None:
            return None
        try:
            told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout
            return float(told)
        except (OSError, subprocess.SubprocessError, ValueError):
            return None

    return read


def process_memory(pid: int) -> Read:
    """Return how to read the resident memory of a process."""

    def read() -> float | None:
        try:
            return float(psutil.Process(pid).memory_info().rss) / (1 << 20)
        except psutil.Error:
            return None

    return read


class MemoryWatch:
    """Reads while its block runs; `peak` is the most that was read, in MiB, or None."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.peak: float | None = None

    def _look(self) -> None:
        read = self._read()
        if read is not None:
            self.peak = max(read, self.peak or 0.0)

    def _watch(self) -> None:
        while not self._over.wait(EVERY_SECONDS):
            self._look()

    def __enter__(self) -> MemoryWatch:
        self._look()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._look()
