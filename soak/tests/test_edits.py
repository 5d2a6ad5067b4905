"""Text and profile that are edited between a crash and the next run: only what changed is made again."""

import json
from pathlib import Path
from typing import Any

import pytest
from interposer import Interposer
from kills import Boundary, Kill
from narration import Narration

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / ".build/debug/qwen-batch"
SIDECAR = ROOT / "soak/scripted_sidecar.py"
PARAGRAPHS = 24
KILL = Kill("run", Boundary("take", "rename", 10, "after"))

pytestmark = pytest.mark.skipif(not Interposer.is_possible(), reason="a crash at a certain take needs Linux")


@pytest.fixture
def narration(tmp_path: Path) -> Narration:
    assert PROGRAM.exists(), "build it first: swift build --product qwen-batch"
    (tmp_path / "work").mkdir()
    narration = Narration(tmp_path / "work", PROGRAM, SIDECAR, Interposer(tmp_path))
    write(narration, changed=None)
    done(narration, "enqueue", "book.txt", "--output", "output/")
    crashed = narration.run(kill=KILL)
    assert crashed.was_killed, crashed.problem
    return narration


def write(narration: Narration, changed: int | None) -> None:
    paragraphs = [f"This is paragraph number {number} of the book." for number in range(PARAGRAPHS)]
    if changed is not None:
        paragraphs[changed] = "This one was thought over and written anew."
    (narration.folder / "book.txt").write_text("\n\n".join(paragraphs) + "\n")


def done(narration: Narration, *words: str) -> None:
    ended = narration.call(*words)
    assert ended.exit_code == 0, ended.problem


def jobs(narration: Narration) -> list[dict[str, Any]]:
    ended = narration.call("report", "--format", "json")
    assert ended.exit_code == 0, ended.problem
    found: list[dict[str, Any]] = json.loads(ended.output)["jobs"]
    return sorted(found, key=lambda job: int(job["id"]))


def takes(narration: Narration) -> set[tuple[Path, int]]:
    """All takes, each with the time at which it was made."""
    return {(path, path.stat().st_mtime_ns) for path in (narration.home / "takes").glob("*/*.wav")}


@pytest.mark.parametrize("changed", [0, 5, PARAGRAPHS - 1])
def test_an_edited_text_costs_what_was_edited(narration: Narration, changed: int) -> None:
    write(narration, changed)
    done(narration, "enqueue", "book.txt", "--output", "output/")
    done(narration, "run", str(narration.profile))
    first, second = jobs(narration)
    assert (first["state"], second["state"]) == ("completed", "completed")
    assert second["takes"]["reused"] == PARAGRAPHS - 1
    assert second["takes"]["accepted"] == PARAGRAPHS


def test_a_profile_whose_joins_changed_makes_no_take_again(narration: Narration) -> None:
    before = takes(narration)
    narration.profile.write_text(narration.profile.read_text() + "[pauses]\nparagraph = 2.5\n")
    done(narration, "run", str(narration.profile))
    # At the crash ten takes had their names; those without a row yet are made again.
    joined = takes(narration)
    assert PARAGRAPHS - 10 <= len(joined - before) <= PARAGRAPHS
    first = (narration.output / "book.wav").read_bytes()
    narration.profile.write_text(narration.profile.read_text().replace("2.5", "0.5"))
    done(narration, "enqueue", "book.txt", "--again", "--overwrite", "--output", "output/")
    done(narration, "run", str(narration.profile))
    assert takes(narration) == joined
    assert len((narration.output / "book.wav").read_bytes()) < len(first)


def test_a_profile_that_speaks_otherwise_makes_the_whole_book_again(narration: Narration) -> None:
    narration.profile.write_text(narration.profile.read_text() + "[voice]\nseed = 77\n")
    done(narration, "run", str(narration.profile))
    (job,) = jobs(narration)
    assert job["state"] == "completed"
    assert job["takes"]["reused"] == 0
    takes = json.loads(narration.call("report", str(job["id"]), "--format", "json").output)["takes"]
    used = [take for take in takes if take["verdict"] == "accepted" and take["seed"] == 77]
    assert len(used) == PARAGRAPHS
