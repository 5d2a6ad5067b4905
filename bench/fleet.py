"""Simulated speech endpoints: many ports, each with some slots, that answer as slowly as a GPU does.

Each answer is streamed at the pace of its slot, whether the client keeps up or not, as an engine makes it: a slot is
busy from the request to the moment when its audio would be made. Answers are tones, or recordings of the texts. Prints
{"ports": […]} once all listen. Ends at the end of its input, and then prints when each request came and for how long
its slot was busy.
"""

from __future__ import annotations

import argparse
import array
import asyncio
import contextlib
import json
import math
import random
import resource
import sys
import time
import wave
from pathlib import Path

RATE = 24_000
MODEL = "simulated"
# English is read at about 15 characters a second.
CHARACTERS_PER_SECOND = 15.0
# Slots that are busy at once make each other slower or faster by about as much.
SPREAD = 0.15


class Fleet:
    """All endpoints, and what happened at them."""

    def __init__(self, slots: int, pace: float, first_audio: float, recordings: dict[str, bytes]) -> None:
        self.slots = slots
        # Times realtime, of each slot.
        self.pace = pace
        # Seconds from a request to its first audio.
        self.first_audio = first_audio
        # Start and end of each request's work, in seconds of the monotonic clock, which all processes share.
        self.spans: list[tuple[float, float]] = []
        self.refused = 0
        tone = array.array("h", (int(9000 * math.sin(index / 8)) for index in range(RATE)))
        self.second = tone.tobytes()
        # Samples by text.
        self.recordings = recordings

    def seconds_of(self, text: str) -> tuple[float, float]:
        """Return the audio that a text becomes and the time that its slot takes, in seconds."""
        known = self.recordings.get(text)
        audio = len(known) / 2 / RATE if known else max(0.5, len(text) / CHARACTERS_PER_SECOND)
        pace = self.pace * random.Random(text).uniform(1 - SPREAD, 1 + SPREAD)
        return audio, self.first_audio + audio / pace

    def samples(self, text: str, second: int, size: int) -> bytes:
        """Return so much of one second of the audio of a text."""
        known = self.recordings.get(text)
        return known[second * RATE * 2 :][:size] if known else self.second[:size]


class Endpoint:
    """One port with its slots."""

    def __init__(self, fleet: Fleet) -> None:
        self.fleet = fleet
        self.busy = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection, one after another."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                body = await reader.readexactly(content_length(head))
                if head.startswith("POST /v1/audio/speech "):
                    await self.speak(json.loads(body), writer)
                elif head.startswith("GET /v1/models "):
                    answer(writer, 200, {"data": [{"id": MODEL}]})
                elif head.startswith("GET /v1/audio/voices "):
                    answer(writer, 200, {"voices": ["one"]})
                else:
                    answer(writer, 404, {})
                await writer.drain()
        writer.close()

    async def speak(self, wish: dict[str, str], writer: asyncio.StreamWriter) -> None:
        """Stream the audio of a text at the pace of a slot."""
        if self.busy >= self.fleet.slots:
            self.fleet.refused += 1
            answer(writer, 503, {})
            return
        self.busy += 1
        start = time.monotonic()
        audio, taken = self.fleet.seconds_of(wish["input"])
        header = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n"
        if wish["response_format"] == "pcm":
            writer.write(header % b"audio/pcm")
        else:
            writer.write(header % b"audio/wav")
            chunk(writer, wav_header())
        left = int(audio * RATE) * 2
        made = taken - self.fleet.first_audio
        await asyncio.sleep(self.fleet.first_audio)
        for step in range(math.ceil(audio)):
            size = min(RATE * 2, left)
            left -= size
            due = start + self.fleet.first_audio + made * min(1.0, (step + 1) / audio)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            chunk(writer, self.fleet.samples(wish["input"], step, size))
        writer.write(b"0\r\n\r\n")
        self.busy -= 1
        # A loop that is late must not make slots look busy that wait.
        self.fleet.spans.append((start, start + taken))


def content_length(head: str) -> int:
    """Return how many bytes follow a request's head."""
    fields = (line.partition(":") for line in head.split("\r\n"))
    return next((int(value) for name, _, value in fields if name.lower() == "content-length"), 0)


def answer(writer: asyncio.StreamWriter, status: int, document: dict[str, object]) -> None:
    """Send a short JSON document."""
    body = json.dumps(document).encode()
    head = f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)


def chunk(writer: asyncio.StreamWriter, data: bytes) -> None:
    """Send a piece of an answer whose length was not told before."""
    writer.write(b"%x\r\n" % len(data) + data + b"\r\n")


def wav_header() -> bytes:
    """Return the header of a file whose length is not known yet."""
    words = [(b"RIFF", 0xFFFFFFFF), (b"WAVEfmt ", 16)]
    head = b"".join(name + number.to_bytes(4, "little") for name, number in words)
    sizes = [(1, 2), (1, 2), (RATE, 4), (RATE * 2, 4), (2, 2), (16, 2)]
    return head + b"".join(number.to_bytes(size, "little") for number, size in sizes) + b"data" + b"\xff" * 4


def read_recordings(lines: Path) -> dict[str, bytes]:
    """Return the samples of WAV files by their texts."""
    recordings = {}
    for line in map(json.loads, lines.read_text().splitlines()):
        with wave.open(line["file"]) as recording:
            recordings[line["text"]] = recording.readframes(recording.getnframes())
    return recordings


async def run(fleet: Fleet, endpoints: int) -> None:
    """Listen until the input ends."""
    servers = [await asyncio.start_server(Endpoint(fleet).serve, "127.0.0.1", 0) for _ in range(endpoints)]
    print(json.dumps({"ports": [server.sockets[0].getsockname()[1] for server in servers]}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)
    print(json.dumps({"spans": fleet.spans, "refused": fleet.refused}), flush=True)


def main() -> None:
    """Take the options, and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endpoints", type=int, default=64)
    parser.add_argument("--slots", type=int, default=16)
    parser.add_argument("--pace", type=float, required=True, help="times realtime, of each slot")
    parser.add_argument("--first-audio", type=float, required=True, help="seconds from a request to its first audio")
    parser.add_argument("--recordings", type=Path, help="JSON lines, each with the file and the text of a recording")
    options = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    recordings = read_recordings(options.recordings) if options.recordings else {}
    asyncio.run(run(Fleet(options.slots, options.pace, options.first_audio, recordings), options.endpoints))


if __name__ == "__main__":
    main()
