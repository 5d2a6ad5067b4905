"""What tells one kind of worker from another: how it is started, and what its troubles are called."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from qwen_tts_sidecar.settings import TOKEN_VARIABLE


@dataclass(frozen=True, slots=True)
class WorkerKind:
    """`arguments` are the program's own hidden command; `died`, `stalled` and `failed` are stable error codes.

    `large_pages` asks glibc for large memory pages, unless the server's environment says otherwise; other systems
    ignore that.
    """

    noun: str
    arguments: tuple[str, ...]
    died: str
    stalled: str
    failed: str
    large_pages: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)

    def command(self) -> list[str]:
        """Return the command line that starts a worker from the frozen program or from Python."""
        program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "qwen_tts_sidecar"]
        return [*program, *self.arguments]

    def full_environment(self) -> dict[str, str]:
        """Return the server's environment without its secret, with one thread per process."""
        pages = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"} if self.large_pages else {}
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
        inherited = {name: value for name, value in os.environ.items() if name != TOKEN_VARIABLE}
        return pages | inherited | threads | dict(self.environment)
