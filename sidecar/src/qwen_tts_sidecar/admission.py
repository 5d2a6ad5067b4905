"""Which requests may use the engine: as many requests as it works on at once, the others first come, first served."""

from __future__ import annotations

import asyncio
from collections import deque

from qwen_tts_sidecar.errors import RequestRejected

RETRY_AFTER_SECONDS = 5


class Admission:
    """A bounded first-in-first-out queue before `slots` places. Tickets are futures, done once their turn has come."""

    def __init__(self, slots: int, max_waiting: int) -> None:
        self._slots, self._max_waiting = slots, max_waiting
        self._waiting: deque[asyncio.Future[None]] = deque()
        self.in_flight = 0

    @property
    def queued(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def enter(self) -> asyncio.Future[None]:
        """Take a ticket, to be awaited; `leave` must follow, whatever happens. RequestRejected (503) when full."""
        ticket: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self.in_flight < self._slots:
            self.in_flight += 1
            ticket.set_result(None)
        elif len(self._waiting) < self._max_waiting:
            self._waiting.append(ticket)
        else:
            raise RequestRejected(
                "queue_full",
                f"{self._max_waiting} requests wait already; try again later.",
                status=503,
                headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
            )
        return ticket

    def leave(self, ticket: asyncio.Future[None]) -> None:
        """Release the place, or stop the wait for it."""
        if ticket in self._waiting:
            self._waiting.remove(ticket)
            return
        self.in_flight -= 1
        while self._waiting and self.in_flight < self._slots:
            following = self._waiting.popleft()
            if not following.cancelled():
                self.in_flight += 1
                following.set_result(None)
