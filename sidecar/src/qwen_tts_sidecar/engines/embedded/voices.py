"""The voices of hibari-tts: which can be used now, and why the others cannot. Nothing is ever downloaded."""

from __future__ import annotations

import os
from typing import Any

DEFAULT_VOICE = "heart"


def voice_files(model: str | None) -> dict[str, str]:
    """Map each known voice to its model file, there or not. `model` replaces the file of the default voice."""
    from hibari.voices import ASSETS, VOICES, cache_dir

    files = {
        name: os.path.join(ASSETS if facts.get("bundled") else cache_dir(), facts["file"])
        for name, facts in VOICES.items()
    }
    if model is not None:
        files[DEFAULT_VOICE] = model
    return files


def describe_voices(files: dict[str, str]) -> dict[str, Any]:
    """Return `{"voices": [Voice fields…], "unavailable": {id: reason}}` as the process reports it when ready."""
    from hibari.voices import VOICES

    voices = []
    unavailable = {}
    for name, path in files.items():
        facts = VOICES[name]
        if os.path.exists(path):
            voices.append(
                {
                    "id": name,
                    "name": name.capitalize(),
                    "languages": [facts["language"]],
                    "gender": facts["gender"],
                    "accent": facts["accent"],
                }
            )
        else:
            unavailable[name] = f"its model file is not on this machine; it is looked for at {path}"
    return {"voices": voices, "unavailable": unavailable}
