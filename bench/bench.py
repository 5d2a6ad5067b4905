"""Measures qwen-batch against its own engine, against a peer, and against the limits it promises.

Prints a table and writes the same figures as JSON. Speeds are ratios of two things measured in this run, so that a slow
machine changes both sides.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import prose
import scaling
import transcripts
from processes import Measured, run


@dataclass
class Figure:
    """One measured figure beside what is asked of it."""

    name: str
    value: float
    limit: float
    unit: str
    more_is_better: bool = False
    detail: str = ""

    @property
    def is_reached(self) -> bool:
        return self.value >= self.limit if self.more_is_better else self.value <= self.limit


class Bench:
    """A scratch folder, the programs to measure, and the figures so far."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.program = str(Path(arguments.program).resolve())
        self.sidecar = str(next(Path(arguments.sidecar).resolve().glob("qwen-tts-*")))
        self.assembly = str(Path(arguments.assembly).resolve())
        self.store = str(Path(arguments.store).resolve())
        self.peer = Path(arguments.peer).resolve()
        self.folder = Path(arguments.output).resolve().parent / "bench"
        self.rounds = arguments.rounds
        self.whole_book = Path(arguments.book).resolve() if arguments.book else None
        self.figures: list[Figure] = []
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def home(self, name: str) -> dict[str, str]:
        return {**os.environ, "QWEN_BATCH_HOME": str(self.folder / name), "QWEN_BATCH_SIDECAR": self.sidecar}

    def call(self, home: str, *words: str, watch_memory: bool = False) -> Measured:
        measured = run([self.program, *words], watch_memory=watch_memory, env=self.home(home), cwd=self.folder)
        if measured.exit_code != 0:
            sys.exit(f"bench: {' '.join(words)} ended with {measured.exit_code}:\n{measured.output}")
        return measured

    def book(self, characters: int, seed: int) -> Path:
        path = self.folder / f"book-{characters}-{seed}.txt"
        path.write_text(prose.book(characters, seed))
        return path

    def add(self, figure: Figure) -> None:
        self.figures.append(figure)
        print(f"  {row(figure)}", flush=True)


def row(figure: Figure) -> str:
    sign = ">=" if figure.more_is_better else "<="
    verdict = "ok    " if figure.is_reached else "MISSED"
    return (
        f"{verdict} {figure.name:<42} {figure.value:>9.3f} {sign} {figure.limit:<7g} {figure.unit:<11} {figure.detail}"
    )


def narrate(bench: Bench, name: str, book: Path, *, watch_memory: bool = False) -> tuple[Measured, float]:
    """Narrate a book in a new home; the run, and its seconds from sidecar online to book finished."""
    bench.call(name, "enqueue", str(book), "--output", str(bench.folder / name) + "/")
    measured = bench.call(name, "run", "--log-format", "json", watch_memory=watch_memory)
    with sqlite3.connect(bench.folder / name / "queue.sqlite") as store:
        ((finished,),) = store.execute("SELECT finishedAt FROM job")
        ((transitions,),) = store.execute("SELECT transitions FROM sidecarSession")
    online = next(change["at"] for change in json.loads(transitions) if change["status"] == "online")
    return measured, (finished - online) / 1000


def plan(bench: Bench, book: Path) -> Path:
    """Return a file with the segments of a book as JSON lines."""
    bench.call("plan", "enqueue", str(book))
    with sqlite3.connect(bench.folder / "plan" / "queue.sqlite") as store:
        texts = [text for (text,) in store.execute("SELECT text FROM segment ORDER BY id")]
    path = bench.folder / "segments.jsonl"
    segments = [{"text": text, "voice": "heart", "speed": 1.0, "seed": 1} for text in texts]
    path.write_text("".join(json.dumps(segment) + "\n" for segment in segments))
    return path


def bare_engine(segments: Path) -> float:
    """Return the seconds that the engine takes for the segments with nothing around it, once loaded."""
    processes = len(os.sched_getaffinity(0))
    bare = run([sys.executable, "sidecar/bench_engine.py", str(segments), "--processes", str(processes)])
    return float(json.loads(bare.output.splitlines()[-1])["wall_seconds"])


def engine(bench: Bench) -> None:
    """`run` beside the bare engine on the same segments, with the same number of engine processes.

    The bare engine works before and after each run, so that a machine whose speed drifts favours neither.
    """
    ratios, whole = [], []
    segments = plan(bench, bench.book(100_000, 0))
    # Looking at memory takes the processors' time, so it has a run of its own that is not measured otherwise.
    peaks = narrate(bench, "memory", bench.book(100_000, 0), watch_memory=True)[0].peak_mib
    walls = [bare_engine(segments)]
    for number in range(bench.rounds):
        measured, loaded = narrate(bench, f"engine-{number}", bench.book(100_000, 0))
        walls.append(bare_engine(segments))
        wall = (walls[-2] + walls[-1]) / 2
        ratios.append(loaded / wall)
        whole.append(measured.wall_seconds / wall)
    bench.add(
        Figure(
            "run / bare engine, 100,000 characters",
            statistics.median(ratios),
            1.10,
            "x",
            detail=f"{statistics.median(whole):.3f} with start and stop of everything; "
            f"from {min(ratios):.3f} to {max(ratios):.3f}; peak MiB {peaks}",
        )
    )


def peer(bench: Bench) -> None:
    """The same text through zaphodvox, one request at a time, on the same sidecar."""
    if not bench.peer.exists():
        print("  left out: the peer is not installed (make bench installs it)")
        return
    ratios = []
    for seed in range(bench.rounds):
        book = bench.book(40_000, 100 + seed)
        ours, _ = narrate(bench, f"peer-{seed}", book)
        server = subprocess.Popen(
            [bench.sidecar, "serve", "--port", "0", "--no-watch-stdin"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            assert server.stdout
            ready = next(event for event in map(json.loads, server.stdout) if event["event"] == "ready")
            folder = bench.folder / f"zaphodvox-{seed}"
            folder.mkdir()
            shutil.copy(book, folder / "book.txt")
            url = f"http://127.0.0.1:{ready['port']}"
            words = ["--qwen-url", url, "--voice-id=heart", "--clean", "--max-chars=500", "--encode", "--concat"]
            theirs = run([str(bench.peer), *words, "book.txt"], cwd=folder)
        finally:
            server.terminate()
            server.wait()
        if theirs.exit_code != 0:
            sys.exit(f"bench: the peer ended with {theirs.exit_code}:\n{theirs.output}")
        ratios.append(ours.wall_seconds / theirs.wall_seconds)
    bench.add(
        Figure(
            "run / zaphodvox 2.3.0, 40,000 characters",
            statistics.median(ratios),
            0.7,
            "x",
            detail="ours with start and stop of the sidecar, theirs without",
        )
    )


def assembly(bench: Bench) -> None:
    """Takes to WAV: speed at ten hours, and memory at one and at ten."""
    results = {}
    for hours in (1, 10):
        words = [bench.assembly, "--folder", str(bench.folder / "assembly"), "--hours", str(hours)]
        results[hours] = json.loads(run(words).output)
    ten = results[10]
    bench.add(Figure("assembly of 10 h to WAV", ten["audio_seconds"] / ten["wall_seconds"], 2000, "x realtime", True))
    bench.add(Figure("assembly, peak memory at 10 h", ten["peak_mib"], 64, "MiB"))
    bench.add(Figure("assembly, memory at 10 h less that at 1 h", ten["peak_mib"] - results[1]["peak_mib"], 4, "MiB"))
    shutil.rmtree(bench.folder / "assembly")


def commands(bench: Bench) -> None:
    """What a person waits for at the prompt."""

    def median(home: str, *words: str) -> float:
        bench.call(home, *words)
        return statistics.median(bench.call(home, *words).wall_seconds for _ in range(7))

    book = str(bench.book(1_000_000, 7))
    bench.add(Figure("enqueue, 1 MB", median("enqueue", "enqueue", book, "--again"), 1, "s"))
    lines = bench.folder / "lines"
    lines.mkdir()
    for number in range(10_000):
        (lines / f"line-{number}.txt").write_text(f"Line number {number} of the game.\n")
    enqueued = bench.call("report", "enqueue", str(lines))
    print(f"  note   10,000 files enqueued in {enqueued.wall_seconds:.1f} s")
    bench.add(Figure("report, 10,000 jobs", median("report", "report"), 0.3, "s"))
    bench.add(Figure("report --format json, 10,000 jobs", median("report", "report", "--format", "json"), 0.3, "s"))
    bench.add(Figure("--help", median("help", "--help"), 0.015, "s"))


def scale(bench: Bench) -> None:
    """A hundred thousand jobs: claims beside those of a short queue, and the commands that look at the queue."""
    claims = {}
    for jobs in (1_000, 100_000):
        folder = bench.folder / f"scale-{jobs}"
        folder.mkdir()
        claims[jobs] = json.loads(run([bench.store, "--folder", str(folder), "--jobs", str(jobs)]).output)
    ratio = claims[100_000]["claim_milliseconds"] / claims[1_000]["claim_milliseconds"]
    many = claims[100_000]
    detail = f"{many['claim_milliseconds']:.2f} ms; all enqueued in {many['enqueue_seconds']:.1f} s"
    bench.add(Figure("claim with 100,000 jobs / with 1,000", ratio, 1.5, "x", detail=detail))
    for words, limit in (
        (["list"], 1),
        (["report"], 1),
        (["report", "--format", "json"], 1.5),
        (["sidecar", "status"], 1),
    ):
        bench.call("scale-100000", *words)
        seconds = statistics.median(bench.call("scale-100000", *words).wall_seconds for _ in range(5))
        bench.add(Figure(f"{' '.join(words)}, 100,000 jobs", seconds, limit, "s"))


def endpoints(bench: Bench) -> None:
    """64 simulated endpoints of 16 slots, and one runner that has one core."""
    cores = sorted(os.sched_getaffinity(0))
    fleet = scaling.Fleet(set(cores[1:] or cores))
    for number in range(scaling.BOOKS):
        book = str(bench.book(scaling.BOOK_CHARACTERS, 1000 + number))
        bench.call("fleet", "enqueue", book, "--output", str(bench.folder / "fleet-books") + "/")
    seen = scaling.measure(bench.program, fleet, bench.home("fleet"), bench.folder, cores[0])
    slots = scaling.ENDPOINTS * scaling.SLOTS
    detail = (
        f"of {slots} slots for {seen.seconds:.0f} s; {seen.processor_share:.2f} of a core; "
        f"{seen.requests} requests, {seen.refused} refused; {seen.audio_seconds / 3600:.0f} h of audio"
    )
    bench.add(Figure("endpoints, share of the slots that is busy", seen.busy_share, 0.95, "", True, detail))
    second, last = seen.memory
    bench.add(
        Figure(
            "endpoints, memory in last third / second",
            last / second,
            1.1,
            "x",
            detail=f"{second:.0f} MiB there",
        )
    )


def transcribed(bench: Bench) -> None:
    """What a transcript of every take costs: on the engine's own cores, and an engine on another machine."""
    shared, remote = [], []
    for number in range(min(bench.rounds, 2)):
        name = f"transcripts-{number}"
        books = transcripts.NarratedBooks(bench.program, bench.home(name), bench.folder / name)
        shared.append(books.on_the_same_cores(bench.book(20_000, 2000 + number)))
        remote.append(books.beside_another_machine(bench.book(40_000, 3000 + number)))
    ratios = [together.ratio for together in shared]
    detail = "; ".join(f"{t.together:.0f} s, apart {t.speaking:.0f} + {t.transcribing:.0f} s" for t in shared)
    bench.add(Figure("transcripts, with the engine / their sum", statistics.median(ratios), 1, "x", detail=detail))
    slowed = [seen.ratio for seen in remote]
    detail = "; ".join(
        f"{s.alone:.1f} s at {s.pace:.0f} x realtime, {s.watched:.1f} s with; all transcribed after {s.heard:.0f} s"
        for s in remote
    )
    bench.add(
        Figure("engine elsewhere, with transcripts / without", statistics.median(slowed), 1.1, "x", detail=detail)
    )


def book(bench: Bench) -> None:
    """A whole novel with transcripts: how long it takes, what is found, and how loud it becomes."""
    source = bench.whole_book or bench.book(430_000, 9)
    books = transcripts.NarratedBooks(bench.program, bench.home("novel"), bench.folder / "novel")
    told = books.whole_book(source)
    hours = told.audio_seconds / 3600
    speed = told.audio_seconds / told.wall_seconds
    detail = f"{hours:.2f} h of audio in {told.wall_seconds / 60:.1f} min; peak MiB {told.peaks}"
    bench.add(Figure("whole book with transcripts", speed, 10, "x realtime", True, detail=detail))
    bench.add(Figure("whole book, memory of the program", told.peaks["qwen-batch"], 160, "MiB"))
    share = 100 * told.retakes / told.segments
    detail = f"{told.retakes} of {told.segments} segments' takes; {told.flagged} places flagged"
    bench.add(Figure("whole book, retakes", share, 5, "%", detail=detail))
    bench.add(Figure("whole book, words heard otherwise", 100 * told.word_error_rate, 2, "%"))
    detail = f"{told.loudness:.2f} LUFS of {told.target:g}"
    bench.add(Figure("whole book, loudness off by", abs(told.loudness - told.target), 0.3, "LU", detail=detail))
    bench.add(Figure("whole book, true peak", told.peak, -1, "dBTP"))


PARTS = {
    "commands": commands,
    "scale": scale,
    "endpoints": endpoints,
    "assembly": assembly,
    "engine": engine,
    "peer": peer,
    "transcripts": transcribed,
    "book": book,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    parser.add_argument("--sidecar", required=True, help="the folder of the frozen sidecar")
    parser.add_argument("--assembly", required=True)
    parser.add_argument("--store", required=True)
    parser.add_argument("--peer", required=True)
    parser.add_argument("--output", required=True, help="where the JSON goes")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--book", help="the text that is narrated as a whole book; a made-up one without")
    parser.add_argument("--only", nargs="*", default=list(PARTS))
    arguments = parser.parse_args()
    bench = Bench(arguments)
    for name in arguments.only:
        print(f"==> bench: {name}", flush=True)
        PARTS[name](bench)
    result = {
        "cores": len(os.sched_getaffinity(0)),
        "figures": [{**asdict(figure), "reached": figure.is_reached} for figure in bench.figures],
    }
    Path(arguments.output).write_text(json.dumps(result, indent=2) + "\n")
    shutil.rmtree(bench.folder)
    print()
    for figure in bench.figures:
        print(row(figure))


if __name__ == "__main__":
    main()
