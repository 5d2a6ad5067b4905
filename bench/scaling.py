"""One runner on one core with a fleet of simulated endpoints: how busy their slots are, and what memory it takes."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ENDPOINTS = 64
SLOTS = 16
# vLLM-Omni with the 1.7B model on an L40S: 18 x realtime with 16 requests at once, as published.
PACE = 18 / 16
FIRST_AUDIO = 0.5
BOOKS = 32
BOOK_CHARACTERS = 90_000


@dataclass
class Scaling:
    """What was seen while there was more work than slots."""

    busy_share: float
    seconds: float
    audio_seconds: float
    # Mean resident memory of the runner in the second and the last third, in MiB; in the first, buffers are still made.
    memory: tuple[float, float]
    # Of one core.
    processor_share: float
    requests: int
    refused: int


@dataclass(frozen=True)
class Engines:
    """How many endpoints there are, and how fast."""

    endpoints: int = ENDPOINTS
    slots: int = SLOTS
    # Times realtime, of each slot.
    pace: float = PACE
    # Seconds from a request to its first audio.
    first_audio: float = FIRST_AUDIO
    # JSON lines with the file and the text of what they speak; tones without.
    recordings: Path | None = None


class Fleet:
    """The simulated endpoints, as a process on some of the cores."""

    def __init__(self, cores: set[int], engines: Engines = Engines()) -> None:
        self.slots = engines.slots
        options = ["--endpoints", str(engines.endpoints), "--slots", str(engines.slots)]
        options += ["--pace", str(engines.pace), "--first-audio", str(engines.first_audio)]
        options += ["--recordings", str(engines.recordings)] if engines.recordings else []
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("fleet.py")), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        os.sched_setaffinity(self.process.pid, cores)
        assert self.process.stdout
        self.ports: list[int] = json.loads(self.process.stdout.readline())["ports"]

    def end(self) -> tuple[list[tuple[float, float]], int]:
        """Return the spans of all requests, and how many were refused."""
        said = json.loads(self.process.communicate()[0])
        return [(start, end) for start, end in said["spans"]], said["refused"]

    def profile(self) -> str:
        """Return the profile that names every endpoint."""
        keys = f'dialect = "vllm-omni"\nmax_concurrency = {self.slots}\n'
        return "".join(f'[[endpoint]]\nurl = "http://127.0.0.1:{port}"\n{keys}' for port in self.ports)


@dataclass
class Sample:
    """The runner at a moment: seconds of the monotonic clock, MiB resident, seconds of processor time."""

    at: float
    memory: float
    processor: float


def sample(pid: int) -> Sample:
    """Look at a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    ticks = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return Sample(time.monotonic(), pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20), ticks)


def measure(program: str, fleet: Fleet, environment: dict[str, str], folder: Path, core: int) -> Scaling:
    """Narrate what is in the queue, and look at the part of the run in which every slot could be busy."""
    profile = folder / "fleet.toml"
    # Simulated endpoints answer with tones, and are here for their number.
    profile.write_text('[check]\nverify = "off"\n' + fleet.profile())
    with (folder / "fleet.log").open("wb") as log:
        runner = subprocess.Popen(
            ["taskset", "-c", str(core), program, "run", str(profile)],
            env=environment,
            cwd=folder,
            stdout=log,
            stderr=log,
        )
        samples = []
        while runner.poll() is None:
            try:
                samples.append(sample(runner.pid))
            except (OSError, IndexError):
                break
            time.sleep(0.5)
    if runner.wait() != 0:
        sys.exit(f"bench: the run ended with {runner.returncode}:\n{(folder / 'fleet.log').read_text()[-4000:]}")
    spans, refused = fleet.end()
    # The first requests begin all at once; those after the last one was sent have nobody to follow them.
    typical = statistics.median(end - start for start, end in spans)
    begin, end = min(start for start, _ in spans) + typical, max(start for start, _ in spans)
    busy = sum(max(0.0, min(last, end) - max(first, begin)) for first, last in spans)
    steady = [seen for seen in samples if begin <= seen.at <= end]
    third = len(steady) // 3
    second, last = steady[third : 2 * third], steady[-third:]
    audio = sum((last - first - FIRST_AUDIO) * PACE for first, last in spans)
    return Scaling(
        busy_share=busy / (end - begin) / (ENDPOINTS * SLOTS),
        seconds=end - begin,
        audio_seconds=audio,
        memory=(statistics.fmean(s.memory for s in second), statistics.fmean(s.memory for s in last)),
        processor_share=(steady[-1].processor - steady[0].processor) / (steady[-1].at - steady[0].at),
        requests=len(spans),
        refused=refused,
    )
