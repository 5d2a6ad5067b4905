"""What is judged is of the test half, and a check that is not good enough ends the bench with 1."""

from argparse import Namespace
from pathlib import Path

import pytest
import quality
from misreadings import SENTENCE_ENDS
from quality import GOOD, TEST_HALF, Bench, Row

TEXTS = [f"Sentence {number} is here. It is sentence {number}, and is long enough." for number in range(120)]


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A bench whose program is not run: its queue has a take of every text from the beginning."""
    (tmp_path / "qwen-tts-none").touch()
    arguments = Namespace(program="none", sidecar=tmp_path, judge="none", output=tmp_path / "quality.json")
    bench = Bench(Namespace(**vars(arguments), quick=True, seed=1, verbose=False))
    monkeypatch.setattr(Bench, "call", lambda *_: None)
    monkeypatch.setattr(Bench, "segments", lambda _, source: TEXTS if source.stem == "made-up" else [])
    monkeypatch.setattr(Bench, "takes", lambda _: Takes())
    return bench


class Takes(dict[str, Path]):
    """A take of whatever text."""

    def __missing__(self, text: str) -> Path:
        return Path(text)


def test_misreadings_are_of_the_test_half(bench: Bench) -> None:
    takes, changed = quality.narrate(bench)
    assert [take.text for take in takes] == TEXTS
    assert len(changed) == 2 * bench.size.misreadings
    half = set(TEXTS[TEST_HALF])
    assert {misreading.text for misreading, _ in changed} <= half
    # What is said in the place of a sentence is of that half, too.
    sentences = {sentence for text in half for sentence in SENTENCE_ENDS.split(text)}
    wrong = [misreading.spoken for misreading, _ in changed if misreading.kind == "wrong sentence"]
    assert {sentence for spoken in wrong for sentence in SENTENCE_ENDS.split(spoken)} <= sentences


def row(kind: str, rejected: int) -> Row:
    return Row("acoustic", kind, 100, rejected, 0.005 if kind == GOOD else 0.99, {})


def test_rows_that_are_reached_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    quality.show([row(GOOD, 0), row("noise", 99)])
    assert capsys.readouterr().out.count("ok ") == 2


@pytest.mark.parametrize(("good", "noise"), [(1, 100), (0, 98)])
def test_a_row_that_is_missed_ends_the_bench_with_1(good: int, noise: int, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"quality: 1 of 2 rows"):
        quality.show([row(GOOD, good), row("noise", noise)])
    table = capsys.readouterr().out
    assert table.count("MISSED") == 1
    assert table.count("ok ") == 1
