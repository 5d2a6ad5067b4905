"""The engine process's inbox: waits a little for more, forgets what nobody waits for."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import pytest

from harness import eventually
from qwen_tts_sidecar.engines.qwen.inbox import Inbox

Send = Callable[[dict[str, Any]], None]


@pytest.fixture
def pipe() -> tuple[Inbox, Send]:
    """An inbox and a way to fill it. The pipe stays open: at its end the process would end."""
    reading, writing = os.pipe()
    inbox = Inbox(os.fdopen(reading, "rb"))

    def send(message: dict[str, Any]) -> None:
        os.write(writing, json.dumps(message).encode() + b"\n")

    return inbox, send


def request(number: int, text: str = "Hello.") -> dict[str, Any]:
    return {
        "synthesize": number, "text": text, "voice": "ryan", "seed": 1, "language": "auto", "instructions": None,
    }  # fmt: skip


def test_a_batch_holds_what_has_come(pipe: tuple[Inbox, Send]) -> None:
    inbox, send = pipe
    for number in (1, 2, 3):
        send(request(number))
    assert [job.id for job in inbox.next_batch(3, window=30)] == [1, 2, 3]


def test_a_batch_is_no_larger_than_allowed(pipe: tuple[Inbox, Send]) -> None:
    inbox, send = pipe
    for number in (1, 2, 3):
        send(request(number))
    assert eventually(lambda: len(inbox._waiting) == 3)
    assert [len(inbox.next_batch(2, window=0)) for _ in range(2)] == [2, 1]


def test_what_is_cancelled_while_it_waits_is_not_spoken(pipe: tuple[Inbox, Send]) -> None:
    inbox, send = pipe
    send(request(1))
    send({"cancel": 1})
    send(request(2))
    assert [job.id for job in inbox.next_batch(4, window=0.5)] == [2]
    assert not inbox.is_cancelled(1)


def test_what_is_cancelled_while_it_is_spoken_is_known_until_it_is_over(pipe: tuple[Inbox, Send]) -> None:
    inbox, send = pipe
    send(request(1))
    inbox.next_batch(1, window=0)
    send({"cancel": 1})
    assert eventually(lambda: inbox.is_cancelled(1))
    inbox.forget(1)
    assert not inbox.is_cancelled(1)
    send({"cancel": 1})  # too late
    send(request(2))
    assert [job.id for job in inbox.next_batch(1, window=0)] == [2]
    assert not inbox.is_cancelled(1)
