"""What `/metrics` shows of speech and of transcriptions, each in a registry of its own."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """Counters of one server. `in_flight`, `queued` and `restarts` are read when the page is asked for."""

    def __init__(
        self, in_flight: Callable[[], float], queued: Callable[[], float], restarts: Callable[[], float]
    ) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "qwen_tts_requests", "Speech requests by outcome.", ["outcome"], registry=self._registry
        )
        self.audio_seconds = Counter("qwen_tts_audio_seconds", "Seconds of audio made.", registry=self._registry)
        self.synthesis_seconds = Counter(
            "qwen_tts_synthesis_seconds", "Seconds that the engine worked, summed over its processes.",
            registry=self._registry,
        )  # fmt: skip
        self.first_byte_seconds = Histogram(
            "qwen_tts_first_byte_seconds", "Seconds from a request's arrival to its first audio.",
            buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300), registry=self._registry,
        )  # fmt: skip
        for name, text, read in (
            ("qwen_tts_requests_in_flight", "Requests that the engine works on.", in_flight),
            ("qwen_tts_requests_queued", "Requests that wait for the engine.", queued),
            ("qwen_tts_engine_restarts", "Attempts to replace an engine process that died.", restarts),
        ):
            Gauge(name, text, registry=self._registry).set_function(read)

    def page(self) -> bytes:
        """Return the Prometheus text page."""
        return generate_latest(self._registry)


class TranscriptionMetrics:
    """Counters of one server. `in_flight`, `queued` and `restarts` are read when the page is asked for."""

    def __init__(
        self, in_flight: Callable[[], float], queued: Callable[[], float], restarts: Callable[[], float]
    ) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "qwen_tts_transcriptions", "Transcriptions by outcome.", ["outcome"], registry=self._registry
        )
        self.audio_seconds = Counter(
            "qwen_tts_transcription_audio_seconds", "Seconds of audio transcribed.", registry=self._registry
        )
        self.cpu_seconds = Counter(
            "qwen_tts_transcription_cpu_seconds", "Processor seconds that this took.", registry=self._registry
        )
        for name, text, read in (
            ("qwen_tts_transcriptions_in_flight", "Transcriptions that are worked on.", in_flight),
            ("qwen_tts_transcriptions_queued", "Transcriptions that wait for a transcriber.", queued),
            ("qwen_tts_transcriber_restarts", "Attempts to replace a transcriber that died.", restarts),
        ):
            Gauge(name, text, registry=self._registry).set_function(read)

    def page(self) -> bytes:
        """Return the Prometheus text."""
        return generate_latest(self._registry)
