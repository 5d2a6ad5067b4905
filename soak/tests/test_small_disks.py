"""Real full disks: queue, takes or output on a file system of a few megabytes, in a mount namespace of its own."""

import os
import shlex
import subprocess
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
UNSHARE = ("unshare", "--mount", "--map-root-user")

MAY_MOUNT = (
    subprocess.run([*UNSHARE, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False).returncode == 0
    if os.name == "posix" and Path("/usr/bin/unshare").exists()
    else False
)
pytestmark = pytest.mark.skipif(not MAY_MOUNT, reason="this machine does not let us mount")

# What lies on the small disk, and how many KiB of it are left when the run begins.
PLACES = [("home", 24), ("home/takes", 400), ("output", 700)]


@pytest.fixture(scope="module")
def narrated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Narration, Reference]:
    assert PROGRAM.exists(), "build it first: swift build --product qwen-batch"
    narration = Narration(tmp_path_factory.mktemp("work"), PROGRAM, SIDECAR, None)
    return narration, reference.record(narration)


def script(narration: Narration, place: Path, elsewhere: Path, free: int) -> str:
    """Fill a small disk up to `free` KiB, run; make room, run again; copy what came of it to where it can be seen."""
    quoted = {name: shlex.quote(str(path)) for name, path in vars(narration).items() if isinstance(path, Path)}
    run = f"{quoted['program']} run {quoted['profile']}"
    report = f"{quoted['program']} report --format json"
    there, away = shlex.quote(str(place)), shlex.quote(str(elsewhere))
    return f"""
        set -u
        mkdir -p {there} {away}/saved
        cp -a {there}/. {away}/saved/
        mount -t tmpfs -o size=64m none {there}
        cp -a {away}/saved/. {there}/
        if [ {there} = {quoted["home"]} ]; then ln -s {away}/takes {there}/takes; mkdir {away}/takes; fi
        used=$(df --output=used -k {there} | tail -1)
        mount -o remount,size=$((used + {free}))k {there}
        {run}; echo "first $?" >> {away}/codes
        {report} > {away}/report.json; echo "report $?" >> {away}/codes
        mount -o remount,size=64m {there}
        {run}; echo "second $?" >> {away}/codes
        cp -a {there}/. {away}/result/
    """


@pytest.mark.parametrize(("place", "free"), PLACES, ids=[place for place, _ in PLACES])
def test_a_full_disk_blocks_the_jobs_until_there_is_room(
    narrated: tuple[Narration, Reference], tmp_path: Path, place: str, free: int
) -> None:
    narration, undisturbed = narrated
    narration.reset(undisturbed.fresh)
    narration.output.mkdir()
    target = narration.folder / place
    env = {**os.environ, "HOME": str(narration.folder), "QWEN_BATCH_HOME": str(narration.home)}
    (tmp_path / "result").mkdir()
    commands = script(narration, target, tmp_path, free)
    ended = subprocess.run(
        [*UNSHARE, "bash", "-c", commands], env=env, cwd=narration.folder, capture_output=True, text=True, check=False
    )
    assert (tmp_path / "codes").read_text().split("\n")[:3] == ["first 69", "report 0", "second 0"], ended.stderr
    assert "output.diskFull" in (tmp_path / "report.json").read_text() + ended.stderr
    home = tmp_path / "result" if place == "home" else narration.home
    output = tmp_path / "result" if place == "output" else narration.output
    assert store_checks.difference(home, store_checks.FINAL, undisturbed.final) == []
    assert trees.difference(output, undisturbed.outputs) == []
