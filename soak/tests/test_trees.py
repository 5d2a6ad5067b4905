"""What counts as partial, as missing and as left behind."""

from pathlib import Path

import pytest
from trees import difference, partial_under_final_name, visible

WHOLE = {"book.wav": "all", "book-chapters/01.wav": "one", "book-chapters/02.wav": "two"}


def fill(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.mark.parametrize(
    ("files", "problems"),
    [
        ({}, 0),
        ({".book.wav.1.partial": "a"}, 0),
        ({".book-chapters.1.partial/01.wav": "o"}, 0),
        ({"book.wav": "all"}, 0),
        ({"book.wav": "al"}, 1),
        ({"other.wav": "all"}, 1),
        ({"book-chapters/01.wav": "one"}, 1),
    ],
)
def test_only_whole_files_have_a_final_name(tmp_path: Path, files: dict[str, str], problems: int) -> None:
    fill(tmp_path / "reference", WHOLE)
    fill(tmp_path / "found", files)
    (tmp_path / "found").mkdir(exist_ok=True)
    assert len(partial_under_final_name(tmp_path / "found", visible(tmp_path / "reference"))) == problems


def test_a_hidden_file_was_left_behind(tmp_path: Path) -> None:
    fill(tmp_path, WHOLE)
    reference = visible(tmp_path)
    assert difference(tmp_path, reference) == []
    fill(tmp_path, {".book.wav.1.partial": "a"})
    assert difference(tmp_path, reference) == [".book.wav.1.partial was left behind"]
    (tmp_path / "book.wav").unlink()
    assert len(difference(tmp_path, reference)) == 2
