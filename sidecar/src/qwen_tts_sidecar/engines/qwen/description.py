"""What the engine can do with its checkpoint."""

from __future__ import annotations

import hashlib
from pathlib import Path

from qwen_tts_sidecar.engines.base import EngineDescription, Voice
from qwen_tts_sidecar.engines.qwen.checkpoint import BASE, CUSTOM_VOICE, KINDS, VOICE_DESIGN, Checkpoint
from qwen_tts_sidecar.engines.qwen.options import QwenOptions
from qwen_tts_sidecar.languages import primary_language
from qwen_tts_sidecar.startup import StartupCode, StartupError

MAX_INPUT_CHARACTERS = 2_000
"""Two minutes of speech and more; the longer one request, the more it drifts, repeats and drops."""

RECOMMENDED_CHARACTERS = (200, 400)
"""What users of the model have settled on for one request."""

DESIGNED_VOICE = "design"
"""The one voice of a VoiceDesign checkpoint: it is whatever the instructions describe."""


def check_options(options: QwenOptions, checkpoint: Checkpoint) -> None:
    """Raise StartupError for a voice that this kind of checkpoint does not have."""
    if checkpoint.kind == BASE and not options.references:
        raise _unfit(checkpoint, "and there is no recording to clone")
    if checkpoint.kind != BASE and options.references:
        raise _unfit(checkpoint, "which cannot clone (voice.clone, --reference-audio) as a Base checkpoint can")
    if checkpoint.kind != VOICE_DESIGN and options.voice_description:
        raise _unfit(checkpoint, "which cannot design (voice.design, --voice-description) as a VoiceDesign one can")


def _unfit(checkpoint: Checkpoint, what: str) -> StartupError:
    has = {
        BASE: "It has no speakers: it clones a recording, which voice.clone of the profile (--reference-audio) names.",
        CUSTOM_VOICE: f"Its speakers, for voice.speaker of the profile, are: {', '.join(checkpoint.speakers)}.",
        VOICE_DESIGN: "It speaks with what voice.design of the profile (--voice-description) describes.",
    }
    message = f"{checkpoint.name} is a {KINDS[checkpoint.kind]} checkpoint, {what}. {has[checkpoint.kind]}"
    return StartupError(StartupCode.VOICE_UNFIT, message)


def describe(options: QwenOptions, checkpoint: Checkpoint, max_batch: int, sample_rate: int) -> EngineDescription:
    """Return the description; speakers and languages are those that the checkpoint names."""
    voices = _voices(options, checkpoint)
    return EngineDescription(
        engine="qwen",
        model=checkpoint.name,
        sample_rate=sample_rate,
        max_concurrency=max_batch,
        max_input_characters=MAX_INPUT_CHARACTERS,
        speed_range=(1.0, 1.0),
        voices=voices,
        default_voice=voices[0].id,
        unavailable_voices={},
        supports_instructions=checkpoint.takes_instructions,
        requires_instructions=checkpoint.kind == VOICE_DESIGN and not options.voice_description,
        recommended_characters=RECOMMENDED_CHARACTERS,
        lookahead=max_batch,
        seed_promise="alone",
        ends_at_length=True,
    )


def _voices(options: QwenOptions, checkpoint: Checkpoint) -> tuple[Voice, ...]:
    """Return the voices; a fingerprint stands for the checkpoint and for what the voice is made from."""
    languages = tuple(primary_language(name) for name in checkpoint.languages)

    def fingerprint(*parts: bytes) -> str:
        return _fingerprint(checkpoint.fingerprint.encode(), *parts)

    if checkpoint.kind == BASE:
        return tuple(
            Voice(name, name, languages, fingerprint=fingerprint(Path(audio).read_bytes(), text.encode()))
            for name, audio, text in ((one.name, one.audio, one.text) for one in options.references)
        )
    if checkpoint.kind == CUSTOM_VOICE:
        return tuple(
            Voice(
                name,
                name.replace("_", " ").title(),
                languages,
                accent=_accent(checkpoint, name),
                fingerprint=fingerprint(),
            )
            for name in checkpoint.speakers
        )
    description = (options.voice_description or "").encode()
    return (Voice(DESIGNED_VOICE, "As described", languages, fingerprint=fingerprint(description)),)


def _fingerprint(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part) + part)
    return digest.hexdigest()


def _accent(checkpoint: Checkpoint, speaker: str) -> str | None:
    dialect = checkpoint.dialects.get(speaker)
    return dialect.replace("_", " ").capitalize() if dialect else None


def checkpoint_language(checkpoint: Checkpoint, wanted: str | None) -> str:
    """Return the checkpoint's name of a language that a client asks for in any form, or `auto`."""
    if wanted is None:
        return "auto"
    primary = primary_language(wanted)
    return next((name for name in checkpoint.languages if primary_language(name) == primary), "auto")
