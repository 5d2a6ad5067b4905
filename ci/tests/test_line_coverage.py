"""The table of coverage, from what llvm-cov writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from line_coverage import read_modules, shortfalls, table

SOURCES = Path("/project/Sources")


def exported(**files: tuple[int, int]) -> dict[str, Any]:
    entries = [
        {"filename": name, "summary": {"lines": {"count": lines, "covered": covered}}}
        for name, (lines, covered) in files.items()
    ]
    return {"data": [{"files": entries}]}


EXPORT = exported(
    **{
        "/project/Sources/Narration/Takes/TakePipeline.swift": (100, 90),
        "/project/Sources/Narration/Session.swift": (100, 70),
        "/project/Sources/Audio/Files/Wave.swift": (50, 10),
        "/project/Sources/Package.swift": (5, 0),
        "/project/Tests/NarrationTests/SessionTests.swift": (40, 40),
        "/project/.build/checkouts/other/Sources/Audio/Other.swift": (40, 0),
    }
)


def test_lines_are_counted_by_the_folder_below_sources() -> None:
    modules = read_modules(EXPORT, SOURCES)
    assert [(module.name, module.lines, module.covered) for module in modules] == [
        ("Audio", 50, 10), ("Narration", 200, 160),
    ]  # fmt: skip


def test_the_table_has_a_line_for_each_and_for_all() -> None:
    rows = [row.split() for row in table(read_modules(EXPORT, SOURCES), {"Narration": 85}).splitlines()]
    assert rows[1:] == [
        ["Audio", "1", "50", "10", "20.0"],
        ["Narration", "2", "200", "160", "80.0", "85"],
        ["all", "3", "250", "170", "68.0"],
    ]


def test_a_module_below_its_floor_is_told_with_its_worst_files_first() -> None:
    problems = shortfalls(read_modules(EXPORT, SOURCES), {"Narration": 85, "Audio": 20})
    assert problems[0] == "Narration: 80.0 % of its lines ran, 85 % have to"
    assert problems[1].startswith("  Narration/Session.swift: 30 of 100")
    assert len(problems) == 3


def test_a_module_that_is_gone_is_below_its_floor() -> None:
    assert shortfalls(read_modules(EXPORT, SOURCES), {"Quality": 85})[0].startswith("Quality: not found")


def test_a_share_is_not_rounded_up_to_its_floor() -> None:
    modules = read_modules(exported(**{"/project/Sources/Quality/Gate.swift": (10_000, 8_499)}), SOURCES)
    assert shortfalls(modules, {"Quality": 85})
