"""The bench for a CUDA card (`make bench-gpu`), on a processor with tiny weights: its whole way but for the card."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gpu_bench.full_size import SHAPES
from gpu_bench.ideal import Model, count, ideal_frames_per_second
from gpu_bench.load import Spoken, text_of
from gpu_bench.measure import NoFigures, check
from gpu_bench.row import Row
from harness import SIDECAR
from qwen_tts_sidecar.engines.qwen.budget import frame_budget


def bench(output: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join(str(SIDECAR / folder) for folder in ("src", "tests", "."))
    command = [sys.executable, "-m", "gpu_bench", "--output", str(output), *arguments]
    environment = {**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=300)


def test_each_batch_size_is_a_row_of_the_table_and_of_the_file(tmp_path: Path) -> None:
    output = tmp_path / "build" / "bench-gpu.json"
    words = ["--sizes", "tiny", "--device", "cpu", "--batches", "1,2", "--frames", "60", "--seconds", "0.1"]
    done = bench(output, *words)
    assert done.returncode == 0, done.stderr
    _, header, *table = done.stdout.splitlines()
    assert header.split()[:2] == ["model", "batch"]
    assert [line.split()[:2] for line in table] == [["tiny", "1"], ["tiny", "2"]]
    result = json.loads(output.read_text())
    assert result["work"] == {"device": "cpu", "dtype": "float32", "frames": 60, "seconds": 0.1}
    for row in result["rows"]:
        assert (row["note"], row["failed"], row["frames_per_request"]) == ("", False, frame_budget(text_of(60)))
        assert row["times_realtime"] == pytest.approx(row["frames_per_second"] / 12.5)
        assert 0 < row["share_of_ideal"] < 1
        assert row["first_audio_seconds"] > 0
        assert row["memory_mib"] > 100
    assert result["rows"][0]["share_of_batch_one"] == 1
    assert {path.suffix for path in output.parent.iterdir()} == {".json", ".log"}  # the weights are gone


def test_where_no_cuda_device_is_it_says_so_and_is_content(tmp_path: Path) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a CUDA device here")
    done = bench(tmp_path / "bench-gpu.json")
    assert (done.returncode, done.stdout.count("\n")) == (0, 1)
    assert done.stdout.startswith("==> bench-gpu: NOT RUN: ")
    assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def counted() -> dict[str, Model]:
    from qwen_tts_sidecar.engines.qwen.package import import_qwen_tts

    import_qwen_tts()
    return {size: count(shape) for size, shape in SHAPES.items()}


@pytest.mark.parametrize(("size", "gigabytes"), [("0.6b", 1.81), ("1.7b", 3.83)])
def test_full_size_weights_are_as_large_as_the_published_ones(
    counted: dict[str, Model], size: str, gigabytes: float
) -> None:
    """The published files: bfloat16, and for the codec 0.68 GB in float32."""
    assert counted[size].stored * 2 / 1e9 == pytest.approx(gigabytes, abs=0.01)
    assert counted[size].codec_stored * 4 / 1e9 == pytest.approx(0.68, abs=0.01)


def test_the_ideal_reads_all_weights_once_for_all_rows(counted: dict[str, Model]) -> None:
    model = counted["1.7b"]
    assert 5.2 < model.weights * 2 / 1e9 < 5.4  # 2.8 for the talker, 15 times 0.16 for the code predictor
    one, many = (ideal_frames_per_second(model, rows, 120, 250, 1.5e12) for rows in (1, 64))
    assert one == pytest.approx(1.5e12 / model.weights, rel=0.01)
    assert 40 < many / one < 64


def test_what_did_not_fit_is_told_apart_from_what_failed() -> None:
    spoken = Spoken(250, 2.0, 4, None)
    check([spoken] * 4, 4)
    halves = [Spoken(250, 2.0, 2, None)] * 4
    with pytest.raises(NoFigures, match="out of memory; 2 at once went"):
        check(halves, 4)
    with pytest.raises(NoFigures, match=r"^out of memory$"):
        check([Spoken(25, 2.0, 1, "engine_out_of_memory")] * 4, 4)
    with pytest.raises(NoFigures, match="1 of 4 requests failed: engine_process_died") as failure:
        check([*[spoken] * 3, Spoken(25, 2.0, 1, "engine_process_died")], 4)
    assert failure.value.failed


def test_a_row_without_figures_keeps_its_note() -> None:
    row = Row("1.7b", 64, note="out of memory; 32 at once went")
    row.compare(1_000.0, None)
    assert str(row).split() == ["1.7b", "64", *"------", "out", "of", "memory;", "32", "at", "once", "went"]
