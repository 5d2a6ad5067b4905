"""The command line of the bench. Prints a table and writes the same figures as JSON, after each row anew."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from gpu_bench.apart import apart
from gpu_bench.card import Card, NoDevice, look_at
from gpu_bench.full_size import SHAPES, make_sized_checkpoint
from gpu_bench.ideal import Model, ideal_frames_per_second, prompt_positions
from gpu_bench.load import text_of
from gpu_bench.measure import Work, measure
from gpu_bench.row import HEADER, Row

LEAST_FRAMES = 60
NUMBER_BYTES = {"bfloat16": 2, "float16": 2, "float32": 4}


class Bench:
    """A device, what to do on it, and the rows so far."""

    def __init__(self, card: Card, work: Work, batches: list[int], output: Path) -> None:
        self._card, self._work, self._batches, self._output = card, work, batches, output
        self.rows: list[Row] = []

    def measure(self, size: str) -> None:
        """Measure one size of model at all batch sizes; what goes wrong is a row's note."""
        with tempfile.TemporaryDirectory(dir=self._output.parent, prefix="bench-gpu-") as scratch:
            checkpoint = Path(scratch) / size
            print(f"==> bench-gpu: {size}: writing random weights", file=sys.stderr, flush=True)
            try:
                model = apart(make_sized_checkpoint, checkpoint, size, self._work.device, self._work.dtype)
            except Exception as error:  # be it the disk or the card's memory: another size may fit
                note = f"no checkpoint: {type(error).__name__}: {str(error).partition(chr(10))[0]}"
                for batch in self._batches:
                    self._add(Row(size, batch, note=note, failed=True))
                return
            for batch in self._batches:
                self._measure_batch(size, batch, model, checkpoint)

    def _measure_batch(self, size: str, batch: int, model: Model, checkpoint: Path) -> None:
        row, work = Row(size, batch), self._work
        log = self._output.parent / f"bench-gpu-{size}-{batch}.log"
        try:
            measure(row, checkpoint, work, self._card.uuid, log)
        except Exception as error:  # the bench goes on without anybody there
            row.note, row.failed = f"{type(error).__name__}: {error}", True
        one = next((other for other in [*self.rows, row] if (other.model, other.batch) == (size, 1)), None)
        rate = self._card.bytes_per_second / NUMBER_BYTES[work.dtype]
        prompt = prompt_positions(text_of(work.frames))
        row.compare(ideal_frames_per_second(model, batch, prompt, work.frames, rate), one)
        if row.failed:
            row.note += f" (see {log.name})"
        self._add(row)

    def _add(self, row: Row) -> None:
        self.rows.append(row)
        print(row, flush=True)
        result = {
            "schema": 1,
            "card": asdict(self._card),
            "work": asdict(self._work),
            "rows": [{**asdict(row), "times_realtime": row.times_realtime} for row in self.rows],
        }
        self._output.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def main() -> int:
    """Parse the command line and measure; return 1 if a row failed for another reason than the card's memory."""
    given = _parser().parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        card = apart(look_at, given.device)
    except NoDevice as reason:
        print(f"==> bench-gpu: NOT RUN: {reason}")
        return 0
    dtype = given.dtype or ("bfloat16" if given.device.startswith("cuda") else "float32")
    given.output.parent.mkdir(parents=True, exist_ok=True)
    bench = Bench(card, Work(given.device, dtype, given.frames, given.seconds), given.batches, given.output.resolve())
    cuda = f", CUDA {card.cuda}" if card.cuda else ""
    print(f"{card.name}, memory copied at {card.bytes_per_second / 1e9:,.0f} GB/s, torch {card.torch}{cuda}, {dtype}")
    print(HEADER, flush=True)
    for size in given.sizes:
        bench.measure(size)
    return int(any(row.failed for row in bench.rows))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gpu_bench", description=__doc__)
    parser.add_argument(
        "--output", type=Path, required=True, help="where the JSON goes; logs and weights lie beside it"
    )
    parser.add_argument("--sizes", type=_sizes, default=["0.6b", "1.7b"], help=f"of {', '.join(SHAPES)} (0.6b,1.7b)")
    parser.add_argument("--batches", type=_numbers, default=[1, 8, 32, 64], help="requests at once (1,8,32,64)")
    parser.add_argument("--device", type=_device, default="cuda", help="cuda, cuda:N or cpu")
    parser.add_argument("--dtype", choices=NUMBER_BYTES, help="bfloat16 on CUDA, float32 on cpu")
    parser.add_argument(
        "--frames", type=_frames, default=250, help="of each request, at least 60 (250: 20 s of speech)"
    )
    parser.add_argument(
        "--seconds", type=float, default=30.0, help="time for a batch size, at least one generation (30)"
    )
    return parser


def _sizes(text: str) -> list[str]:
    sizes = text.lower().split(",")
    if unknown := [size for size in sizes if size not in SHAPES]:
        raise argparse.ArgumentTypeError(f"no such size: {', '.join(unknown)}; there are {', '.join(SHAPES)}")
    return sizes


def _device(text: str) -> str:
    if not re.fullmatch(r"cpu|cuda(:\d+)?", text):
        raise argparse.ArgumentTypeError("must be cuda, cuda:N or cpu")
    return text


def _frames(text: str) -> int:
    if int(text) < LEAST_FRAMES:
        raise argparse.ArgumentTypeError(f"must be {LEAST_FRAMES} or more")
    return int(text)


def _numbers(text: str) -> list[int]:
    numbers = [int(number) for number in text.split(",")]
    if min(numbers) < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return numbers


if __name__ == "__main__":
    sys.exit(main())
