#!/usr/bin/env python3
"""A fast sidecar for the soak: contract version 1, with tone bursts that follow from text, voice, speed and seed.

The same request gives the same samples, as with a real engine; a missing, doubled or swapped take changes the book.
Needs nothing but Python's own library.
"""

from __future__ import annotations

import array
import hashlib
import http.server
import json
import math
import os
import sys
import threading
import time
from typing import Any

TOKEN = os.environ.get("QWEN_TTS_TOKEN", "")
RATE = 16_000
# A hurried pace, 40 characters a second, but one that is believed.
SAMPLES_PER_CHARACTER = 400
BURST_SAMPLES = 1_600
SILENCE = bytes(2 * 320)
CHUNK_BYTES = 4_096
# Long enough that a kill can fall into the middle of a take.
CHUNK_PAUSE = 0.001
INSTANCE = f"scripted-{os.getpid()}"


def burst(digest: bytes) -> bytes:
    """Make a short tone with a pitch and a loudness of its own, 16-bit little-endian."""
    period = 40 + digest[0]
    peak = 6_000 + 24 * digest[1]
    wave = array.array("h", (int(peak * math.sin(2 * math.pi * index / period)) for index in range(period)))
    if sys.byteorder == "big":
        wave.byteswap()
    return wave.tobytes() * (BURST_SAMPLES // period)


def speech(request: dict[str, Any]) -> bytes:
    """Make samples that only depend on the request."""
    text = str(request["input"])
    identity = json.dumps([text, request.get("voice"), request.get("speed"), request.get("seed")]).encode()
    bursts = max(1, len(text) * SAMPLES_PER_CHARACTER // BURST_SAMPLES)
    tones = (burst(hashlib.sha256(identity + str(number).encode()).digest()) for number in range(bursts))
    return SILENCE + b"".join(tones) + SILENCE


class Handler(http.server.BaseHTTPRequestHandler):
    """The two routes that qwen-batch uses."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: object) -> None:
        """Stay silent: the log is not looked at."""

    def may_pass(self) -> bool:
        """Refuse whoever does not know the token."""
        if self.headers.get("Authorization") == f"Bearer {TOKEN}":
            return True
        self.send_error(401)
        return False

    def do_GET(self) -> None:
        """Answer `/health`."""
        if not self.may_pass():
            return
        body = json.dumps({"status": "ok", "instance": INSTANCE}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        """Speak, a chunk at a time."""
        if not self.may_pass():
            return
        audio = speech(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.send_header("Content-Type", "audio/pcm")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for start in range(0, len(audio), CHUNK_BYTES):
            chunk = audio[start : start + CHUNK_BYTES]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            time.sleep(CHUNK_PAUSE)
        self.wfile.write(b"0\r\n\r\n")


class Server(http.server.ThreadingHTTPServer):
    """Says nothing when a client goes away."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore it: a runner that was killed closes all its connections."""


def watch_stdin() -> None:
    """End with the runner, however it ended."""
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    """Announce the port and serve."""
    threading.Thread(target=watch_stdin, daemon=True).start()
    server = Server(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Handler)
    ready = {
        "event": "ready",
        "contract": 1,
        "port": server.server_address[1],
        "instance": INSTANCE,
        "engine": "scripted",
        "model": "bursts",
        "sample_rate": RATE,
        "max_concurrency": 2,
        "voices": [{"id": "tone", "name": "Tone", "languages": ["en-US", "en-GB"]}],
    }
    print(json.dumps(ready), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
