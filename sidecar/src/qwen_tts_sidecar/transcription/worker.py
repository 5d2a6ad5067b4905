"""The transcriber: reads audio from stdin, writes transcripts to stdout, ends when the server does."""

from __future__ import annotations

import os
import threading
import time
from functools import partial
from typing import Any

from qwen_tts_sidecar.errors import RequestRejected
from qwen_tts_sidecar.workers.channel import ATTACHED, Channel, FrameKind, open_channel
from qwen_tts_sidecar.workers.inbox import Inbox, Request

NICENESS = 19
"""The lowest priority: what is transcribed is checked behind the synthesis, and must not slow it down."""

HEARTBEAT_SECONDS = 5.0

LEAST_WORK_SECONDS = 0.002
"""Of the processor's time between two heartbeats: less than the smallest share that the lowest priority gets beside
busy engine processes, more than a heartbeat itself takes."""


def run_worker(folder: str) -> int:
    """Load the model, report READY, serve requests one by one until stdin ends."""
    channel = open_channel()
    os.nice(NICENESS)
    inbox, heartbeat = Inbox(Request, channel.cancelled), Heartbeat(channel)
    try:
        from qwen_tts_sidecar.transcription.transcriber import Transcriber

        transcriber = Transcriber(folder)
    except Exception as error:
        channel.failed(0, error)
        return 1
    heartbeat.end(FrameKind.READY, 0, {})
    while True:
        request = inbox.next()
        heartbeat.begin(request.id)
        try:
            kind, answer = FrameKind.END, _answer(inbox, transcriber, request)
        except RequestRejected as error:
            kind, answer = FrameKind.REJECTED, {"code": error.code, "message": error.message, "param": error.param}
        except Exception as error:  # one bad request must not end the process
            kind, answer = FrameKind.FAILED, {"message": f"{type(error).__name__}: {error}"}
        heartbeat.end(kind, request.id, answer)
        inbox.remove(request.id)


def _answer(inbox: Inbox[Request], transcriber: Any, request: Request) -> dict[str, Any]:
    from qwen_tts_sidecar.transcription.decoding import decoded

    started = time.process_time()
    fields = dict(request.fields)
    audio, duration = decoded(fields.pop(ATTACHED, b""))
    transcript = transcriber.transcribe(audio, **fields, is_cancelled=partial(inbox.is_cancelled, request.id))
    if transcript is None:
        return {}
    cpu_seconds = round(time.process_time() - started, 4)
    return {**transcript, "duration": round(duration, 6), "cpu_seconds": cpu_seconds}


class Heartbeat:
    """Sends heartbeats while a request (or loading, request 0) is under way, if the processor works on it."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._request: int | None = 0
        threading.Thread(target=self._send_all, name="heartbeat", daemon=True).start()

    def begin(self, request: int) -> None:
        """Report that a request was begun."""
        self._request = request
        self._channel.send(FrameKind.STARTED, request, {})

    def end(self, kind: FrameKind, request: int, payload: dict[str, Any]) -> None:
        """Send the last frame of a request, or of loading."""
        self._request = None
        self._channel.send(kind, request, payload)

    def _send_all(self) -> None:
        worked = time.process_time()
        while True:
            time.sleep(HEARTBEAT_SECONDS)
            before, worked = worked, time.process_time()
            request = self._request
            if request is not None and worked - before >= LEAST_WORK_SECONDS:
                self._channel.send(FrameKind.HEARTBEAT, request, {})
