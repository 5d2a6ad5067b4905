"""The short soak: ten kills of the debug program, half of them at boundaries."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / ".build/debug/qwen-batch"
# With this one the sample holds a rename that gives a book its name.
SEED = 8
KILLS = 5
BOUNDARIES = 5


def test_what_is_killed_goes_on_as_if_nothing_had_been(tmp_path: Path) -> None:
    assert PROGRAM.exists(), "build it first: swift build --product qwen-batch"
    result = tmp_path / "soak.json"
    words = ["--program", str(PROGRAM), "--output", str(result), "--seed", str(SEED)]
    words += ["--kills", str(KILLS), "--boundaries", str(BOUNDARIES)]
    ended = subprocess.run([sys.executable, "soak/kill_soak.py", *words], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert ended.returncode == 0, ended.stdout
    total = json.loads(result.read_text())["total"]
    assert total["resumed"] == total["kills"]
    least = KILLS + BOUNDARIES if sys.platform == "linux" else KILLS
    assert total["kills"] >= least
