"""Compares folders of finished files with those of the undisturbed run, byte for byte."""

from __future__ import annotations

import hashlib
from pathlib import Path

# SHA-256 by the path inside a folder.
Tree = dict[str, str]


def visible(folder: Path) -> Tree:
    """Hash every file that stands under a final name."""
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in _files(folder, hidden=False)}


def hidden(folder: Path) -> list[str]:
    """Name the files and folders that are not finished, or were left behind."""
    return _files(folder, hidden=True)


def _files(folder: Path, *, hidden: bool) -> list[str]:
    names = [path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file() or path.name[0] == "."]
    return [str(name) for name in names if any(part.startswith(".") for part in name.parts) == hidden]


def partial_under_final_name(folder: Path, reference: Tree) -> list[str]:
    """Find files under a final name that are not whole; a folder of chapters is whole or not there."""
    found = visible(folder)
    problems = _different(found, reference)
    shown = {str(Path(name).parent) for name in found if "-chapters/" in name}
    missing = [name for name in reference if str(Path(name).parent) in shown and name not in found]
    return problems + [f"{name} is missing in a folder that has its final name" for name in missing]


def difference(folder: Path, reference: Tree) -> list[str]:
    """Find everything that is not as after the undisturbed run."""
    found = visible(folder)
    missing = [f"{name} is missing" for name in reference if name not in found]
    return missing + _different(found, reference) + [f"{name} was left behind" for name in hidden(folder)]


def _different(found: Tree, reference: Tree) -> list[str]:
    problems = []
    for name, digest in found.items():
        if name not in reference:
            problems.append(f"{name} should not be there")
        elif reference[name] != digest:
            problems.append(f"{name} differs from the undisturbed run")
    return problems
