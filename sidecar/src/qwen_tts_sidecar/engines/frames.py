"""The talk between the server and an engine process, over the process's stdin and stdout.

To the process: one JSON object a line, `{"synthesize": id, "text", "voice", …}`, `{"transcribe": id, …, "attached": n}`
with n bytes of audio after its line, or `{"cancel": id}`.
End of file there means that the server is gone: the process ends at once.
From the process: frames of a kind (1 byte), the request's id and the payload's length (u32 each, big-endian), payload.
"""

from __future__ import annotations

import asyncio
import json
import struct
from dataclasses import dataclass
from enum import Enum
from typing import Any, BinaryIO

_HEAD = struct.Struct(">cII")


class FrameKind(Enum):
    """What a frame holds: s16le PCM (AUDIO) or a JSON object (the others). A request's frames begin with STARTED.

    Before READY a process may tell of its LOADING; while it works, that it is ALIVE, and a new LIMIT of how many
    requests it works on at once.
    """

    LOADING = b"L"
    READY = b"R"
    ALIVE = b"V"
    LIMIT = b"M"
    STARTED = b"S"
    AUDIO = b"A"
    END = b"E"
    REJECTED = b"J"
    FAILED = b"F"


LAST_OF_A_REQUEST = frozenset({FrameKind.END, FrameKind.REJECTED, FrameKind.FAILED})


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame; `request` is 0 for LOADING, READY and LIMIT, and for ALIVE where that is not about a request."""

    kind: FrameKind
    request: int
    payload: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The payload of any frame but AUDIO."""
        value: dict[str, Any] = json.loads(self.payload)
        return value


def write_frame(stream: BinaryIO, kind: FrameKind, request: int, payload: bytes | dict[str, Any]) -> None:
    """Write one frame and flush it."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    stream.write(_HEAD.pack(kind.value, request, len(body)))
    stream.write(body)
    stream.flush()


async def read_frame(stream: asyncio.StreamReader) -> Frame:
    """Read one frame; asyncio.IncompleteReadError at end of file."""
    kind, request, length = _HEAD.unpack(await stream.readexactly(_HEAD.size))
    return Frame(FrameKind(kind), request, await stream.readexactly(length))
