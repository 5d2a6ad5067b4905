"""Which orders of changes a power cut could hurt."""

from pathlib import Path

import pytest
from interposer import Change
from sync_order import problems


def change(line: str) -> Change:
    kind, path, *source = line.split()
    return Change("output", kind, Path(path), Path(*source))


GOOD = ["create f/.a", "write f/.a", "sync f/.a", "rename f/a f/.a", "syncdir f"]
FOLDER = ["write .f/.a", "sync .f/.a", "rename .f/a .f/.a", "syncdir .f", "rename f .f", "syncdir ."]


@pytest.mark.parametrize("lines", [GOOD, FOLDER])
def test_synced_then_renamed_then_the_folder_synced(lines: list[str]) -> None:
    assert problems([change(line) for line in lines]) == []


@pytest.mark.parametrize("missing", [2, 4])
def test_a_missing_sync_is_found(missing: int) -> None:
    assert len(problems([change(line) for number, line in enumerate(GOOD) if number != missing])) == 1


@pytest.mark.parametrize("missing", [1, 3, 5])
def test_a_folder_is_synced_with_its_files(missing: int) -> None:
    lines = [line for number, line in enumerate(FOLDER) if number != missing]
    assert len(problems([change(line) for line in lines])) == 1


def test_a_write_after_the_sync_is_found() -> None:
    lines = [*GOOD[:3], "write f/.a", *GOOD[3:]]
    assert len(problems([change(line) for line in lines])) == 1
