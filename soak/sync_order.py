"""Whether files are on the disk before they get their names, and their names before anything counts on them."""

from __future__ import annotations

from pathlib import Path

from interposer import Change

# A book, its chapters, a take, and a copy of the queue.
_CLASSES = ("output", "take", "backup")


def problems(changes: list[Change]) -> list[str]:
    """Find renames of files with unsynced writes, and new names that the queue could tell of before they are synced."""
    unsynced: set[Path] = set()
    unnamed: set[Path] = set()
    found = []
    for change in changes:
        if change.kind == "write":
            unsynced.add(change.path)
        elif change.kind == "sync":
            unsynced.discard(change.path)
        elif change.kind == "syncdir":
            unnamed = {path for path in unnamed if path.parent != change.path}
        elif change.kind == "rename" and change.file_class in _CLASSES:
            for paths, fault in ((unsynced, "its bytes are"), (unnamed, "its name is")):
                moved = {path for path in paths if path.is_relative_to(change.source)}
                paths -= moved
                found += [f"{path} moves before {fault} synced" for path in moved]
            unnamed.add(change.path)
    return found + [f"the folder of {path} is never synced" for path in unnamed]
