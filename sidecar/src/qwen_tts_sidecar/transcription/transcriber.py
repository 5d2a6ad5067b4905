"""faster-whisper itself: samples in, words out, the same each time. Imports the libraries; only workers do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from qwen_tts_sidecar.errors import RequestRejected
from qwen_tts_sidecar.stubs import stub_module
from qwen_tts_sidecar.transcription.decoding import WHISPER_RATE, Samples

UNUSED_IMPORTS = ("av", "huggingface_hub")
"""What faster-whisper imports to decode files and to download models. It can do neither here: decoding is ours, and
nothing is ever downloaded."""

WINDOW_SECONDS = 30
"""The audio that Whisper takes at a time. Longer audio needs its time stamps, to be cut between words."""

QUOTATION_MARKS = frozenset({'"', ' "'})
"""Tokens that must not be suppressed as those of other signs are: where Whisper may not open a quotation, its next most
likely token is often the end of the speech."""


class Transcriber:
    """One model in this process, with one thread."""

    def __init__(self, folder: str) -> None:
        for name in UNUSED_IMPORTS:
            stub_module(name)
        from faster_whisper import WhisperModel

        self._model: Any = WhisperModel(
            folder, device="cpu", compute_type="int8", cpu_threads=1, num_workers=1, local_files_only=True
        )
        self._suppressed = _suppressed(self._model)

    def transcribe(
        self,
        audio: Samples,
        *,
        language: str | None,
        beam_size: int,
        words: bool,
        segments: bool,
        is_cancelled: Callable[[], bool],
    ) -> dict[str, Any] | None:
        """Return text, language, words and segments of 16 kHz samples; None once the request is cancelled."""
        if language is not None and language not in self._model.supported_languages:
            known = ", ".join(self._model.supported_languages)
            raise RequestRejected("language_not_supported", f"The model supports {known}, not {language}.", "language")
        upcoming, facts = self._model.transcribe(
            audio,
            language=language,
            beam_size=beam_size,
            temperature=0.0,
            condition_on_previous_text=False,
            vad_filter=False,
            # A copy, which faster-whisper adds to.
            suppress_tokens=[*self._suppressed],
            word_timestamps=words,
            without_timestamps=not (words or segments) and len(audio) <= WINDOW_SECONDS * WHISPER_RATE,
        )
        found: list[Any] = []
        while not is_cancelled():
            segment = next(upcoming, None)
            if segment is None:
                break
            found.append(segment)
        else:
            return None
        end = len(audio) / WHISPER_RATE
        return {
            "text": "".join(segment.text for segment in found).strip(),
            "language": facts.language,
            "words": list(_words(found, end)) if words else None,
            "segments": [_segment(number, segment, end) for number, segment in enumerate(found)],
        }


def _suppressed(model: Any) -> list[int]:
    """Return faster-whisper's tokens of signs that nobody speaks (notes, brackets), but for quotation marks."""
    from faster_whisper.tokenizer import Tokenizer

    tokenizer = Tokenizer(model.hf_tokenizer, multilingual=False)
    return [token for token in tokenizer.non_speech_tokens if tokenizer.decode([token]) not in QUOTATION_MARKS]


def _words(segments: list[Any], end: float) -> Iterator[dict[str, Any]]:
    for segment in segments:
        for word in segment.words or []:
            yield {
                "word": word.word.strip(),
                "start": _time(word.start, end),
                "end": _time(word.end, end),
                "probability": round(float(word.probability), 4),
            }


def _segment(number: int, segment: Any, end: float) -> dict[str, Any]:
    return {
        "id": number,
        "seek": int(segment.seek),
        "start": _time(segment.start, end),
        "end": _time(segment.end, end),
        "text": segment.text,
        "tokens": [int(token) for token in segment.tokens],
        "temperature": 0.0,
        "avg_logprob": round(float(segment.avg_logprob), 4),
        "compression_ratio": round(float(segment.compression_ratio), 4),
        "no_speech_prob": round(float(segment.no_speech_prob), 4),
    }


def _time(seconds: float, end: float) -> float:
    """Return a time of the audio: Whisper's windows go on behind its end."""
    return round(min(max(float(seconds), 0.0), end), 3)
