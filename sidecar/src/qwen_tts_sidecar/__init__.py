"""Speech server of qwen-batch: text in, 24 kHz speech out, over loopback HTTP."""

VERSION = "1.0.0"
CONTRACT = 1
"""Version of the contract between this program and the one that starts it (see README.md)."""

TOKEN_VARIABLE = "QWEN_TTS_TOKEN"  # noqa: S105 - the name of a variable, no secret
"""The environment variable from which the server takes its token; its workers do not get it."""
