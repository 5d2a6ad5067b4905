"""How much memory there is, how many requests fit into it, and which errors mean that it has run out. Imports torch."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import psutil
import torch

from qwen_tts_sidecar.engines.qwen.budget import LEFT_CONTEXT_FRAMES

MOST_ROWS = {"cuda": 16, "mps": 8, "cpu": 4}
"""Where more requests at once no longer make speech faster (published for 1.7B on an L40S: 13 times
realtime at 8, 18 at 16)."""

ROW_POSITIONS = 2_000
"""Prompt and frames of a request of 400 characters that runs to its budget, twice because the cache is copied."""

DECODED_FRAMES = 300
"""Frames that the codec decodes at once, over all rows: what qwen-tts itself decodes in one piece."""

SHARE_USED = 0.8
_CGROUP = Path("/sys/fs/cgroup")


def free_bytes(device: str) -> int:
    """Return the memory of the device that this process can still allocate."""
    if device.startswith("cuda"):
        free, _ = torch.cuda.mem_get_info(device)
        return int(free)
    if device == "mps":
        return int(torch.mps.recommended_max_memory() - torch.mps.driver_allocated_memory())
    return min(int(psutil.virtual_memory().available), _cgroup_bytes())


def _cgroup_bytes() -> int:
    try:
        limit, used = (int((_CGROUP / name).read_text()) for name in ("memory.max", "memory.current"))
    except (OSError, ValueError):  # no cgroup of version 2, or one without a limit ("max")
        return 1 << 62
    return max(0, limit - used)


def rows_that_fit(model: Any, device: str, free: int) -> int:
    """Return how many requests a generation may hold: as many as fit, from 1 to MOST_ROWS."""
    most = MOST_ROWS[device.partition(":")[0]]
    for_rows = free * SHARE_USED - _decoding_bytes(model)
    return max(1, min(most, int(for_rows // _row_bytes(model))))


def _row_bytes(model: Any) -> int:
    """Return the bytes of one request's keys and values over ROW_POSITIONS."""
    talker = model.config.talker_config
    position = 2 * talker.num_hidden_layers * talker.num_key_value_heads * talker.head_dim
    return int(position * ROW_POSITIONS * model.dtype.itemsize)


def _decoding_bytes(model: Any) -> int:
    """Return the bytes of decoding DECODED_FRAMES: about four tensors as wide as the decoder's last block."""
    codec = model.speech_tokenizer.model
    width = codec.config.decoder_config.decoder_dim // 2 ** len(codec.config.decoder_config.upsample_rates)
    samples = (DECODED_FRAMES + LEFT_CONTEXT_FRAMES) * codec.decode_upsample_rate
    return int(4 * width * samples * codec.dtype.itemsize)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an exception means that the device, or the machine, has no memory left."""
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)):
        return True
    # A plain RuntimeError is raised on MPS, on processors ("could not create a primitive" comes from oneDNN), and for
    # CUDA's libraries ("…_STATUS_ALLOC_FAILED").
    marks = (
        *("out of memory", "can't allocate memory", "not enough memory"),
        *("alloc_failed", "could not create a primitive"),
    )
    return isinstance(error, RuntimeError) and any(mark in str(error).lower() for mark in marks)


def release_memory(device: str) -> None:
    """Free the memory of caches."""
    gc.collect()
    if device.startswith("cuda"):
        torch.cuda.empty_cache()
    elif device == "mps":
        torch.mps.empty_cache()
