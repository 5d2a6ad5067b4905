"""What the server wants of a worker, read by a thread of its own."""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from typing import Any

from qwen_tts_sidecar.engines.children import ATTACHED


class Inbox:
    """Requests from stdin, read by a thread of its own so that a cancellation or the server's end is seen at once.

    A message's attachment stands under `ATTACHED` in place of its length.
    """

    def __init__(self) -> None:
        self.requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._cancelled = 0
        threading.Thread(target=self._read, name="inbox", daemon=True).start()

    def _read(self) -> None:
        stream = sys.stdin.buffer
        for line in stream:
            message = json.loads(line)
            if ATTACHED in message:
                message[ATTACHED] = stream.read(message[ATTACHED])
            if "cancel" in message:
                # Ids only grow and one request runs at a time, so the highest cancelled id says it all.
                self._cancelled = max(self._cancelled, message["cancel"])
            else:
                self.requests.put(message)
        os._exit(0)

    def is_cancelled(self, request: int) -> bool:
        """Whether the server no longer wants the request that runs now."""
        return self._cancelled >= request
