"""The settings of one `serve`, resolved once from the command line and the environment."""

from dataclasses import dataclass, field
from uuid import uuid4

from qwen_tts_sidecar.engines.qwen.options import QwenOptions

TOKEN_VARIABLE = "QWEN_TTS_TOKEN"  # noqa: S105 - the name of a variable, no secret
DEFAULT_GRACE_SECONDS = 5.0
DEFAULT_QUEUE_FACTOR = 64
MAX_BODY_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """What `serve` was asked to do.

    `port` 0 lets the system choose. `max_concurrency` None lets the engine choose. `queue_factor` times the concurrency
    is how many requests may wait before the next one is turned away with 503. `qwen` holds that engine's own options.
    """

    host: str = "127.0.0.1"
    port: int = 0
    engine: str = "embedded"
    model: str | None = None
    max_concurrency: int | None = None
    qwen: QwenOptions | None = None
    queue_factor: int = DEFAULT_QUEUE_FACTOR
    grace_seconds: float = DEFAULT_GRACE_SECONDS
    watch_stdin: bool = False
    token: str | None = None
    instance: str = field(default_factory=lambda: str(uuid4()))
