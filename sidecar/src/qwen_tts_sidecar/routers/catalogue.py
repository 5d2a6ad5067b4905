"""What can be asked for: voices and models."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from qwen_tts_sidecar.engines.base import EngineDescription
from qwen_tts_sidecar.routers.context import Service, Transcribing

router = APIRouter()


def voice_objects(description: EngineDescription) -> list[dict[str, Any]]:
    """Return the voices as JSON objects {id, name, languages, gender, accent}."""
    return [asdict(voice) for voice in description.voices]


@router.get("/v1/audio/voices")
@router.get("/voices")
async def voices(service: Service) -> dict[str, Any]:
    """List the voices that can be used now, and name those that cannot with the reason."""
    description = service.ready_description()
    return {
        "voices": voice_objects(description),
        "default": description.default_voice,
        "unavailable": dict(description.unavailable_voices),
    }


@router.get("/v1/models")
async def models(service: Service, transcription: Transcribing) -> dict[str, Any]:
    """List the one model that speaks, with what it can do beside OpenAI's fields, and name the one that transcribes."""
    description = service.ready_description()
    entry = {"id": description.model, "object": "model", "created": 0, "owned_by": "local", **description.model_facts()}
    return {"object": "list", "data": [entry], "transcription": transcription.facts()}
