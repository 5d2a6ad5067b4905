"""The event channel: one JSON object a line on the program's real stdout, and nothing else there."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from qwen_tts_sidecar.startup import StartupError


def take_stdout() -> BinaryIO:
    """Return the real stdout as a binary stream and send everything else written to stdout to stderr.

    Descriptor 1 itself is redirected, so that a library which prints from C cannot disturb the channel either.
    """
    sys.stdout.flush()
    channel = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return channel


class EventChannel:
    """Writes events; a parent that has closed its end is no error (end of file on stdin shows that it has ended)."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def emit(self, event: str, **fields: Any) -> None:
        """Write `{"event": event, …fields}` as one line."""
        line = json.dumps({"event": event, **fields}, ensure_ascii=False, separators=(",", ":"))
        try:
            self._stream.write(line.encode() + b"\n")
        except OSError:
            return

    def emit_error(self, error: StartupError) -> None:
        """Write the `error` event of a start that failed."""
        self.emit("error", code=error.code.code, message=str(error))
