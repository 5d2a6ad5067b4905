"""A transcriber's frames, with signs of life among them for as long as it gets any work done."""

from __future__ import annotations

import os
import threading
import time
from typing import Any, BinaryIO

from qwen_tts_sidecar.engines.frames import FrameKind, write_frame

BEAT_SECONDS = 5.0

LEAST_WORK_SECONDS = 0.002
"""Of the processor's time between two beats: less than the smallest share that the lowest priority gets beside busy
engine processes, more than the beat itself takes."""


class Pulse:
    """Sends frames; while a request (or loading, request 0) is under way, ALIVE too, if the processor works on it."""

    def __init__(self, channel: BinaryIO) -> None:
        self._channel = channel
        self._lock = threading.Lock()
        self._request: int | None = 0
        threading.Thread(target=self._beat, name="pulse", daemon=True).start()

    def begin(self, request: int) -> None:
        """Tell that a request was taken up."""
        self._request = request
        self._send(FrameKind.STARTED, request, {})

    def end(self, kind: FrameKind, request: int, payload: dict[str, Any]) -> None:
        """Send the last frame of a request, or of loading."""
        self._request = None
        self._send(kind, request, payload)

    def _send(self, kind: FrameKind, request: int, payload: dict[str, Any]) -> None:
        with self._lock:
            write_frame(self._channel, kind, request, payload)

    def _beat(self) -> None:
        worked = time.process_time()
        while True:
            time.sleep(BEAT_SECONDS)
            before, worked = worked, time.process_time()
            with self._lock:
                request = self._request
                if request is None or worked - before < LEAST_WORK_SECONDS:
                    continue
                try:
                    write_frame(self._channel, FrameKind.ALIVE, request, {})
                except BrokenPipeError:
                    os._exit(0)
