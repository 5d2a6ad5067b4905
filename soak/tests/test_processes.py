"""Killing one process, and finding what it leaves."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")

# In a process of its own, since it becomes the parent of orphans for good.
SCRIPT = """
import json, os, pathlib, sys
sys.path.insert(0, sys.argv[1])
import processes
processes.adopt_orphans()
ended = processes.run(["sh", "-c", sys.argv[2]], env=dict(os.environ), cwd=pathlib.Path("."), kill_after=0.3)
left = processes.orphans(float(sys.argv[3]))
print(json.dumps({"killed": ended.was_killed, "code": ended.exit_code, "left": left, "later": processes.orphans(0)}))
"""


def run(command: str, patience: float) -> dict[str, Any]:
    words = [sys.executable, "-c", SCRIPT, str(Path(__file__).parents[1]), command, str(patience)]
    result: dict[str, Any] = json.loads(subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout)
    return result


def test_a_command_that_ends_in_time_is_not_killed() -> None:
    assert run("exit 3", 0) == {"killed": False, "code": 3, "left": [], "later": []}


def test_what_a_killed_command_leaves_is_found_and_ended() -> None:
    found = run("(setsid sleep 60 & sleep 61 &); sleep 62; exit", 0.2)
    assert found["killed"]
    assert sorted(name.split()[0] for name in found["left"]) == ["sleep", "sleep", "sleep"]
    assert found["later"] == []


def test_what_ends_in_time_was_not_left() -> None:
    assert run("sleep 0.6; exit", 5)["left"] == []
