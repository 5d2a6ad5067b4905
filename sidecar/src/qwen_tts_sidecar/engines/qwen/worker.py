"""The engine process: loads the model, then speaks batch after batch on its main thread, until the server ends.

The model has a process of its own, so that a library that crashes, or a system that kills the process with most memory,
ends the model and not the HTTP server, which answers with an error and starts another process. Also, long model calls
do not hold the interpreter lock of the event loop, and no other thread can call the model meanwhile.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

from qwen_tts_sidecar.engines.qwen.batches import SpeechJob, choose_batch
from qwen_tts_sidecar.engines.qwen.checkpoint import BASE, read_checkpoint
from qwen_tts_sidecar.engines.qwen.description import check_options
from qwen_tts_sidecar.engines.qwen.options import QwenOptions
from qwen_tts_sidecar.engines.qwen.package import import_qwen_tts
from qwen_tts_sidecar.engines.qwen.sink import ServerSink
from qwen_tts_sidecar.startup import StartupCode, StartupError
from qwen_tts_sidecar.workers.channel import Channel, FrameKind, open_channel
from qwen_tts_sidecar.workers.inbox import Inbox

EXIT_DEVICE_LOST = 3


def run_worker(options: QwenOptions) -> int:
    """Load, report READY, speak. Returns only when the model could not be loaded or its device has failed."""
    channel = open_channel()
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("qwen_tts").setLevel(logging.WARNING)
    inbox = Inbox(_job, channel.cancelled, choose=choose_batch)
    try:
        generator, facts = _load(options, channel, inbox)
    except StartupError as error:
        channel.send(FrameKind.FAILED, 0, {"code": error.code.code, "message": str(error)})
        return 1
    except Exception as error:
        logging.getLogger(__name__).exception("the model cannot be loaded")
        channel.failed(0, error)
        return 1
    channel.send(FrameKind.READY, 0, facts)
    while True:
        batch = inbox.next_batch(generator.limit, options.window_seconds)
        try:
            generator.speak(batch)
        except Exception:
            logging.getLogger(__name__).exception("the device has failed; this process ends")
            return EXIT_DEVICE_LOST


def _job(number: int, fields: dict[str, Any]) -> SpeechJob:
    return SpeechJob(number, **fields)


def _load(options: QwenOptions, channel: Channel, inbox: Inbox[SpeechJob]) -> tuple[Any, dict[str, Any]]:
    """Return the generator and its facts for the server; StartupError with the reason when there is none."""
    checkpoint = read_checkpoint(_downloaded(options, channel))
    check_options(options, checkpoint)
    channel.loading(0.1, "importing torch and qwen-tts")
    try:
        package = import_qwen_tts()
    except (ImportError, OSError) as error:
        message = f"torch and qwen-tts cannot be imported ({error}); `make setup-qwen` installs them."
        raise StartupError(StartupCode.ENGINE_UNAVAILABLE, message) from error

    import transformers

    from qwen_tts_sidecar.engines.qwen.device import choose_placement
    from qwen_tts_sidecar.engines.qwen.generation import Generator
    from qwen_tts_sidecar.engines.qwen.memory import free_bytes, rows_that_fit
    from qwen_tts_sidecar.engines.qwen.model import QwenModel
    from qwen_tts_sidecar.engines.qwen.warm_up import warm_up

    transformers.logging.set_verbosity_error()
    placement = choose_placement(options)
    size = f"{checkpoint.weight_bytes / 1e9:.1f} GB of weights"
    channel.loading(0.3, f"loading {size} to {placement.device} as {placement.dtype}")
    model = QwenModel(package, checkpoint, placement)
    if checkpoint.kind == BASE:
        channel.loading(0.8, f"reading {len(options.references)} recordings")
        for reference in options.references:
            model.clone(reference)
    channel.loading(0.9, "warming up: generating a few frames")
    voices = [*checkpoint.speakers, *(reference.name for reference in options.references), ""]
    warm_up(model, placement.device, voices[0])
    free = free_bytes(placement.device)
    limit = options.max_batch or rows_that_fit(model.network, placement.device, free)
    channel.loading(1.0, f"{limit} requests at once in {free / 1e9:.1f} GB of free memory")
    facts = {
        "folder": checkpoint.folder, "max_batch": limit, "sample_rate": int(model.codec.output_sample_rate),
        "device": placement.device, "dtype": placement.dtype, "attention": placement.attention,
    }  # fmt: skip
    return Generator(model, placement.device, limit, ServerSink(channel, inbox)), facts


def _downloaded(options: QwenOptions, channel: Channel) -> str:
    """Return the checkpoint's folder, fetched before where that is allowed and needed."""
    if os.path.isdir(options.model) or not options.allow_download:
        return options.model
    channel.loading(0.0, f"downloading {options.model}")
    try:
        from huggingface_hub import snapshot_download

        return str(snapshot_download(options.model))
    except Exception as error:
        message = f"{options.model} cannot be downloaded: {type(error).__name__}: {error}"
        raise StartupError(StartupCode.MODEL_MISSING, message) from error
