"""Entry point of `python -m qwen_tts_sidecar` and of the frozen program."""

from qwen_tts_sidecar.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
