"""What distinguishes kinds of workers: how they are started and restarted, and the codes of their failures."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from qwen_tts_sidecar import TOKEN_VARIABLE
from qwen_tts_sidecar.workers.ending import Ending

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""The environment of a worker that has others of its kind beside it, one a core."""


@dataclass(frozen=True, slots=True)
class RestartPolicy:
    """How a worker that died is replaced: `delays` are the seconds before each attempt in a row.

    When all attempts fail, its place stays empty.
    """

    delays: tuple[float, ...] = (0.0, 1.0, 5.0)


@dataclass(frozen=True, slots=True)
class WorkerKind:
    """`arguments` are the program's own hidden command; `died`, `stalled` and `failed` are stable error codes.

    `restarts` is for a worker that died. One that is `shared` takes requests while it works on others; the others get
    one at a time. `load_seconds` is the stall timeout while it loads, where that is not the one during a request.
    The server's environment overrides `defaults`, but not `environment`. `sentence` describes how a worker has ended,
    and `restart_error` why it could not be replaced.
    """

    noun: str
    arguments: tuple[str, ...]
    died: str
    stalled: str
    failed: str
    restarts: RestartPolicy = RestartPolicy()
    shared: bool = False
    load_seconds: float | None = None
    defaults: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    sentence: Callable[[Ending], str] = Ending.sentence
    restart_error: str = "{}"

    def command(self) -> list[str]:
        """Return the command line that starts a worker from the frozen program or from Python."""
        program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "qwen_tts_sidecar"]
        return [*program, *self.arguments]

    def full_environment(self) -> dict[str, str]:
        """Return the server's environment without its secret, with what the kind sets."""
        inherited = {name: value for name, value in os.environ.items() if name != TOKEN_VARIABLE}
        return {**self.defaults, **inherited, **self.environment}
