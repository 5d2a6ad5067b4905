"""Errors of a request, as they are in the server's answers: a stable code, a sentence, the field they are about."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class RequestRejected(Exception):
    """The request cannot be answered as asked; `code` is stable, `param` names the field it is about."""

    code: str
    message: str
    param: str | None = None
    status: int = 400
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message


class RequestCancelled(Exception):
    """The request was cancelled, as a rule because its client has disconnected."""


class EngineFailure(Exception):
    """An engine or a transcriber broke down during a request; `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
