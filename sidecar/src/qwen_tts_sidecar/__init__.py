"""Speech server of qwen-batch: text in, 24 kHz speech out, over loopback HTTP."""

VERSION = "1.0.0"
CONTRACT = 1
"""Version of the contract between this program and whoever starts it (see README.md)."""
