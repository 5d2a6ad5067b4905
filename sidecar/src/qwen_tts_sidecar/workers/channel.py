"""What the server and a worker write to each other, over the worker's stdin and stdout.

To the worker: one JSON object a line, `{"request": id, …}`, with `"attached": n` for n bytes after its line, or
`{"cancel": id}`. End of file there means that the server has ended: the worker ends at once.
From the worker: frames of a kind (1 byte), the request's id and the payload's length (u32 each, big-endian), payload.
Each request ends with one frame of `LAST_OF_A_REQUEST`, also one that was cancelled.
"""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import fcntl
import json
import os
import signal
import struct
import threading
from dataclasses import dataclass
from enum import Enum
from typing import Any, BinaryIO

from qwen_tts_sidecar.events import take_stdout

ATTACHED = "attached"
"""The key of the number of bytes that follow a line."""

PIPE_BYTES = 1 << 20
"""More than a sentence of audio (48 kB a second), so that writing one never waits."""

_HEAD = struct.Struct(">cII")


class FrameKind(Enum):
    """What a frame holds: s16le PCM (AUDIO) or a JSON object (the others). A request's frames begin with STARTED.

    Loading is request 0: LOADING, none or several, then READY or FAILED. At any time a worker may send a
    HEARTBEAT, and in LIMIT what has changed of the facts in READY.
    """

    LOADING = b"L"
    READY = b"R"
    HEARTBEAT = b"V"
    LIMIT = b"M"
    STARTED = b"S"
    AUDIO = b"A"
    END = b"E"
    REJECTED = b"J"
    FAILED = b"F"


LAST_OF_A_REQUEST = frozenset({FrameKind.END, FrameKind.REJECTED, FrameKind.FAILED})


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame; `request` is 0 where it is about none."""

    kind: FrameKind
    request: int
    payload: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The payload of any frame but AUDIO."""
        value: dict[str, Any] = json.loads(self.payload)
        return value


def send_line(stdin: asyncio.StreamWriter, message: dict[str, Any], attachment: bytes = b"") -> None:
    """Write a message to a worker, and bytes after its line; nothing when its stdin is closed."""
    if stdin.is_closing():
        return
    if attachment:
        message = {**message, ATTACHED: len(attachment)}
    stdin.write(json.dumps(message).encode() + b"\n")
    if attachment:
        stdin.write(attachment)


async def read_frame(stdout: asyncio.StreamReader) -> Frame:
    """Read a worker's next frame; asyncio.IncompleteReadError at end of file."""
    kind, request, length = _HEAD.unpack(await stdout.readexactly(_HEAD.size))
    return Frame(FrameKind(kind), request, await stdout.readexactly(length))


class Channel:
    """A worker's output to the server, for all of its threads. When the server has closed its end, the worker ends."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._writing = threading.Lock()

    def send(self, kind: FrameKind, request: int, payload: bytes | dict[str, Any]) -> None:
        """Write one frame."""
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        try:
            with self._writing:
                self._stream.write(_HEAD.pack(kind.value, request, len(body)))
                self._stream.write(body)
                self._stream.flush()
        except BrokenPipeError:
            os._exit(0)

    def loading(self, fraction: float, message: str) -> None:
        """Report the progress of loading, for a worker that takes long."""
        self.send(FrameKind.LOADING, 0, {"fraction": fraction, "message": message})

    def failed(self, request: int, error: Exception) -> None:
        """Report the error of a request, or of loading (request 0)."""
        self.send(FrameKind.FAILED, request, {"message": f"{type(error).__name__}: {error}"})

    def cancelled(self, request: int) -> None:
        """Report that a request was cancelled before it was begun."""
        self.send(FrameKind.END, request, {"reason": "cancelled"})


def open_channel() -> Channel:
    """Return this worker's channel on what was its stdout. From here on the end of stdin alone ends the worker."""
    stream = take_stdout()
    faulthandler.enable()
    if hasattr(fcntl, "F_SETPIPE_SZ"):  # Linux
        with contextlib.suppress(OSError):
            fcntl.fcntl(stream.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    # A terminal's Ctrl-C and a service manager's SIGTERM reach the whole group; the server decides when we end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return Channel(stream)
