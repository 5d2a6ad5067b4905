"""The engine process's news for the server, as frames on its stdout."""

from __future__ import annotations

import os
import threading
import time
from typing import Any, BinaryIO

from qwen_tts_sidecar.engines.frames import FrameKind, write_frame
from qwen_tts_sidecar.engines.qwen.inbox import Inbox
from qwen_tts_sidecar.engines.qwen.sink import JobEnd

ALIVE_SECONDS = 1.0
"""Shortest time between two signs of life."""


class ServerChannel:
    """A `Sink` that writes frames. A server that has closed its end is gone: the process ends."""

    def __init__(self, stream: BinaryIO, inbox: Inbox) -> None:
        self._stream, self._inbox = stream, inbox
        self._writing = threading.Lock()
        self._last_sign = 0.0

    def loading(self, fraction: float, message: str) -> None:
        """Tell how far loading is."""
        self._write(FrameKind.LOADING, 0, {"fraction": fraction, "message": message})

    def ready(self, facts: dict[str, Any]) -> None:
        """Tell that jobs can come."""
        self._write(FrameKind.READY, 0, facts)

    def cannot_load(self, code: str, message: str) -> None:
        """Tell why there will be no speech; `code` is a StartupCode's."""
        self._write(FrameKind.FAILED, 0, {"code": code, "message": message})

    def started(self, job: int) -> None:
        """Tell that the job's generation begins."""
        self._write(FrameKind.STARTED, job, {})

    def audio(self, job: int, pcm: bytes) -> None:
        """Pass on more of its audio."""
        self._write(FrameKind.AUDIO, job, pcm)

    def ended(self, job: int, end: JobEnd) -> None:
        """Tell that it is over."""
        facts = {"reason": end.reason, "batch_size": end.batch_size, "engine_seconds": end.engine_seconds}
        self._write(FrameKind.END, job, facts)
        self._inbox.forget(job)

    def failed(self, job: int, code: str, message: str) -> None:
        """Tell that it is over, without all of its audio."""
        self._write(FrameKind.FAILED, job, {"code": code, "message": message})
        self._inbox.forget(job)

    def alive(self) -> None:
        """Tell that a frame was made."""
        now = time.monotonic()
        if now - self._last_sign >= ALIVE_SECONDS:
            self._last_sign = now
            self._write(FrameKind.ALIVE, 0, {})

    def limited(self, limit: int) -> None:
        """Tell how many are spoken at once from now on."""
        self._write(FrameKind.LIMIT, 0, {"max_batch": limit})

    def is_cancelled(self, job: int) -> bool:
        """Return whether nobody waits for it any more."""
        return self._inbox.is_cancelled(job)

    def _write(self, kind: FrameKind, request: int, payload: bytes | dict[str, Any]) -> None:
        try:
            with self._writing:
                write_frame(self._stream, kind, request, payload)
        except BrokenPipeError:
            os._exit(0)
