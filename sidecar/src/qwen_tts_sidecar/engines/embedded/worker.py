"""The engine process: reads requests from stdin, writes PCM to stdout, ends when the server does."""

from __future__ import annotations

import time
from typing import Any

from qwen_tts_sidecar.workers.channel import Channel, FrameKind, open_channel
from qwen_tts_sidecar.workers.inbox import Inbox, Request


def run_worker(model: str | None) -> int:
    """Load the engine, report READY, serve requests one by one until stdin ends."""
    channel = open_channel()
    inbox = Inbox(Request, channel.cancelled)

    from qwen_tts_sidecar.engines.embedded.speaker import SAMPLE_RATE, Speaker
    from qwen_tts_sidecar.engines.embedded.voices import DEFAULT_VOICE, describe_voices, voice_files

    files = voice_files(model)
    try:
        speaker = Speaker(files, DEFAULT_VOICE)
    except Exception as error:
        channel.failed(0, error)
        return 1
    ready = {"sample_rate": SAMPLE_RATE, "default_voice": DEFAULT_VOICE, **describe_voices(files)}
    channel.send(FrameKind.READY, 0, ready)
    while True:
        request = inbox.next()
        channel.send(FrameKind.STARTED, request.id, {})
        try:
            _answer(channel, inbox, speaker, request)
        except Exception as error:  # one bad request must not end the process
            channel.failed(request.id, error)
        inbox.remove(request.id)


def _answer(channel: Channel, inbox: Inbox[Request], speaker: Any, request: Request) -> None:
    text: str = request.fields["text"]
    started = time.perf_counter()
    reason, spoke = "stop", False
    for pcm in speaker.speak(text, request.fields["voice"], request.fields["speed"], request.fields["seed"]):
        if inbox.is_cancelled(request.id):
            reason = "cancelled"
            break
        spoke = True
        channel.send(FrameKind.AUDIO, request.id, pcm)
    if not spoke and reason == "stop":
        channel.send(FrameKind.REJECTED, request.id, {"code": "text_not_speakable"})
        return
    seconds = time.perf_counter() - started
    end = {"reason": reason, "engine_seconds": seconds, "unspoken": speaker.unspoken(text)}
    channel.send(FrameKind.END, request.id, end)
