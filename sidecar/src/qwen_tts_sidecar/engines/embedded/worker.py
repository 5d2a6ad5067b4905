"""The engine process: reads requests from stdin, writes PCM to stdout, ends when the server does."""

from __future__ import annotations

import os
import time
from typing import Any, BinaryIO

from qwen_tts_sidecar.engines.frames import FrameKind, write_frame
from qwen_tts_sidecar.workers.channel import open_channel
from qwen_tts_sidecar.workers.inbox import Inbox


def run_worker(model: str | None) -> int:
    """Load the engine, report READY, serve requests one by one until stdin ends."""
    channel = open_channel()
    inbox = Inbox()

    from qwen_tts_sidecar.engines.embedded.speaker import SAMPLE_RATE, Speaker
    from qwen_tts_sidecar.engines.embedded.voices import DEFAULT_VOICE, describe_voices, voice_files

    files = voice_files(model)
    try:
        speaker = Speaker(files, DEFAULT_VOICE)
    except Exception as error:
        write_frame(channel, FrameKind.FAILED, 0, {"message": f"{type(error).__name__}: {error}"})
        return 1
    ready = {"sample_rate": SAMPLE_RATE, "default_voice": DEFAULT_VOICE, **describe_voices(files)}
    write_frame(channel, FrameKind.READY, 0, ready)
    while True:
        _answer(channel, inbox, speaker, inbox.requests.get())


def _answer(channel: BinaryIO, inbox: Inbox, speaker: Any, message: dict[str, Any]) -> None:
    request: int = message["synthesize"]
    started = time.perf_counter()
    reason, spoke = "stop", False
    try:
        write_frame(channel, FrameKind.STARTED, request, {})
        for pcm in speaker.speak(message["text"], message["voice"], message["speed"], message["seed"]):
            if inbox.is_cancelled(request):
                reason = "cancelled"
                break
            spoke = True
            write_frame(channel, FrameKind.AUDIO, request, pcm)
        if not spoke and reason == "stop":
            write_frame(channel, FrameKind.REJECTED, request, {"code": "text_not_speakable"})
            return
        end = {
            "reason": reason,
            "engine_seconds": time.perf_counter() - started,
            "unspoken": speaker.unspoken(message["text"]),
        }
        write_frame(channel, FrameKind.END, request, end)
    except BrokenPipeError:
        os._exit(0)
    except Exception as error:  # one bad request must not cost the process
        write_frame(channel, FrameKind.FAILED, request, {"message": f"{type(error).__name__}: {error}"})
