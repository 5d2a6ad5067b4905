"""Runs programs and tells what they took: wall time, and the most memory that their processes held."""

from __future__ import annotations

import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Measured:
    """One finished program."""

    wall_seconds: float
    exit_code: int
    output: str
    # The most resident memory in MiB, by the program's name.
    peak_mib: dict[str, float] = field(default_factory=dict)


def _children() -> dict[int, list[int]]:
    tree: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue
        tree.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    return tree


def _resident_mib(pid: int) -> tuple[str, float]:
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    return status["Name"].strip(), int(status.get("VmRSS", "0 kB").split()[0]) / 1024


def _sample(root: int) -> dict[str, float]:
    """Resident memory of a process and everything below it, summed by program name."""
    tree, waiting = _children(), [root]
    sums: dict[str, float] = {}
    while waiting:
        pid = waiting.pop()
        waiting += tree.get(pid, [])
        try:
            name, mib = _resident_mib(pid)
        except (OSError, KeyError, ValueError):
            continue
        sums[name] = sums.get(name, 0) + mib
    return sums


def run(
    command: list[str],
    *,
    watch_memory: bool = False,
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
) -> Measured:
    """Run a program to its end; `watch_memory` samples its whole process tree every two seconds."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env, cwd=cwd)
    peaks: dict[str, float] = {}

    def watch() -> None:
        while process.poll() is None:
            for name, mib in _sample(process.pid).items():
                peaks[name] = max(peaks.get(name, 0), mib)
            time.sleep(2)

    watcher = threading.Thread(target=watch, daemon=True)
    if watch_memory:
        watcher.start()
    output, _ = process.communicate()
    wall = time.perf_counter() - started
    if watch_memory:
        watcher.join()
    return Measured(wall, process.returncode, output, {name: round(mib, 1) for name, mib in peaks.items()})
