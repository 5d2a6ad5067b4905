"""Has every book that stands checked by the program itself, against its manifest and its source."""

from __future__ import annotations

from narration import Narration

SUFFIXES = (".wav", ".flac", ".mp3")


def unproven(narration: Narration) -> list[str]:
    """Find books under their final names that are not good; one has its name only after its manifest has."""
    files = [path for path in sorted(narration.output.rglob("*")) if path.suffix in SUFFIXES]
    books = [str(path) for path in files if not path.name.startswith(".") and "-chapters" not in str(path.parent)]
    ended = narration.call("verify", *books) if books else None
    return [f"{ended.problem} {ended.output.strip()}"] if ended and ended.exit_code != 0 else []
