"""The checks with parts that need no project: they sleep, speak, fail, and hang."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from checks import MOST_TELLING, SHOWN_WHOLE, Checks, excerpt, show_failure
from parts import PARTS, Part, startable


def part(name: str, code: str = "", *, needs: tuple[str, ...] = (), cores: int = 1) -> Part:
    return Part(name, needs, cores, command=(sys.executable, "-c", code))


class Run:
    def __init__(self, folder: Path, *parts: Part, limit_seconds: float = 60, cores: int = 4) -> None:
        self.said: list[str] = []
        self.checks = Checks(parts, folder / "logs", cores, self.said.append)
        self.passed = self.checks.run(limit_seconds)
        self.results = {run.part.name: run.result for run in self.checks.over}


def test_parts_run_after_what_they_need(tmp_path: Path) -> None:
    made = tmp_path / "made"
    make = part("make", f"import time; time.sleep(0.3); open({str(made)!r}, 'w')")
    use = part("use", f"print(open({str(made)!r}).name)", needs=("make",))
    run = Run(tmp_path, use, make)
    assert run.passed
    assert run.results == {"make": "passed", "use": "passed"}
    assert any(str(made) in line for line in run.said)


def test_parts_run_side_by_side(tmp_path: Path) -> None:
    began = time.monotonic()
    run = Run(tmp_path, *(part(f"part{number}", "import time; time.sleep(1)") for number in range(4)))
    assert run.passed
    assert time.monotonic() - began < 3


def test_the_first_failure_ends_the_others_with_all_that_they_started(tmp_path: Path) -> None:
    child = tmp_path / "child"
    start = f"import subprocess, sys; subprocess.run(['sh', '-c', 'echo $$ > {child}; sleep 60'])"
    wait = f"import os, sys, time\nwhile not os.path.exists({str(child)!r}): time.sleep(0.01)\ntime.sleep(0.2); exit(3)"
    began = time.monotonic()
    run = Run(tmp_path, part("hangs", start), part("fails", wait), part("later", needs=("hangs",)))
    assert not run.passed
    assert run.results == {"fails": "failed (3)", "hangs": "stopped"}
    assert time.monotonic() - began < 30
    pid = int(child.read_text())
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    table = run.checks.table()
    assert "not begun" in table
    assert "stopped" in table


def test_what_hangs_is_ended_in_time(tmp_path: Path) -> None:
    run = Run(tmp_path, part("hangs", "import time; time.sleep(60)"), limit_seconds=0.5)
    assert not run.passed
    assert run.results == {"hangs": "stopped"}


def test_a_need_that_nothing_makes_fails(tmp_path: Path) -> None:
    run = Run(tmp_path, part("lost", needs=("nothing",)))
    assert not run.passed
    assert "lost" in run.said[-1]


def test_processor_time_is_counted(tmp_path: Path) -> None:
    run = Run(tmp_path, part("busy", "import time\nwhile time.process_time() < 0.5: pass"))
    assert run.checks.over[0].processor_seconds > 0.4


@pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="the system has no such policy")
def test_what_only_prepares_gives_way_whatever_it_starts(tmp_path: Path) -> None:
    # As SwiftPM does with its compilers where it may.
    code = "import os; os.nice(-5) if os.getuid() == 0 else None; print('policy', os.sched_getscheduler(0))"
    start = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}], check=True)"
    run = Run(tmp_path, part("prepares", start, cores=0), part("tests", code))
    assert run.passed
    policies = [line for said in run.said for line in said.splitlines() if line.startswith("policy")]
    assert sorted(policies) == [f"policy {os.SCHED_OTHER}", f"policy {os.SCHED_IDLE}"]


def test_a_long_log_is_shown_from_its_end_and_where_it_tells_something(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("\n".join(["a.swift:1: warning: odd", "2 skipped", *map(str, range(SHOWN_WHOLE)), "12 passed"]))
    shown = excerpt(log).splitlines()
    assert shown[:2] == ["a.swift:1: warning: odd", "2 skipped"]
    assert shown[-1] == "12 passed"
    assert len(shown) < SHOWN_WHOLE


def test_a_failure_is_shown_whole_and_in_short(tmp_path: Path) -> None:
    code = f"print('error: odd'); print('.\\n' * {SHOWN_WHOLE + MOST_TELLING}); raise SystemExit(1)"
    run = Run(tmp_path, part("fails", code))
    said: list[str] = []
    show_failure(run.checks.over[0], said.append)
    assert len(said[1].splitlines()) > SHOWN_WHOLE
    assert said[-1] == "error: odd"


@pytest.mark.parametrize(
    ("running", "expected"),
    [
        ([], ["build", "pip", "small"]),
        (["small"], ["build", "pip"]),
        (["build", "pip", "freeze"], ["small"]),
        (["big"], ["build", "pip"]),
    ],
)
def test_tests_wait_for_cores_and_none_overtakes(running: list[str], expected: list[str]) -> None:
    parts = {
        "build": Part("build"),
        "pip": Part("pip"),
        "freeze": Part("freeze", needs=("pip",)),
        "small": Part("small", cores=1),
        "big": Part("big", cores=2),
        "late": Part("late", cores=1),
    }
    waiting = [part for name, part in parts.items() if name not in running]
    picked = startable(waiting, set(), [parts[name] for name in running], 2)
    assert [part.name for part in picked] == expected


def test_every_need_is_a_part_that_comes_earlier_and_a_target_of_the_makefile() -> None:
    makefile = (Path(__file__).parents[2] / "Makefile").read_text()
    names: set[str] = set()
    for each in PARTS:
        assert names.issuperset(each.needs), each
        names.add(each.name)
        assert f"\n{each.name}:" in makefile, each
