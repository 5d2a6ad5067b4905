"""A worker's inbox: waits a little for more, forgets what nobody waits for."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import pytest

from harness import eventually
from qwen_tts_sidecar.workers.channel import ATTACHED
from qwen_tts_sidecar.workers.inbox import Inbox, Request

Send = Callable[[dict[str, Any]], None]


@pytest.fixture
def dropped() -> list[int]:
    return []


@pytest.fixture
def pipe(dropped: list[int]) -> tuple[Inbox[Request], Send]:
    """An inbox and a way to fill it. The pipe stays open: at its end the process would end."""
    reading, writing = os.pipe()
    inbox = Inbox(Request, dropped.append, os.fdopen(reading, "rb"))

    def send(message: dict[str, Any]) -> None:
        attachment = message.get(ATTACHED, b"")
        line = message | {ATTACHED: len(attachment)} if attachment else message
        os.write(writing, json.dumps(line).encode() + b"\n" + attachment)

    return inbox, send


def request(number: int) -> dict[str, Any]:
    return {"request": number, "text": "Hello."}


def test_a_request_comes_with_its_fields_and_its_attachment(pipe: tuple[Inbox[Request], Send]) -> None:
    inbox, send = pipe
    send(request(1) | {ATTACHED: b'{"cancel": 2}\n'})
    send(request(2))
    assert inbox.next() == Request(1, {"text": "Hello.", ATTACHED: b'{"cancel": 2}\n'})
    assert inbox.next() == Request(2, {"text": "Hello."})


def test_a_batch_holds_what_has_come(pipe: tuple[Inbox[Request], Send]) -> None:
    inbox, send = pipe
    for number in (1, 2, 3):
        send(request(number))
    assert [job.id for job in inbox.next_batch(3, window=30)] == [1, 2, 3]


def test_a_batch_is_no_larger_than_allowed(pipe: tuple[Inbox[Request], Send]) -> None:
    inbox, send = pipe
    for number in (1, 2, 3):
        send(request(number))
    assert eventually(lambda: len(inbox._waiting) == 3)
    assert [len(inbox.next_batch(2, window=0)) for _ in range(2)] == [2, 1]


def test_what_is_cancelled_while_it_waits_is_not_handed_out(
    pipe: tuple[Inbox[Request], Send], dropped: list[int]
) -> None:
    inbox, send = pipe
    send(request(1))
    send({"cancel": 1})
    send(request(2))
    assert [job.id for job in inbox.next_batch(4, window=0.5)] == [2]
    assert not inbox.is_cancelled(1)
    assert dropped == [1]


def test_what_is_cancelled_while_it_runs_is_known_until_it_is_over(
    pipe: tuple[Inbox[Request], Send], dropped: list[int]
) -> None:
    inbox, send = pipe
    send(request(1))
    inbox.next_batch(1, window=0)
    send({"cancel": 1})
    assert eventually(lambda: inbox.is_cancelled(1))
    inbox.remove(1)
    assert not inbox.is_cancelled(1)
    send({"cancel": 1})  # too late
    send(request(2))
    assert [job.id for job in inbox.next_batch(1, window=0)] == [2]
    assert not inbox.is_cancelled(1)
    assert dropped == []
