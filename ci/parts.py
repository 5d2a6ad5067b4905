"""What has to pass before a change lands: targets of the Makefile, and which of them have to come before which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LAST = 19
"""The niceness of what gives way to everything else."""


@dataclass(frozen=True)
class Part:
    """A target of the Makefile that runs beside others."""

    name: str
    needs: tuple[str, ...] = ()
    cores: int = 0
    """How many cores a test keeps busy. A part that only prepares something has none of its own: it gives way."""
    niceness: int = LAST
    """How far a part that only prepares something gives way: less where tests wait for it that could run meanwhile."""
    command: tuple[str, ...] = ()
    """What runs instead of `make <name>`."""

    @property
    def gives_way(self) -> bool:
        """Whether it takes what the tests leave of the processor."""
        return self.cores == 0


PARTS = (
    Part("system-packages"),
    Part("program", needs=("system-packages",)),
    Part("build-tests", needs=("program",)),
    Part("python-packages", needs=("system-packages",), niceness=5),
    Part("sidecar", needs=("python-packages",), niceness=5),
    Part("qwen-packages", needs=("system-packages",), niceness=10),
    Part("lint", needs=("python-packages",)),
    Part("qwen-frozen", needs=("qwen-packages",)),
    Part("endpoint-servers", needs=("system-packages",)),
    Part("test-python", needs=("sidecar",), cores=2),
    Part("test-qwen-source", needs=("qwen-packages",), cores=1),
    Part("test-soak", needs=("program", "python-packages"), cores=1),
    Part("test-endpoints", needs=("program", "sidecar", "endpoint-servers"), cores=1),
    Part("test-qwen-programs", needs=("qwen-frozen", "program"), cores=1),
    Part("test-swift", needs=("build-tests", "sidecar"), cores=2),
    Part("coverage-table", needs=("test-swift",)),
)
"""Whichever may start and comes first here, starts first.

The tests of Python need no build, so they run beside it; its packages come first for that reason. The program is built
before the Swift tests, so that what needs it alone runs while those compile.
"""


def startable(waiting: Sequence[Part], done: set[str], running: Sequence[Part], cores: int) -> list[Part]:
    """Pick the parts that have all they need and would starve nothing that runs.

    A test waits until there are cores for it, and none that comes later overtakes it meanwhile. What only prepares
    something gives way to the tests, so it may run beside any of them: one part more than there are cores, since
    downloads wait most of the time.
    """
    picked: list[Part] = []
    busy = sum(part.cores for part in running)
    preparing = sum(part.gives_way for part in running)
    is_full = False
    for part in waiting:
        if not done.issuperset(part.needs):
            continue
        if part.gives_way:
            if preparing <= cores:
                preparing += 1
                picked.append(part)
        elif not is_full and (busy == 0 or busy + part.cores <= cores):
            busy += part.cores
            picked.append(part)
        else:
            is_full = True
    return picked
