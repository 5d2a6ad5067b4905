"""The qwen engine: Qwen3-TTS through the package qwen-tts, in a process of its own, what waits spoken as one batch."""
