"""What the server wants of the engine process, read by a thread of its own."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from typing import BinaryIO

from qwen_tts_sidecar.engines.qwen.batches import SpeechJob, choose_batch


class Inbox:
    """Jobs that wait, and jobs that nobody waits for any more. At end of file the server is gone: the process ends."""

    def __init__(self, stream: BinaryIO | None = None) -> None:
        self._stream = stream or sys.stdin.buffer
        self._waiting: list[SpeechJob] = []
        self._running: set[int] = set()
        self._cancelled: set[int] = set()
        self._news = threading.Condition()
        threading.Thread(target=self._read, name="inbox", daemon=True).start()

    def _read(self) -> None:
        for line in self._stream:
            message = json.loads(line)
            with self._news:
                if "cancel" in message:
                    self._cancel(message["cancel"])
                else:
                    self._waiting.append(SpeechJob(message.pop("synthesize"), **message))
                self._news.notify()
        os._exit(0)

    def _cancel(self, job: int) -> None:
        self._waiting = [waiting for waiting in self._waiting if waiting.id != job]
        if job in self._running:
            self._cancelled.add(job)

    def next_batch(self, limit: int, window: float) -> list[SpeechJob]:
        """Wait for a job, then up to `window` seconds for as many as `limit`; return the batch that was chosen."""
        with self._news:
            while True:
                self._news.wait_for(lambda: bool(self._waiting))
                deadline = time.monotonic() + window
                while len(self._waiting) < limit and (left := deadline - time.monotonic()) > 0:
                    self._news.wait(left)
                batch = choose_batch(self._waiting, limit)
                if batch:  # the only one may have been cancelled meanwhile
                    self._running |= {job.id for job in batch}
                    self._waiting = [job for job in self._waiting if job.id not in self._running]
                    return batch

    def is_cancelled(self, job: int) -> bool:
        """Whether nobody waits for a job that was handed out."""
        return job in self._cancelled

    def forget(self, job: int) -> None:
        """Drop what is known of a job that is over."""
        with self._news:
            self._running.discard(job)
            self._cancelled.discard(job)
