"""A worker's way to the server: its stdout, with the signals left to the server."""

from __future__ import annotations

import contextlib
import faulthandler
import fcntl
import signal
from typing import BinaryIO

from qwen_tts_sidecar.events import take_stdout

PIPE_BYTES = 1 << 20


def open_channel() -> BinaryIO:
    """Return the stream for frames. From here on the end of stdin alone ends the worker."""
    channel = take_stdout()
    faulthandler.enable()
    widen_pipe(channel)
    # A terminal's Ctrl-C and a service manager's SIGTERM reach the whole group; the server decides when we end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return channel


def widen_pipe(channel: BinaryIO) -> None:
    """Let a whole sentence fit into the pipe where the system allows, so that writing one never waits."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):  # Linux
        with contextlib.suppress(OSError):
            fcntl.fcntl(channel.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)
