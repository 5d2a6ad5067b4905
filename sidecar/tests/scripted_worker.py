"""A worker that does exactly what a request's fields say. It is run as a program of its own.

`exits`: a folder; while there is a file in it, one is removed and the worker exits, before the request has begun, or
after that where `when` is `during`. `endless`: frames until the request is cancelled. The last frame has the pid.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from qwen_tts_sidecar.workers.channel import Channel, FrameKind, open_channel
from qwen_tts_sidecar.workers.inbox import Inbox, Request


def take_exit(request: Request) -> None:
    for file in Path(request.fields["exits"]).iterdir():
        file.unlink()
        os._exit(3)


def answer(channel: Channel, inbox: Inbox[Request], request: Request) -> None:
    during = request.fields.get("when") == "during"
    if not during:
        take_exit(request)
    channel.send(FrameKind.STARTED, request.id, {})
    channel.send(FrameKind.AUDIO, request.id, b"\0\0")
    if during:
        take_exit(request)
    while request.fields.get("endless") and not inbox.is_cancelled(request.id):
        channel.send(FrameKind.AUDIO, request.id, b"\0\0")
        time.sleep(0.01)
    channel.send(FrameKind.END, request.id, {"pid": os.getpid()})
    inbox.remove(request.id)


def main() -> None:
    channel = open_channel()
    inbox = Inbox(Request, channel.cancelled)
    channel.send(FrameKind.READY, 0, {})
    while True:
        answer(channel, inbox, inbox.next())


if __name__ == "__main__":
    main()
