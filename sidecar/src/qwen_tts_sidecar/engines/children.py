"""What all engine processes have in common as the server's children: a line to them, and their end."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Callable
from typing import Any

ATTACHED = "attached"
"""The key that says how many bytes follow a line."""

Child = asyncio.subprocess.Process | None
"""A process, or None before it is started."""


def send_line(child: Child, message: dict[str, Any], attachment: bytes = b"") -> None:
    """Write a JSON object to the child's stdin, and bytes after its line; nothing when that is closed."""
    if child and child.stdin and not child.stdin.is_closing():
        if attachment:
            message = {**message, ATTACHED: len(attachment)}
        child.stdin.write(json.dumps(message).encode() + b"\n")
        if attachment:
            child.stdin.write(attachment)


def ending(code: int | None) -> str:
    """Say how a process has ended, by its return code."""
    if code is not None and code < 0 and os.name == "posix":
        return f"by {signal.Signals(-code).name}"
    return f"exit code {code}"


def kill(child: Child) -> None:
    """End the child at once."""
    if child and child.returncode is None:
        child.kill()


async def end_by_lifeline(child: asyncio.subprocess.Process, seconds: float, force: Callable[[], None]) -> None:
    """End the child by the end of its stdin, and by `force`, which has to kill it, if that takes longer."""
    if child.stdin:
        child.stdin.close()
    try:
        await asyncio.wait_for(child.wait(), seconds)
    except TimeoutError:
        force()
        await child.wait()
