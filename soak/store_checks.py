"""Looks into the queue without the program: whether it is sound, and whether it says what it should."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Rows = list[tuple[Any, ...]]

# What has to be the same after every resume. A take's row, and how many takes were found, depend on who came first.
FINAL = {
    "jobs": """
        SELECT id, outputBase, state, chapters, segments, segmentsDone, segmentsFailed, characters, charactersDone,
          takesAccepted, takesRejected, round(audioSeconds, 6), outputs, runID, errorCode FROM job ORDER BY id""",
    "chapters": "SELECT jobID, ordinal, title, segments, round(startSeconds, 6) FROM chapter ORDER BY jobID, ordinal",
    "segments": """
        SELECT jobID, segment.ordinal, chapter, text, boundary, state, verdict, take.key, file, checksum, samples
        FROM segment LEFT JOIN take ON take.id = takeID ORDER BY jobID, segment.ordinal""",
    "accepted takes": "SELECT key, file, checksum, samples FROM take WHERE verdict = 'accepted' ORDER BY key",
}

PLANNED = {
    "jobs": """
        SELECT id, source, title, outputBase, state, chapters, segments, characters, diagnostics
        FROM job ORDER BY id""",
    "segments": "SELECT jobID, ordinal, chapter, text, boundary, state FROM segment ORDER BY jobID, ordinal",
}

_HALF_ENQUEUED = """
    SELECT outputBase FROM job WHERE segments <> (SELECT count(*) FROM segment WHERE jobID = job.id)
      OR chapters <> (SELECT count(*) FROM chapter WHERE jobID = job.id)
      OR characters <> (SELECT sum(characters) FROM segment WHERE jobID = job.id)"""
_DONE_WITHOUT_TAKE = """
    SELECT segment.id FROM segment LEFT JOIN take ON take.id = takeID
    WHERE state = 'done' AND verdict IS NOT 'accepted'"""
_OUTPUTS = "SELECT value FROM job, json_each(outputs) WHERE state = 'completed'"


@contextlib.contextmanager
def opened(home: Path) -> Iterator[sqlite3.Connection]:
    """Open a copy of the queue with its journal, so that the original stays as the kill left it."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("queue.sqlite", "queue.sqlite-journal"):
            if (home / name).exists():
                shutil.copy(home / name, folder)
        connection = sqlite3.connect(Path(folder) / "queue.sqlite")
        try:
            yield connection
        finally:
            connection.close()


def rows(home: Path, queries: dict[str, str]) -> dict[str, Rows]:
    """Fetch what several queries find."""
    with opened(home) as connection:
        return {name: connection.execute(sql).fetchall() for name, sql in queries.items()}


def _faults(connection: sqlite3.Connection) -> list[str]:
    faults = [f"integrity_check: {row[0]}" for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    return faults + [f"foreign_key_check: {row}" for row in connection.execute("PRAGMA foreign_key_check")]


def damaged_backups(home: Path) -> list[str]:
    """Check every copy of the queue that has its final name."""
    problems = []
    for backup in sorted((home / "backups").glob("queue-*.sqlite")):
        with contextlib.closing(sqlite3.connect(f"{backup.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            has_jobs = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'segment'").fetchone()
            faults = _faults(connection) if has_jobs else ["it is empty"]
        problems += [f"the backup {backup.name}: {fault}" for fault in faults]
    return problems


def soundness(home: Path) -> list[str]:
    """Check the file itself, and what has to hold at every moment."""
    if not (home / "queue.sqlite").exists():
        return []
    with opened(home) as connection:
        problems = _faults(connection)
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'segment'").fetchone():
            return problems
        problems += [f"{base} is half enqueued" for (base,) in connection.execute(_HALF_ENQUEUED)]
        problems += [
            f"segment {segment} is done without a take" for (segment,) in connection.execute(_DONE_WITHOUT_TAKE)
        ]
        for (file,) in connection.execute("SELECT file FROM take WHERE verdict = 'accepted'"):
            if not (home / "takes" / file).exists():
                problems.append(f"the take {file} is in the queue, but not on the disk")
        for (file,) in connection.execute(_OUTPUTS):
            if not Path(file).exists():
                problems.append(f"{file} belongs to a completed job, but is not there")
    return problems


def difference(home: Path, queries: dict[str, str], reference: dict[str, Rows]) -> list[str]:
    """Tell which rows are not as in the reference."""
    problems = []
    for name, found in rows(home, queries).items():
        wanted = reference[name]
        if found == wanted:
            continue
        first = next((pair for pair in zip(found, wanted, strict=False) if pair[0] != pair[1]), None)
        detail = f"{first[0]} instead of {first[1]}" if first else f"{len(found)} instead of {len(wanted)} rows"
        problems.append(f"{name} in the queue: {detail}")
    return problems
