"""The requests to a worker, read in a thread of its own so that a cancellation or end of file takes effect at once."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Generic, Protocol, TypeVar

from qwen_tts_sidecar.workers.channel import ATTACHED


class Job(Protocol):
    """What an inbox holds."""

    @property
    def id(self) -> int:
        """The request's number."""


J = TypeVar("J", bound=Job)


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it was sent; an attachment stands under `ATTACHED`."""

    id: int
    fields: dict[str, Any]


def oldest(waiting: Sequence[J], limit: int) -> Sequence[J]:
    """Choose those that have waited longest."""
    return waiting[:limit]


class Inbox(Generic[J]):
    """Jobs that wait, and those that were cancelled while they run. At end of file, the server's end, the process ends.

    `parse` makes a job of a request's id and fields, `on_dropped` is called with the id of one that is cancelled while
    it waits, and `choose` returns up to so many of those that wait, the oldest among them.
    """

    def __init__(
        self,
        parse: Callable[[int, dict[str, Any]], J],
        on_dropped: Callable[[int], None],
        stream: BinaryIO | None = None,
        choose: Callable[[Sequence[J], int], Sequence[J]] = oldest,
    ) -> None:
        self._parse, self._on_dropped, self._choose = parse, on_dropped, choose
        self._stream = stream or sys.stdin.buffer
        self._waiting: list[J] = []
        self._running: set[int] = set()
        self._cancelled: set[int] = set()
        self._changed = threading.Condition()
        threading.Thread(target=self._read, name="inbox", daemon=True).start()

    def _read(self) -> None:
        for line in self._stream:
            message = json.loads(line)
            if ATTACHED in message:
                message[ATTACHED] = self._stream.read(message[ATTACHED])
            with self._changed:
                if "cancel" in message:
                    self._cancel(message["cancel"])
                else:
                    self._waiting.append(self._parse(message.pop("request"), message))
                self._changed.notify()
        os._exit(0)

    def _cancel(self, request: int) -> None:
        kept = [job for job in self._waiting if job.id != request]
        if len(kept) < len(self._waiting):
            self._waiting = kept
            self._on_dropped(request)
        elif request in self._running:
            self._cancelled.add(request)

    def next_batch(self, limit: int, window: float) -> Sequence[J]:
        """Wait for a job, then up to `window` seconds for as many as `limit`; return the batch that was chosen."""
        with self._changed:
            while True:
                self._changed.wait_for(lambda: bool(self._waiting))
                deadline = time.monotonic() + window
                while len(self._waiting) < limit and (left := deadline - time.monotonic()) > 0:
                    self._changed.wait(left)
                if self._waiting:  # the only one may have been cancelled meanwhile
                    batch = self._choose(self._waiting, limit)
                    self._running |= {job.id for job in batch}
                    self._waiting = [job for job in self._waiting if job.id not in self._running]
                    return batch

    def next(self) -> J:
        """Wait for a job and return it."""
        return self.next_batch(1, 0.0)[0]

    def is_cancelled(self, request: int) -> bool:
        """Whether a job that is being worked on was cancelled."""
        return request in self._cancelled

    def remove(self, request: int) -> None:
        """Remove a job that is over."""
        with self._changed:
            self._running.discard(request)
            self._cancelled.discard(request)
