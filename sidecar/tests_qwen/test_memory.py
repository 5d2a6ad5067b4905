"""Memory stays what it was, generation after generation. `soak.py` goes on for longer, by hand."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from harness import Sidecar
from tests_qwen.conftest import MakeCheckpoint, StartQwen
from tests_qwen.soak import growth, resident_megabytes, speak_generations


def test_memory_does_not_grow_with_generations(start_qwen: StartQwen, checkpoint: MakeCheckpoint) -> None:
    sidecar = start_qwen(checkpoint())
    (pid,) = sidecar.worker_pids()
    speak_generations(sidecar, 20)  # what is loaded and cached once
    sizes = []
    for _ in range(6):
        speak_generations(sidecar, 5)
        sizes.append(resident_megabytes(pid))
    assert growth(sizes) < 0.4, sizes  # MB for each 5 generations


@pytest.mark.parametrize(
    ("device", "free_gigabytes", "rows"),
    [
        ("cuda:0", 0.1, 1), ("cuda:0", 1.0, 1), ("cuda:0", 3.0, 8), ("cuda:0", 60.0, 16),
        ("mps", 60.0, 8), ("cpu", 60.0, 4),
    ],
)  # fmt: skip
def test_the_free_memory_decides_how_many_are_spoken_at_once(device: str, free_gigabytes: float, rows: int) -> None:
    """With the shape of the 1.7B checkpoints in bfloat16."""
    import torch

    from qwen_tts_sidecar.engines.qwen.memory import rows_that_fit

    talker = SimpleNamespace(num_hidden_layers=28, num_key_value_heads=8, head_dim=128)
    decoder = SimpleNamespace(decoder_dim=1536, upsample_rates=[8, 5, 4, 3])
    codec = SimpleNamespace(
        config=SimpleNamespace(decoder_config=decoder), decode_upsample_rate=1920, dtype=torch.bfloat16
    )  # fmt: skip
    tokenizer = SimpleNamespace(model=codec)
    model = SimpleNamespace(
        config=SimpleNamespace(talker_config=talker), dtype=torch.bfloat16, speech_tokenizer=tokenizer
    )  # fmt: skip
    assert rows_that_fit(model, device, int(free_gigabytes * 1e9)) == rows


@pytest.mark.parametrize(
    ("message", "is_memory"),
    [
        ("CUDA error: out of memory", True),
        ("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`", True),
        ("cuDNN error: CUDNN_STATUS_ALLOC_FAILED", True),
        ("[enforce fail at alloc_cpu.cpp:121] . DefaultCPUAllocator: can't allocate memory: you tried", True),
        ("could not create a primitive", True),
        ("CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasGemmEx`", False),
    ],
)
def test_errors_of_the_libraries_below_tell_of_memory(message: str, is_memory: bool) -> None:
    from qwen_tts_sidecar.engines.qwen.memory import is_out_of_memory

    assert is_out_of_memory(RuntimeError(message)) == is_memory


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_server_itself_never_loads_torch(qwen: Sidecar) -> None:
    assert "libtorch" not in Path(f"/proc/{qwen.process.pid}/maps").read_text()
    (pid,) = qwen.worker_pids()
    assert "libtorch" in Path(f"/proc/{pid}/maps").read_text()
