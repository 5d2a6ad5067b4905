"""The device to measure on: whether it is there, what it is, and how fast it reads its memory."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

COPIED_BYTES = {"cuda": 1 << 30, "cpu": 1 << 26}
"""Far more than the caches hold, and little of the memory."""

COPIES = 20


class NoDevice(Exception):
    """There is no such device here; the message says why."""


@dataclass(frozen=True, slots=True)
class Card:
    """A device that torch can use.

    `uuid` names it to nvidia-smi, None where it has no such name. `bytes_per_second` is its memory's measured rate:
    bytes read and written a second while large tensors are copied.
    """

    name: str
    uuid: str | None
    memory_bytes: int
    bytes_per_second: float
    torch: str
    cuda: str | None


def look_at(device: str) -> Card:
    """Return the card; NoDevice when torch cannot use it. For a process of its own: torch keeps memory of the card."""
    import torch

    if not device.startswith("cuda"):
        return Card("processor", None, 0, _copy_rate(device), torch.__version__, None)
    if torch.version.cuda is None:
        raise NoDevice(f"this build of torch ({torch.__version__}) is one without CUDA")
    try:
        torch.ones(1, device=device)
        facts = torch.cuda.get_device_properties(device)
    except (RuntimeError, AssertionError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise NoDevice(f"torch {torch.__version__} (CUDA {torch.version.cuda}) cannot use {device}: {reason}") from None
    uuid = f"GPU-{str(facts.uuid).removeprefix('GPU-')}" if hasattr(facts, "uuid") else None
    return Card(facts.name, uuid, facts.total_memory, _copy_rate(device), torch.__version__, torch.version.cuda)


def _copy_rate(device: str) -> float:
    """Return the bytes a second that a copy reads and writes together; the best of three tries."""
    import torch

    source = torch.zeros(COPIED_BYTES[device.partition(":")[0]], dtype=torch.uint8, device=device)
    target = torch.empty_like(source)
    seconds = min(_seconds(lambda: target.copy_(source), device) for _ in range(3))
    return float(2 * source.numel() * COPIES / seconds)


def _seconds(copy: Callable[[], Any], device: str) -> float:
    """Return the seconds that COPIES copies take, after one that does not count."""
    copy()
    _wait(device)
    started = time.perf_counter()
    for _ in range(COPIES):
        copy()
    _wait(device)
    return time.perf_counter() - started


def _wait(device: str) -> None:
    import torch

    if device.startswith("cuda"):
        torch.cuda.synchronize(device)
