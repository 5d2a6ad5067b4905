"""The engine process: reads requests from stdin, writes PCM to stdout, ends when the server does."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import queue
import signal
import sys
import threading
import time
from typing import Any, BinaryIO

from qwen_tts_sidecar.engines.frames import FrameKind, write_frame
from qwen_tts_sidecar.events import take_stdout

PIPE_BYTES = 1 << 20


class Inbox:
    """Requests from stdin, read by a thread of its own so that a cancellation or the server's end is seen at once."""

    def __init__(self) -> None:
        self.requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._cancelled = 0
        threading.Thread(target=self._read, name="inbox", daemon=True).start()

    def _read(self) -> None:
        for line in sys.stdin.buffer:
            message = json.loads(line)
            if "cancel" in message:
                # Ids only grow and one request runs at a time, so the highest cancelled id says it all.
                self._cancelled = max(self._cancelled, message["cancel"])
            else:
                self.requests.put(message)
        os._exit(0)

    def is_cancelled(self, request: int) -> bool:
        """Whether the server no longer wants the request that runs now."""
        return self._cancelled >= request


def widen_pipe(channel: BinaryIO) -> None:
    """Let a whole sentence fit into the pipe where the system allows, so that writing one never waits."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):  # Linux
        with contextlib.suppress(OSError):
            fcntl.fcntl(channel.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)


def run_worker(model: str | None) -> int:
    """Load the engine, report READY, serve requests one by one until stdin ends."""
    channel = take_stdout()
    widen_pipe(channel)
    # A terminal's Ctrl-C and a service manager's SIGTERM reach the whole group; the server decides when we end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    inbox = Inbox()

    from qwen_tts_sidecar.engines.embedded.speaker import SAMPLE_RATE, Speaker
    from qwen_tts_sidecar.engines.embedded.voices import DEFAULT_VOICE, describe_voices, voice_files

    files = voice_files(model)
    try:
        speaker = Speaker(files, DEFAULT_VOICE)
    except Exception as error:
        write_frame(channel, FrameKind.FAILED, 0, {"message": f"{type(error).__name__}: {error}"})
        return 1
    ready = {"sample_rate": SAMPLE_RATE, "default_voice": DEFAULT_VOICE, **describe_voices(files)}
    write_frame(channel, FrameKind.READY, 0, ready)
    while True:
        _answer(channel, inbox, speaker, inbox.requests.get())


def _answer(channel: BinaryIO, inbox: Inbox, speaker: Any, message: dict[str, Any]) -> None:
    request: int = message["synthesize"]
    started = time.perf_counter()
    reason, spoke = "stop", False
    try:
        write_frame(channel, FrameKind.STARTED, request, {})
        for pcm in speaker.speak(message["text"], message["voice"], message["speed"], message["seed"]):
            if inbox.is_cancelled(request):
                reason = "cancelled"
                break
            spoke = True
            write_frame(channel, FrameKind.AUDIO, request, pcm)
        if not spoke and reason == "stop":
            write_frame(channel, FrameKind.REJECTED, request, {"code": "text_not_speakable"})
            return
        end = {
            "reason": reason,
            "engine_seconds": time.perf_counter() - started,
            "unspoken": speaker.unspoken(message["text"]),
        }
        write_frame(channel, FrameKind.END, request, end)
    except BrokenPipeError:
        os._exit(0)
    except Exception as error:  # one bad request must not cost the process
        write_frame(channel, FrameKind.FAILED, request, {"message": f"{type(error).__name__}: {error}"})
