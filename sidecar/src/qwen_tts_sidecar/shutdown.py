"""When to end: end of file on stdin (the parent process has ended) or a signal."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import stat
import threading
from collections.abc import Callable

logger = logging.getLogger(__name__)


def stdin_is_pipe() -> bool:
    """Whether descriptor 0 is a pipe or a socket, so that its end of file means that the parent has ended."""
    try:
        mode = os.fstat(0).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def watch_end_of_file(descriptor: int, on_end: Callable[[], None]) -> None:
    """Call `on_end` from a thread of its own once the descriptor is at end of file; what is read is dropped."""

    def watch() -> None:
        try:
            while os.read(descriptor, 4096):
                pass
        except OSError as error:
            logger.warning("stdin cannot be read (%s); taken as end of file", error.strerror)
        on_end()

    threading.Thread(target=watch, name="stdin-watch", daemon=True).start()


class StopSignal:
    """Calls back once for each reason to end: end of file on stdin, SIGTERM, SIGINT. Create it on the event loop."""

    def __init__(self, on_stop: Callable[[str], None], *, watch_stdin: bool) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, on_stop, signal.Signals(number).name)

        def at_end_of_file() -> None:
            try:
                loop.call_soon_threadsafe(on_stop, "end of file on stdin")
            except RuntimeError:  # the loop is closed: we are ending anyway
                return

        if watch_stdin:
            watch_end_of_file(0, at_end_of_file)
