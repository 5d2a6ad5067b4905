"""Disks that fill up, cannot sync or turn read-only under a run: it ends with a code, and goes on when that is over."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import processes
import pytest
import reference
import store_checks
import trees
from interposer import Interposer
from narration import Narration
from processes import Ended
from reference import Reference

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / ".build/debug/qwen-batch"
SIDECAR = ROOT / "soak/scripted_sidecar.py"
BLOCKED_EXIT = 69

pytestmark = pytest.mark.skipif(not Interposer.is_possible(), reason="calls are made to fail on Linux only")

# What fails from some moment on, at its nth change, and the code that the report shows.
LASTING = [
    ("take/write#5+:ENOSPC", "output.diskFull"),
    ("take/write#5+:EIO", "output.notWritable"),
    ("take/sync#3+:EIO", "output.notWritable"),
    ("take/rename#2+:EROFS", "output.notWritable"),
    ("output/write#2+:ENOSPC", "output.diskFull"),
    ("output/write#2+:EDQUOT", "output.diskFull"),
    ("output/sync#1+:EIO", "output.notWritable"),
    ("output/rename#1+:EROFS", "output.notWritable"),
    ("store/write#9+:ENOSPC", "output.diskFull"),
    ("store/sync#9+:EIO", "output.notWritable"),
    ("journal/write#9+:ENOSPC", "output.diskFull"),
    ("journal/sync#9+:EIO", "output.notWritable"),
    ("*/*#60+:EROFS", "output.notWritable"),
]

# What fails once.
PASSING = ["take/sync#2:EIO", "output/sync#1:EIO", "store/sync#7:EIO", "journal/sync#7:EIO", "store/write#7:EIO"]


class Disk:
    """A narration whose disk fails by rules, and what it makes of the same texts on a good one."""

    def __init__(self, folder: Path) -> None:
        """Narrate on a good disk first."""
        self.interposer = Interposer(folder)
        (folder / "work").mkdir()
        self.narration = Narration(folder / "work", PROGRAM, SIDECAR, self.interposer)
        self.reference: Reference = reference.record(self.narration)
        self.is_bad = folder / "the disk is bad"

    def run(self, rule: str) -> Ended:
        """Run on a disk that fails as long as `is_bad` is there."""
        narration = self.narration
        env = {**os.environ, "HOME": str(narration.folder), "QWEN_BATCH_HOME": str(narration.home)}
        env |= self.interposer.variables(
            PROGRAM, narration.home, narration.output, rules=(rule,), condition=self.is_bad
        )
        return processes.run([str(PROGRAM), "run", str(narration.profile)], env=env, cwd=narration.folder)

    def report(self) -> dict[str, Any]:
        """Read the report as JSON."""
        ended = self.narration.call("report", "--format", "json")
        assert ended.exit_code == 0, ended.problem
        document: dict[str, Any] = json.loads(ended.output)
        return document

    def problems(self) -> list[str]:
        """Find what has to hold at any moment and does not."""
        home, output = self.narration.home, self.narration.output
        problems = store_checks.soundness(home)
        problems += trees.partial_under_final_name(output, self.reference.outputs)
        return problems + trees.partial_under_final_name(home / "takes", self.reference.takes)

    def go_on(self) -> list[str]:
        """Run on a good disk, and compare everything."""
        ended = self.narration.run()
        assert ended.exit_code == 0, ended.problem
        problems = trees.difference(self.narration.output, self.reference.outputs)
        problems += trees.difference(self.narration.home / "takes", self.reference.takes)
        return problems + store_checks.difference(self.narration.home, store_checks.FINAL, self.reference.final)


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Disk:
    assert PROGRAM.exists(), "build it first: swift build --product qwen-batch"
    return Disk(tmp_path_factory.mktemp("disk"))


@pytest.mark.parametrize(("rule", "code"), LASTING)
def test_a_disk_that_stays_bad_blocks_with_its_code_until_it_is_good(disk: Disk, rule: str, code: str) -> None:
    disk.narration.reset(disk.reference.fresh)
    disk.is_bad.touch()
    ended = disk.run(rule)
    assert ended.exit_code == BLOCKED_EXIT, ended.problem
    disk.is_bad.unlink()
    assert disk.problems() == []
    document = disk.report()
    states = {job["state"] for job in document["jobs"]}
    assert states <= {"completed", "blocked", "queued"}, document["jobs"]
    errors = [job["error"] for job in document["jobs"]] + [run["error"] for run in document["runs"][:1]]
    found = {error["code"] for error in errors if error}
    # A store that cannot be written cannot say why either; then the run itself did, and the report that it broke off.
    assert found <= {code, "run.killed"}, errors
    assert code in found or f"[{code}]" in ended.error, ended.error
    assert all(error["remedy"] for error in errors if error)
    assert disk.go_on() == []


@pytest.mark.parametrize("rule", PASSING)
def test_a_fault_that_passes_costs_nothing_but_a_second_run(disk: Disk, rule: str) -> None:
    disk.narration.reset(disk.reference.fresh)
    disk.is_bad.touch()
    ended = disk.run(rule)
    assert ended.exit_code in {0, BLOCKED_EXIT}, ended.problem
    assert disk.problems() == []
    assert disk.go_on() == []
    if sys.platform == "linux":
        assert processes.orphans() == []
