"""`serve`: from settings to a server that is ready, and to its orderly end."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from typing import Any

from qwen_tts_sidecar import CONTRACT
from qwen_tts_sidecar.engines.base import EngineDescription
from qwen_tts_sidecar.engines.registry import create_engine
from qwen_tts_sidecar.events import EventChannel
from qwen_tts_sidecar.listener import bind_loopback
from qwen_tts_sidecar.service import SpeechService
from qwen_tts_sidecar.settings import ServeSettings
from qwen_tts_sidecar.shutdown import StopSignal
from qwen_tts_sidecar.startup import EXIT_CRASHED, EXIT_OK
from qwen_tts_sidecar.transcription.service import TranscriptionOffer, create_transcription

logger = logging.getLogger(__name__)


def event_loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return the maker of uvloop's loops, which cost fewer cycles than asyncio's; None where uvloop is missing."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def run_server(settings: ServeSettings, events: EventChannel) -> int:
    """Bind, load, serve until asked to end; return the exit code. StartupError before the ready event."""
    listener = bind_loopback(settings.host, settings.port)
    try:
        with asyncio.Runner(loop_factory=event_loop_factory()) as runner:
            return runner.run(_serve(settings, events, listener))
    finally:
        listener.close()


async def _serve(settings: ServeSettings, events: EventChannel, listener: socket.socket) -> int:
    stop = asyncio.Event()

    def ask_to_stop(reason: str) -> None:
        logger.info("ending: %s", reason)
        stop.set()

    StopSignal(ask_to_stop, watch_stdin=settings.watch_stdin)
    transcription = create_transcription(settings)
    engine = create_engine(settings)
    service = SpeechService(engine, settings.instance, settings.queue_factor)
    # The engine processes start first: they load while this process imports the web framework.
    loading = asyncio.create_task(
        service.load(lambda fraction, message: events.emit("loading", fraction=round(fraction, 3), message=message))
    )
    stopping = asyncio.create_task(stop.wait())
    try:
        # In a thread, so that the loop goes on starting engine processes meanwhile.
        web = await asyncio.to_thread(import_module, "qwen_tts_sidecar.web")
        async with web.http_server(service, transcription, settings, listener) as serving:
            await asyncio.wait({loading, stopping, serving}, return_when=asyncio.FIRST_COMPLETED)
            if loading.done():
                events.emit("ready", **ready_fields(await loading, transcription, settings, listener))
                await asyncio.wait({stopping, serving}, return_when=asyncio.FIRST_COMPLETED)
        return EXIT_OK if stop.is_set() else EXIT_CRASHED
    finally:
        stopping.cancel()
        loading.cancel()
        await asyncio.gather(loading, stopping, return_exceptions=True)
        await asyncio.gather(engine.close(), transcription.close())


def ready_fields(
    description: EngineDescription,
    transcription: TranscriptionOffer,
    settings: ServeSettings,
    listener: socket.socket,
) -> dict[str, Any]:
    """Return the fields of the `ready` event."""
    return {
        "contract": CONTRACT,
        "port": listener.getsockname()[1],
        "pid": os.getpid(),
        "instance": settings.instance,
        "engine": description.engine,
        "model": description.model,
        "sample_rate": description.sample_rate,
        "max_concurrency": description.max_concurrency,
        **description.model_facts(),
        "voices": [asdict(voice) for voice in description.voices],
        "transcription": transcription.facts(),
        "transcription_error": transcription.trouble,
    }
