"""The transcriber: reads audio from stdin, writes transcripts to stdout, ends when the server does."""

from __future__ import annotations

import os
import time
from functools import partial
from typing import Any

from qwen_tts_sidecar.engines.children import ATTACHED
from qwen_tts_sidecar.engines.frames import FrameKind
from qwen_tts_sidecar.errors import RequestRejected
from qwen_tts_sidecar.transcription.pulse import Pulse
from qwen_tts_sidecar.workers.channel import open_channel
from qwen_tts_sidecar.workers.inbox import Inbox

NICENESS = 19
"""The lowest priority: what is transcribed is checked behind the synthesis, and must not slow it down."""


def run_worker(folder: str) -> int:
    """Load the model, report READY, serve requests one by one until stdin ends."""
    channel = open_channel()
    os.nice(NICENESS)
    inbox, pulse = Inbox(), Pulse(channel)
    try:
        from qwen_tts_sidecar.transcription.transcriber import Transcriber

        transcriber = Transcriber(folder)
    except Exception as error:
        pulse.end(FrameKind.FAILED, 0, {"message": f"{type(error).__name__}: {error}"})
        return 1
    pulse.end(FrameKind.READY, 0, {})
    while True:
        _answer(pulse, inbox, transcriber, inbox.requests.get())


def _answer(pulse: Pulse, inbox: Inbox, transcriber: Any, message: dict[str, Any]) -> None:
    from qwen_tts_sidecar.transcription.decoding import decoded

    request: int = message.pop("transcribe")
    started = time.process_time()
    try:
        pulse.begin(request)
        audio, duration = decoded(message.pop(ATTACHED, b""))
        heard = transcriber.transcribe(audio, **message, is_cancelled=partial(inbox.is_cancelled, request))
        if heard is None:
            pulse.end(FrameKind.END, request, {})
            return
        cpu_seconds = round(time.process_time() - started, 4)
        pulse.end(FrameKind.END, request, {**heard, "duration": round(duration, 6), "cpu_seconds": cpu_seconds})
    except BrokenPipeError:
        os._exit(0)
    except RequestRejected as rejection:
        facts = {"code": rejection.code, "message": rejection.message, "param": rejection.param}
        pulse.end(FrameKind.REJECTED, request, facts)
    except Exception as error:  # one bad request must not cost the process
        pulse.end(FrameKind.FAILED, request, {"message": f"{type(error).__name__}: {error}"})
