"""Where the model runs and in which numbers. Imports torch."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import Any

import torch

from qwen_tts_sidecar.engines.qwen.options import DEVICES, QwenOptions
from qwen_tts_sidecar.startup import StartupCode, StartupError


@dataclass(frozen=True, slots=True)
class Placement:
    """`device` is a torch device (cpu, cuda:0, mps), `dtype` and `attention` are names of torch and transformers."""

    device: str
    dtype: str
    attention: str

    @property
    def torch_dtype(self) -> Any:
        """The dtype as torch has it."""
        return getattr(torch, self.dtype)


def choose_placement(options: QwenOptions) -> Placement:
    """Return the placement; StartupError for one that this machine does not have."""
    device = _device(options.device)
    dtype = options.dtype if options.dtype != "auto" else _dtype(device)
    if options.attention == "flash_attention_2" and not _has_flash(device, dtype):
        raise StartupError(
            StartupCode.DEVICE_UNAVAILABLE,
            "flash_attention_2 needs the package flash-attn, a CUDA device and a 16-bit dtype; set sidecar.attention "
            'of the profile (--attention) to "sdpa", or leave it out.',
        )
    automatic = "flash_attention_2" if _has_flash(device, dtype) else "sdpa"
    return Placement(device, dtype, automatic if options.attention == "auto" else options.attention)


def make_repeatable() -> None:
    """Keep cuDNN from kernels whose sums come out differently each time: the codec's upsampling has such ones.

    Only so does the same request, alone, give the same bytes on CUDA. It has no effect elsewhere.
    """
    torch.backends.cudnn.deterministic = True


def _device(wanted: str) -> str:
    if wanted == "auto":
        wanted = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    kind, _, number = wanted.partition(":")
    if kind not in ("cpu", "cuda", "mps") or (number and not (kind == "cuda" and number.isdecimal())):
        raise StartupError(StartupCode.INVALID_ARGUMENTS, f"There is no device {wanted}; there are {DEVICES}.")
    if kind == "cuda" and not (torch.cuda.is_available() and int(number or 0) < torch.cuda.device_count()):
        raise StartupError(
            StartupCode.DEVICE_UNAVAILABLE,
            f"There is no CUDA device {number or 0} here that this build of torch ({torch.__version__}) can use.",
        )
    if kind == "mps" and not torch.backends.mps.is_available():
        raise StartupError(StartupCode.DEVICE_UNAVAILABLE, "There is no MPS device here: it needs a Mac with Metal.")
    return f"cuda:{number or 0}" if kind == "cuda" else kind


def _dtype(device: str) -> str:
    if device.startswith("cuda"):
        with torch.cuda.device(device):  # is_bf16_supported is about the current device
            return "bfloat16" if torch.cuda.is_bf16_supported(including_emulation=False) else "float16"
    if device == "mps":
        try:
            torch.ones(2, 2, dtype=torch.bfloat16, device=device) @ torch.ones(
                2, 2, dtype=torch.bfloat16, device=device
            )
        except (RuntimeError, TypeError):
            return "float32"
        return "bfloat16"
    return "float32"


def _has_flash(device: str, dtype: str) -> bool:
    return (
        device.startswith("cuda")
        and dtype in ("bfloat16", "float16")
        and importlib.util.find_spec("flash_attn") is not None
    )
