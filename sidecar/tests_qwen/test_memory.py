"""Memory stays what it was, generation after generation. `soak.py` goes on for longer, by hand."""

from __future__ import annotations

from harness import Sidecar
from tests_qwen.soak import growth, resident_megabytes, speak_generations


def test_memory_does_not_grow_with_generations(qwen: Sidecar) -> None:
    (pid,) = qwen.worker_pids()
    speak_generations(qwen, 30)  # what is loaded and cached once
    sizes = []
    for _ in range(6):
        speak_generations(qwen, 12)
        sizes.append(resident_megabytes(pid))
    assert growth(sizes) < 0.5, sizes  # MB for each 12 generations
