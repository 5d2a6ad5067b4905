"""Makes a book past 4 GiB as WAV and as FLAC, reads both back in full, and compares every sample.

FLAC has no such limit, so a WAV that is cut, or whose header is wrong, differs from it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import soundfile  # type: ignore[import-untyped]

FOUR_GIB = 1 << 32
HOURS = 26
DISTINCT_TAKES = 200
BLOCK = 1 << 20


def make(assembly: str, folder: Path, kind: str) -> tuple[Path, float]:
    """Join takes to a book; its path and its length in seconds."""
    words = [assembly, "--folder", str(folder), "--hours", str(HOURS), "--distinct", str(DISTINCT_TAKES)]
    told = json.loads(subprocess.run([*words, "--format", kind], check=True, capture_output=True, text=True).stdout)
    return folder / f"book.{kind}", float(told["audio_seconds"])


def read(book: Path) -> tuple[int, str]:
    """Decode all of a book; the number of its samples and their SHA-256."""
    digest, samples = hashlib.sha256(), 0
    with soundfile.SoundFile(book) as file:
        while len(block := file.read(BLOCK, dtype="int16")):
            samples += len(block)
            digest.update(block.tobytes())
    return samples, digest.hexdigest()


def main() -> None:
    """Exit with 1 when a sample is missing or wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assembly", required=True)
    parser.add_argument("--folder", required=True, type=Path)
    arguments = parser.parse_args()
    shutil.rmtree(arguments.folder, ignore_errors=True)
    arguments.folder.mkdir(parents=True)
    try:
        wav, seconds = make(arguments.assembly, arguments.folder, "wav")
        size = wav.stat().st_size
        found, expected = read(wav), read(make(arguments.assembly, arguments.folder, "flac")[0])
    finally:
        shutil.rmtree(arguments.folder)
    result = {"bytes": size, "audio_seconds": seconds, "samples": found[0], "sha256": found[1]}
    print(json.dumps({**result, "same_as_flac": found == expected}))
    if size <= FOUR_GIB or found != expected or abs(found[0] / 24_000 - seconds) > 0.001:
        sys.exit("the book past 4 GiB is not whole")


if __name__ == "__main__":
    main()
