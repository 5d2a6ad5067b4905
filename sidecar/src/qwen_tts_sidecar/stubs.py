"""Keeping libraries from being loaded that another library imports and never calls here."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType


def stub_module(name: str) -> None:
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


def hide_module(name: str) -> None:
    """Let a library be as if it were not installed; one that is loaded already stays."""
    # Python takes None for a module that cannot be found; its type hints do not know.
    sys.modules.setdefault(name, None)  # type: ignore[arg-type]
