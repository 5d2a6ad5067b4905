"""The settings of one `serve`, resolved once from the command line and the environment."""

from dataclasses import dataclass, field
from uuid import uuid4

from qwen_tts_sidecar.engines.qwen.options import QwenOptions

DEFAULT_GRACE_SECONDS = 5.0
DEFAULT_QUEUE_FACTOR = 64
MAX_BODY_BYTES = 1 << 20
MAX_AUDIO_BYTES = 64 << 20
"""Of a body with audio in it: ten minutes at 24 kHz take 29 MB with 16 bits, 58 MB as floats."""


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """What `serve` was asked to do.

    `port` 0 lets the system choose. `max_concurrency` None lets the engine choose. `queue_factor` times the concurrency
    is how many requests may wait before the next one is rejected with 503. `qwen` holds that engine's own options.
    `transcription_model` is a folder, `embedded`, `off`, or None: embedded where it can be had. `transcribers` None is
    one per usable core.
    """

    host: str = "127.0.0.1"
    port: int = 0
    engine: str = "embedded"
    model: str | None = None
    max_concurrency: int | None = None
    qwen: QwenOptions | None = None
    transcription_model: str | None = None
    transcribers: int | None = None
    queue_factor: int = DEFAULT_QUEUE_FACTOR
    grace_seconds: float = DEFAULT_GRACE_SECONDS
    watch_stdin: bool = False
    token: str | None = None
    instance: str = field(default_factory=lambda: str(uuid4()))
