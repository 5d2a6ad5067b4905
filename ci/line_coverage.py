"""Shows how many lines of each module the Swift tests ran, and fails below a floor.

Reads the raw profiles that the tests, and the programs that they started, left in `<build>/profiles`, and the binary of
the tests. A module is a folder of `Sources`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

WORST_FILES = 8
"""How many files are named of a module that is below its floor."""


@dataclass(frozen=True)
class File:
    """A source file: how many lines can run, and how many did."""

    path: str
    lines: int
    covered: int


@dataclass
class Module:
    """A folder of `Sources`."""

    name: str
    files: list[File] = field(default_factory=list)

    @property
    def lines(self) -> int:
        """Count the lines that can run."""
        return sum(file.lines for file in self.files)

    @property
    def covered(self) -> int:
        """Count the lines that did."""
        return sum(file.covered for file in self.files)

    @property
    def percent(self) -> float:
        """Return the share of covered lines; a module without lines has nothing left to cover."""
        return 100 * self.covered / self.lines if self.lines else 100.0


def read_modules(export: dict[str, Any], sources: Path) -> list[Module]:
    """Group the files of an `llvm-cov export` by module; everything outside of `sources` is left out."""
    modules: dict[str, Module] = {}
    for entry in export["data"][0]["files"]:
        path = Path(entry["filename"])
        if not path.is_relative_to(sources):
            continue
        inside = path.relative_to(sources)
        # A generated file may have no lines, and one beside the folders belongs to no module.
        if len(inside.parts) < 2:
            continue
        lines = entry["summary"]["lines"]
        module = modules.setdefault(inside.parts[0], Module(inside.parts[0]))
        module.files.append(File(inside.as_posix(), lines["count"], lines["covered"]))
    return sorted(modules.values(), key=lambda module: module.name.lower())


def table(modules: Iterable[Module], floors: dict[str, float]) -> str:
    """Write a line for each module, and one for all together."""
    modules = list(modules)
    every = Module("all", [file for module in modules for file in module.files])
    width = max(len("module"), *(len(module.name) for module in modules)) if modules else len("module")
    rows = [f"{'module':<{width}}  files   lines  covered  percent  floor"]
    for module in [*modules, every]:
        floor = f"{floors[module.name]:g}" if module.name in floors else ""
        row = f"{module.name:<{width}}  {len(module.files):>5}  {module.lines:>6}  {module.covered:>7}"
        rows.append(f"{row}  {module.percent:>7.1f}  {floor:>5}".rstrip())
    return "\n".join(rows)


def shortfalls(modules: Iterable[Module], floors: dict[str, float]) -> list[str]:
    """Say which modules are below their floor, and where; a module that is gone has no coverage either."""
    found = {module.name: module for module in modules}
    problems = []
    for name, floor in floors.items():
        module = found.get(name)
        if module is None or module.lines == 0:
            problems.append(f"{name}: not found below Sources, or no line of it can run")
        elif module.percent < floor:
            problems.append(f"{name}: {module.percent:.1f} % of its lines ran, {floor:g} % have to")
            by_gap = sorted(module.files, key=lambda file: file.covered - file.lines)
            problems += [
                f"  {file.path}: {file.lines - file.covered} of {file.lines} lines did not run"
                for file in by_gap[:WORST_FILES]
                if file.covered < file.lines
            ]
    return problems


def llvm_tool(name: str) -> str:
    """Find a tool of the Swift toolchain: its file format changes with the compiler."""
    swift = shutil.which("swift")
    if swift and (beside := Path(swift).resolve().with_name(name)).exists():
        return str(beside)
    if shutil.which("xcrun"):
        return subprocess.run(["xcrun", "--find", name], check=True, capture_output=True, text=True).stdout.strip()
    if on_path := shutil.which(name):
        return on_path
    sys.exit(f"coverage: {name} is missing; it belongs to the Swift toolchain")


def test_binary(build: Path) -> Path:
    """Find what `swift build --build-tests` made; on macOS it is inside a bundle."""
    bundles = list((build / "debug").glob("*PackageTests.xctest"))
    if len(bundles) != 1:
        sys.exit(
            f"coverage: one test binary is needed in {build / 'debug'}, found {len(bundles)}; build the tests first"
        )
    bundle = bundles[0]
    return bundle / "Contents/MacOS" / bundle.stem if bundle.is_dir() else bundle


def export(build: Path, sources: Path) -> dict[str, Any]:
    """Merge the raw profiles and let llvm-cov sum them up by file."""
    raw = sorted((build / "profiles").glob("*.profraw"))
    if not raw:
        sys.exit(f"coverage: no profiles in {build / 'profiles'}; were the tests built with --enable-code-coverage?")
    merged = build / "profiles" / "all.profdata"
    # A program that was killed while it wrote leaves a broken file; only when all are is there nothing to show.
    merge = [
        llvm_tool("llvm-profdata"),
        "merge",
        "--sparse",
        "--failure-mode=all",
        f"--output={merged}",
        *map(str, raw),
    ]
    subprocess.run(merge, check=True)
    summary = [llvm_tool("llvm-cov"), "export", "--summary-only", f"--instr-profile={merged}", str(test_binary(build))]
    result = subprocess.run([*summary, f"--sources={sources}"], check=True, stdout=subprocess.PIPE)
    exported: dict[str, Any] = json.loads(result.stdout)
    return exported


def floor(argument: str) -> tuple[str, float]:
    """Read `Module=85`."""
    name, _, percent = argument.partition("=")
    try:
        return name, float(percent)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{argument} is not like Module=85") from None


def main() -> int:
    """Print the table, then what is below its floor."""
    parser = argparse.ArgumentParser(description="Show the coverage of the Swift tests by module.")
    parser.add_argument(
        "floors", nargs="*", type=floor, metavar="MODULE=PERCENT", help="fail below this share of lines"
    )
    parser.add_argument("--build", type=Path, default=Path(".build"), help="SwiftPM's build folder (default: .build)")
    arguments = parser.parse_args()
    sources = Path("Sources").resolve()
    floors = dict(arguments.floors)
    modules = read_modules(export(arguments.build, sources), sources)
    print(table(modules, floors))
    problems = shortfalls(modules, floors)
    for problem in problems:
        print(f"coverage: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
