"""Importing qwen-tts where the libraries of its other tokenizer are not installed."""

from __future__ import annotations

import importlib
from typing import Any

from qwen_tts_sidecar.stubs import hide_module, stub_module

UNUSED_IMPORTS = ("torchaudio.compliance.kaldi", "sox", "onnxruntime")
"""What qwen-tts 0.1.1 imports on top of its modules and calls for the 25 Hz tokenizer only, never for the 12 Hz one."""

UNUSED_EXTRAS = ("sklearn",)
"""What transformers 4.57.3 imports where it is there, for generations not used here: a seventh of the import."""


def import_qwen_tts() -> Any:
    """Return the module `qwen_tts`; ImportError (or OSError from a broken library) when it cannot be had."""
    importlib.import_module("torch")
    for name in UNUSED_EXTRAS:
        hide_module(name)
    for name in UNUSED_IMPORTS:
        try:
            importlib.import_module(name)
        except (ImportError, OSError):  # OSError: PyPI's torchaudio beside a torch without CUDA
            stub_module(name)
    return importlib.import_module("qwen_tts")
