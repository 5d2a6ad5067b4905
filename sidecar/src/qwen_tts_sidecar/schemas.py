"""The shapes of request bodies."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

MAX_SEED = 2**64 - 1

Seed = Annotated[int, Field(ge=0, le=MAX_SEED, strict=True)]
Speed = Annotated[float, Field(allow_inf_nan=False)]


class SpeechBody(BaseModel):
    """`POST /v1/audio/speech`: OpenAI's fields plus `stream`, `seed` and `language`. Other fields are ignored."""

    model_config = ConfigDict(extra="allow")

    input: str
    model: str | None = None
    voice: str | None = None
    instructions: str | None = None
    response_format: str | None = None
    speed: Speed | None = None
    stream: bool = False
    stream_format: Literal["audio", "sse"] | None = None
    seed: Seed | None = None
    language: str | None = None

    @property
    def unknown_fields(self) -> list[str]:
        """The names of fields that mean nothing here."""
        extra: dict[str, Any] = self.model_extra or {}
        return sorted(extra)


class DesktopBody(BaseModel):
    """`POST /tts` and `POST /tts/stream` of the older desktop sidecar."""

    text: str
    voice: str | None = None
    speed: Speed | None = None
    seed: Seed | None = None
    language: str | None = None
    instructions: str | None = None
