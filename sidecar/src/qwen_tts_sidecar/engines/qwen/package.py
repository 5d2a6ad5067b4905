"""Importing qwen-tts where the libraries of its other tokenizer are not there."""

from __future__ import annotations

import importlib
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

UNUSED_IMPORTS = ("torchaudio.compliance.kaldi", "sox", "onnxruntime")
"""What qwen-tts 0.1.1 imports on top of its modules and calls for the 25 Hz tokenizer only, never for the 12 Hz one."""


def import_qwen_tts() -> Any:
    """Return the module `qwen_tts`; ImportError (or OSError from a broken library) when it cannot be had."""
    importlib.import_module("torch")
    for name in UNUSED_IMPORTS:
        try:
            importlib.import_module(name)
        except (ImportError, OSError):  # OSError: PyPI's torchaudio beside a torch without CUDA
            _stand_in(name)
    return importlib.import_module("qwen_tts")


def _stand_in(name: str) -> None:
    """Put empty modules where `name` and its packages would be."""
    top = name.split(".")[0]
    for loaded in [module for module in sys.modules if module == top or module.startswith(f"{top}.")]:
        del sys.modules[loaded]
    parent: ModuleType | None = None
    path = ""
    for part in name.split("."):
        path = f"{path}.{part}" if path else part
        module = ModuleType(path)
        module.__spec__ = ModuleSpec(path, None, is_package=True)
        module.__path__ = []
        sys.modules[path] = module
        if parent is not None:
            setattr(parent, part, module)
        parent = module
