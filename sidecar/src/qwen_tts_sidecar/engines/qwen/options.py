"""The options of `--engine qwen`. Nothing here needs torch."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qwen_tts_sidecar.startup import StartupCode, StartupError

DEVICES = "auto, cpu, cuda, cuda:N or mps"
DTYPES = ("auto", "bfloat16", "float16", "float32")
ATTENTIONS = ("auto", "eager", "sdpa", "flash_attention_2")
DEFAULT_WINDOW_SECONDS = 0.05
"""Far less than the second or more that a generation takes, and enough for a client to send its next requests."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A voice to clone: its name, the recording and what is said in it."""

    name: str
    audio: str
    text: str


@dataclass(frozen=True, slots=True)
class QwenOptions:
    """What the engine was asked for.

    `model` is a checkpoint's folder, or a hub id where `allow_download`; empty when none was given. `max_batch` None
    lets the free memory decide.
    `window_seconds` is how long a generation that could take more requests waits for them.
    `voice_description` is what a VoiceDesign checkpoint speaks with, before the instructions that a request has.
    """

    model: str
    device: str = "auto"
    dtype: str = "auto"
    attention: str = "auto"
    max_batch: int | None = None
    window_seconds: float = DEFAULT_WINDOW_SECONDS
    allow_download: bool = False
    voice_description: str | None = None
    references: tuple[Reference, ...] = ()

    def to_json(self) -> str:
        """Return the options for the engine process's command line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> QwenOptions:
        """Return the options that `to_json` wrote."""
        fields: dict[str, Any] = json.loads(text)
        fields["references"] = tuple(Reference(**reference) for reference in fields["references"])
        return cls(**fields)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the engine's arguments; what is not given stays away from the namespace."""
    group = parser.add_argument_group("--engine qwen", argument_default=argparse.SUPPRESS)
    group.add_argument("--device", help=f"{DEVICES} (default auto)")
    group.add_argument("--dtype", choices=DTYPES, help="default: bfloat16 on CUDA and MPS where it works, else float32")
    group.add_argument("--attention", choices=ATTENTIONS, help="default: flash_attention_2 where it is, else sdpa")
    group.add_argument("--allow-download", action="store_true", help="take --model as a hub id and download it")
    group.add_argument("--batch-window", type=_seconds, help=f"seconds (default {DEFAULT_WINDOW_SECONDS:g})")
    group.add_argument(
        "--voice-description", help="VoiceDesign: the voice in words, before the instructions of a request"
    )
    group.add_argument("--reference-audio", action="append", help="Base: a recording to clone; may be repeated")
    group.add_argument(
        "--reference-text", action="append", help="what is said in it (default: the .txt file beside the recording)"
    )


ARGUMENTS = (
    *("device", "dtype", "attention", "allow_download", "batch_window", "voice_description"),
    *("reference_audio", "reference_text"),
)


def options_from(given: argparse.Namespace) -> QwenOptions:
    """Return the options; StartupError for those that make no sense together."""
    plain = ("device", "dtype", "attention", "allow_download", "voice_description")
    chosen = {name: getattr(given, name) for name in plain if hasattr(given, name)}
    return QwenOptions(
        model=given.model or "",
        max_batch=given.max_concurrency,
        window_seconds=getattr(given, "batch_window", DEFAULT_WINDOW_SECONDS),
        references=_references(getattr(given, "reference_audio", []), getattr(given, "reference_text", [])),
        **chosen,
    )


def _references(recordings: list[str], texts: list[str]) -> tuple[Reference, ...]:
    if texts and len(texts) != len(recordings):
        raise StartupError(
            StartupCode.INVALID_ARGUMENTS, "There must be one --reference-text for each --reference-audio, or none."
        )
    named: dict[str, Reference] = {}
    for index, recording in enumerate(recordings):
        audio = Path(recording).absolute()
        if not audio.is_file():
            raise StartupError(StartupCode.INVALID_ARGUMENTS, reference_trouble(str(audio), "is not there"))
        text = texts[index] if texts else _text_beside(audio)
        if not text.strip():
            message = (
                f"The transcript of {audio} is empty: voice.clone_text of a profile (--reference-text) is to be it."
            )
            raise StartupError(StartupCode.INVALID_ARGUMENTS, message)
        if audio.stem in named:
            raise StartupError(StartupCode.INVALID_ARGUMENTS, f"Two reference recordings are named {audio.stem}.")
        named[audio.stem] = Reference(audio.stem, str(audio), text.strip())
    return tuple(named.values())


def reference_trouble(audio: str, trouble: str) -> str:
    """Return the sentence of an error about a recording to be cloned."""
    return f"The recording {audio}, which voice.clone of the profile (--reference-audio) names, {trouble}."


def _text_beside(audio: Path) -> str:
    transcript = audio.with_suffix(".txt")
    try:
        return transcript.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StartupError(
            StartupCode.INVALID_ARGUMENTS,
            "A clone needs the words of its recording: set voice.clone_text of the profile (--reference-text) "
            f"to them, or put them into {transcript}.",
        ) from error


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= 60:
        raise argparse.ArgumentTypeError("must be from 0 to 60 seconds")
    return seconds
