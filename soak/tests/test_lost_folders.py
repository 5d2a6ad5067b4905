"""Folders that vanish or turn read-only under a run."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import reference
import store_checks
import trees
from narration import Narration
from reference import Reference

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / ".build/debug/qwen-batch"
SIDECAR = ROOT / "soak/scripted_sidecar.py"
LONGEST_SECONDS = 60


@pytest.fixture(scope="module")
def narrated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Narration, Reference]:
    assert PROGRAM.exists(), "build it first: swift build --product qwen-batch"
    narration = Narration(tmp_path_factory.mktemp("work"), PROGRAM, SIDECAR, None)
    return narration, reference.record(narration)


def run_and(narration: Narration, when: Callable[[], bool], act: Callable[[], object]) -> tuple[int, str]:
    """Run, act once when a condition holds, and wait for the end: exit code and what was said."""
    log = narration.folder / "run.log"
    env = {**os.environ, "HOME": str(narration.folder), "QWEN_BATCH_HOME": str(narration.home)}
    with log.open("w") as said:
        process = subprocess.Popen(
            [narration.program, "run", narration.profile], stderr=said, env=env, cwd=narration.folder
        )
        deadline = time.monotonic() + LONGEST_SECONDS
        while not when():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.002)
        act()
        return process.wait(timeout=LONGEST_SECONDS), log.read_text()


def count(folder: Path, pattern: str) -> int:
    return sum(1 for _ in folder.glob(pattern)) if folder.exists() else 0


@pytest.mark.parametrize("lost", ["home/takes", "output"])
def test_what_was_in_a_lost_folder_is_made_again(narrated: tuple[Narration, Reference], lost: str) -> None:
    narration, undisturbed = narrated
    narration.reset(undisturbed.fresh)
    folder = narration.folder / lost
    takes = narration.home / "takes"
    code, said = run_and(narration, lambda: count(takes, "*/*.wav") > 10, lambda: shutil.rmtree(folder, True))
    assert code in {0, 1, 69}, said
    reported = narration.call("report", "--format", "json")
    assert reported.exit_code == 0, reported.problem
    again = narration.run()
    assert again.exit_code == 0, again.problem
    # A book that was finished and then taken away is not made again by itself; every other one is.
    completed = [Path(job["output"]) for job in json.loads(reported.output)["jobs"] if job["state"] == "completed"]
    taken = {f"{path.relative_to(narration.output)} is missing" for path in completed if not path.exists()}
    assert set(trees.difference(narration.output, undisturbed.outputs)) == taken


def test_a_queue_that_is_taken_away_ends_the_run(narrated: tuple[Narration, Reference]) -> None:
    narration, undisturbed = narrated
    narration.reset(undisturbed.fresh)
    away = narration.folder / "away"
    takes = narration.home / "takes"
    code, said = run_and(narration, lambda: count(takes, "*/*.wav") > 10, lambda: narration.home.rename(away))
    assert code == 69, said
    assert "output.notWritable" in said
    # Nothing that looks like a queue stands in its place, and the one that was taken away is whole.
    assert not (narration.home / "queue.sqlite").exists()
    shutil.rmtree(narration.home, ignore_errors=True)
    away.rename(narration.home)
    assert store_checks.soundness(narration.home) == []
    again = narration.run()
    assert again.exit_code == 0, again.problem
    assert trees.difference(narration.output, undisturbed.outputs) == []


def test_a_queue_that_is_deleted_ends_the_run(narrated: tuple[Narration, Reference]) -> None:
    narration, undisturbed = narrated
    narration.reset(undisturbed.fresh)
    queue = narration.home / "queue.sqlite"
    takes = narration.home / "takes"
    code, said = run_and(narration, lambda: count(takes, "*/*.wav") > 10, queue.unlink)
    assert code == 69, said
    assert "queue.sqlite" in said
    assert "output.notWritable" in said
    assert not queue.exists()
