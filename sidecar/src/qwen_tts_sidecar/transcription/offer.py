"""What a server has to transcribe with, which may be nothing: speech does not wait for it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from qwen_tts_sidecar.settings import ServeSettings
from qwen_tts_sidecar.startup import StartupError
from qwen_tts_sidecar.transcription.model import REMEDY, find_model
from qwen_tts_sidecar.transcription.service import TranscriptionService
from qwen_tts_sidecar.workers.cores import usable_cores

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TranscriptionOffer:
    """A service, or none; `trouble` is a sentence that says why there is none where one was asked for."""

    service: TranscriptionService | None = None
    trouble: str | None = None

    def facts(self) -> dict[str, Any] | None:
        """Return what a client has to know before it asks; None where there is nothing to ask."""
        return self.service.facts() if self.service else None

    def state(self) -> dict[str, Any] | None:
        """Return the facts, and how the transcribers are doing; None where there are none."""
        return self.service.state() if self.service else None

    async def close(self) -> None:
        """End what the service has started."""
        if self.service:
            await self.service.close()


def create_transcription(settings: ServeSettings) -> TranscriptionOffer:
    """Return what can be had of what the settings ask for."""
    try:
        model = find_model(settings.transcription_model)
    except StartupError as error:
        logger.warning("serving without transcription: %s %s", error, REMEDY)
        return TranscriptionOffer(trouble=str(error))
    if model is None:
        return TranscriptionOffer()
    transcribers = settings.transcribers or usable_cores()
    return TranscriptionOffer(TranscriptionService(model, transcribers, settings.queue_factor))
