"""The engines by name. The server gets its engine here only."""

from __future__ import annotations

from collections.abc import Callable

from qwen_tts_sidecar.engines.base import SpeechEngine
from qwen_tts_sidecar.settings import ServeSettings
from qwen_tts_sidecar.startup import StartupCode, StartupError

EngineFactory = Callable[[ServeSettings], SpeechEngine]


def _embedded(settings: ServeSettings) -> SpeechEngine:
    from qwen_tts_sidecar.engines.embedded.engine import EmbeddedEngine

    return EmbeddedEngine(model=settings.model, processes=settings.max_concurrency)


def _qwen(settings: ServeSettings) -> SpeechEngine:
    from qwen_tts_sidecar.engines.qwen.engine import QwenEngine

    if settings.qwen is None:
        raise StartupError(StartupCode.INVALID_ARGUMENTS, "The qwen engine has not been given its options.")
    return QwenEngine(settings.qwen)


_factories: dict[str, EngineFactory] = {"embedded": _embedded, "qwen": _qwen}


def register(name: str, factory: EngineFactory) -> None:
    """Add an engine, before the command line is read."""
    _factories[name] = factory


def engine_names() -> list[str]:
    """Return the names that `--engine` takes."""
    return sorted(_factories)


def create_engine(settings: ServeSettings) -> SpeechEngine:
    """Return the engine that the settings name, not yet loaded. StartupError when it is not to be had."""
    return _factories[settings.engine](settings)
