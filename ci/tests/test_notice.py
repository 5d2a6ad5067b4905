"""NOTICE names everything that is linked or frozen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FROZEN = ["requirements.txt", "requirements-qwen.txt", "requirements-qwen-package.txt", "requirements-torch.txt"]


def swift_packages() -> list[str]:
    return re.findall(r'\.package\(url: ".*/([^/"]+)"', (ROOT / "Package.swift").read_text())


def python_packages() -> list[str]:
    lines = [line for name in FROZEN for line in (ROOT / "sidecar" / name).read_text().splitlines()]
    names = [match[0] for line in lines if (match := re.match(r"[a-z][\w.-]*", line, re.IGNORECASE))]
    return sorted(set(names))


@pytest.mark.parametrize("name", [*swift_packages(), *python_packages()])
def test_notice_names_it(name: str) -> None:
    assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", (ROOT / "NOTICE").read_text())


def test_packages_were_found() -> None:
    assert "swift-log" in swift_packages()
    assert "numpy" in python_packages()
