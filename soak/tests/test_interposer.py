"""The library under a small program of its own: counting, killing, failing."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from interposer import Interposer, count

pytestmark = pytest.mark.skipif(not Interposer.is_possible(), reason="needs Linux")

# Takes a name: writes a file in two parts, syncs it and gives it its name; then tells a child's LD_PRELOAD.
SCRIPT = """
import os, subprocess, sys
folder = sys.argv[1]
os.makedirs(folder + "/takes", exist_ok=True)
hidden, final = folder + "/takes/.a.partial", folder + "/takes/a"
descriptor = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
try:
    os.write(descriptor, b"one"); os.write(descriptor, b"two"); os.fsync(descriptor)
except OSError as error:
    sys.exit(error.errno)
os.rename(hidden, final)
subprocess.run([sys.executable, "-c", "import os; print(os.environ.get('LD_PRELOAD'))"])
"""


@pytest.fixture(scope="module")
def interposer(tmp_path_factory: pytest.TempPathFactory) -> Interposer:
    return Interposer(tmp_path_factory.mktemp("library"))


class Armed:
    """The program in a home folder of its own."""

    def __init__(self, interposer: Interposer, folder: Path) -> None:
        self.interposer = interposer
        self.home = folder / "home"
        self.home.mkdir()
        self.trace = folder / "trace"
        self.condition = folder / "condition"

    def run(self, *rules: str, conditional: bool = False) -> subprocess.CompletedProcess[str]:
        condition = self.condition if conditional else None
        program = Path(sys.executable)
        variables = self.interposer.variables(
            program, self.home, self.home / "output", rules=rules, condition=condition, trace=self.trace
        )
        command = [sys.executable, "-I", "-S", "-c", SCRIPT, str(self.home)]
        return subprocess.run(command, env={**os.environ, **variables}, stdout=subprocess.PIPE, text=True)

    @property
    def files(self) -> dict[str, str]:
        return {path.name: path.read_text() for path in (self.home / "takes").iterdir()}


@pytest.fixture
def armed(interposer: Interposer, tmp_path: Path) -> Armed:
    return Armed(interposer, tmp_path)


def test_changes_are_counted_and_children_are_left_alone(armed: Armed) -> None:
    ended = armed.run()
    assert (ended.returncode, ended.stdout.strip()) == (0, "None")
    kinds = {kind: number for (file_class, kind), number in count(armed.trace).items() if file_class == "take"}
    assert kinds == {"mkdir": 1, "create": 1, "write": 2, "sync": 1, "rename": 1}


@pytest.mark.parametrize(
    ("rule", "files"),
    [
        ("take/write#2:before", {".a.partial": "one"}),
        ("take/write#2:after", {".a.partial": "onetwo"}),
        ("take/rename#1:before", {".a.partial": "onetwo"}),
        ("take/rename#1:after", {"a": "onetwo"}),
        ("*/create#1:after", {".a.partial": ""}),
    ],
)
def test_a_kill_falls_exactly_there(armed: Armed, rule: str, files: dict[str, str]) -> None:
    assert armed.run(rule).returncode == -signal.SIGKILL
    assert armed.files == files


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("take/sync#1:EIO", errno.EIO),
        ("take/write#2+:ENOSPC", errno.ENOSPC),
        ("take/write#3+:ENOSPC", 0),
        ("*/*#4+:EROFS", errno.EROFS),
    ],
)
def test_a_call_fails_as_told(armed: Armed, rule: str, code: int) -> None:
    assert armed.run(rule).returncode == code


def test_a_condition_switches_the_rules(armed: Armed) -> None:
    assert armed.run("take/write#1+:ENOSPC", conditional=True).returncode == 0
    armed.condition.touch()
    assert armed.run("take/write#1+:ENOSPC", conditional=True).returncode == errno.ENOSPC


def test_another_program_is_left_alone(armed: Armed) -> None:
    variables = armed.interposer.variables(Path("/bin/sh"), armed.home, armed.home, rules=("*/*#1:before",))
    command = [sys.executable, "-I", "-S", "-c", SCRIPT, str(armed.home)]
    assert subprocess.run(command, env={**os.environ, **variables}, stdout=subprocess.PIPE).returncode == 0


def test_a_rule_that_is_none_is_refused(armed: Armed) -> None:
    assert armed.run("take/write#0:after").returncode == 125
