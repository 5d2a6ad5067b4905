"""Makes tiny checkpoints that the real qwen-tts loads and speaks with: noise, but of a length that follows the text.

`python -m tests_qwen.tiny_checkpoint FOLDER [--kind …] [--size …] [--endless]` makes one by hand.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests_qwen.shapes import TINY, Shape
from tests_qwen.tiny_config import GENERATION, codec_config, model_config
from tests_qwen.tiny_tokenizer import write_tokenizer
from tests_qwen.tiny_weights import set_decoder_weights, set_speaker_encoder_weights, set_talker_weights

KINDS = ("custom_voice", "voice_design", "base")
SIZES = ("0b6", "1b7")

SetWeights = Callable[[Any, dict[str, int]], None]
"""Sets what must not be random in a new model; gets the ids of the text tokenizer's tokens, too."""


def make_checkpoint(
    folder: Path, kind: str = "custom_voice", size: str = "1b7", *, ends: bool = True, seed: int = 0
) -> Path:
    """Write a tiny checkpoint and return its folder. With `ends` False it never stops by itself, whatever the text."""

    def set_weights(model: Any, token_ids: dict[str, int]) -> None:
        set_talker_weights(model.talker, token_ids, ends=ends)
        if model.speaker_encoder is not None:
            set_speaker_encoder_weights(model.speaker_encoder)

    return write_checkpoint(folder, kind, size, TINY, set_weights, seed=seed)


def write_checkpoint(
    folder: Path, kind: str, size: str, shape: Shape, set_weights: SetWeights, *, seed: int = 0
) -> Path:
    """Write a checkpoint of any shape and return its folder; it is made on torch's default device, in its dtype."""
    import torch

    token_ids = write_tokenizer(folder)
    config = model_config(kind, size, shape, token_ids)
    torch.manual_seed(seed)
    with torch.no_grad():
        _write_model(folder, config, lambda model: set_weights(model, token_ids))
        _write_codec(folder / "speech_tokenizer", shape)
    _write_json(folder / "config.json", config)
    _write_json(folder / "generation_config.json", GENERATION)
    return folder


def new_model(config: dict[str, Any]) -> Any:
    """Return a new `Qwen3TTSForConditionalGeneration` for a `config.json`."""
    from qwen_tts.core.models import Qwen3TTSConfig, Qwen3TTSForConditionalGeneration

    return Qwen3TTSForConditionalGeneration(Qwen3TTSConfig(**config))


def new_codec(config: dict[str, Any]) -> Any:
    """Return a new `Qwen3TTSTokenizerV2Model` for a speech tokenizer's `config.json`."""
    from qwen_tts.core import Qwen3TTSTokenizerV2Config, Qwen3TTSTokenizerV2Model

    return Qwen3TTSTokenizerV2Model(Qwen3TTSTokenizerV2Config(**config))


def _write_model(folder: Path, config: dict[str, Any], set_weights: Callable[[Any], None]) -> None:
    model = new_model(config)
    set_weights(model)
    model.save_pretrained(folder, safe_serialization=True)


def _write_codec(folder: Path, shape: Shape) -> None:
    import torch

    config = codec_config(shape)
    codec = new_codec(config)
    set_decoder_weights(codec.decoder, torch.randint(0, shape.codes, (1, shape.groups, 64)))
    codec.save_pretrained(folder, safe_serialization=True)
    _write_json(folder / "config.json", config)
    extractor = {"feature_extractor_type": "EncodecFeatureExtractor", "feature_size": 1, "sampling_rate": 24_000}
    _write_json(folder / "preprocessor_config.json", {**extractor, "return_attention_mask": True})


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Make one checkpoint from the command line."""
    from qwen_tts_sidecar.engines.qwen.package import import_qwen_tts

    parser = argparse.ArgumentParser(description="Write a tiny random checkpoint of Qwen3-TTS.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kind", choices=KINDS, default=KINDS[0])
    parser.add_argument("--size", choices=SIZES, default=SIZES[1])
    parser.add_argument("--endless", action="store_true", help="it never stops by itself")
    arguments = parser.parse_args()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import_qwen_tts()
    print(make_checkpoint(arguments.folder, arguments.kind, arguments.size, ends=not arguments.endless))


if __name__ == "__main__":
    main()
