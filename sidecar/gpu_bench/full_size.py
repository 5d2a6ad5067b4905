"""Checkpoints as large as the published ones, with random weights: what a GPU does with them takes as long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from gpu_bench.ideal import Model, count
from tests_qwen.shapes import TINY, Shape, Transformer
from tests_qwen.tiny_checkpoint import write_checkpoint

_CODES = 2_048
_PREDICTOR = Transformer(width=1024, inner=3072, layers=5, heads=16, key_heads=8, head_width=128)
_DECODER = {
    "hidden_size": 512, "intermediate_size": 1024, "num_hidden_layers": 8, "num_attention_heads": 16,
    "num_key_value_heads": 16, "head_dim": 64, "codebook_dim": 512, "latent_dim": 1024, "decoder_dim": 1536,
}  # fmt: skip


def _shape(width: int) -> Shape:
    return Shape(
        codes=_CODES,
        groups=16,
        talker=Transformer(width, 3 * width, layers=28, heads=16, key_heads=8, head_width=128),
        predictor=_PREDICTOR,
        text_width=2_048,
        text_vocabulary=151_936,
        rotary_sections=(24, 20, 20),
        decoder=_DECODER,
        encoder={},  # transformers' own sizes of Mimi
    )


SHAPES = {"tiny": replace(TINY, codes=_CODES), "0.6b": _shape(1_024), "1.7b": _shape(2_048)}
"""By the name of a size; the published configuration files have these numbers, and `test_gpu_bench` checks what they
add up to. `tiny` is there to try the bench without a GPU."""

_SIZE_IDS = {"tiny": "1b7", "0.6b": "0b6", "1.7b": "1b7"}


def make_sized_checkpoint(folder: Path, size: str, device: str, dtype: str) -> Model:
    """Write a CustomVoice checkpoint that never stops by itself, made on a device in a dtype; return its numbers."""
    from qwen_tts_sidecar.engines.qwen.package import import_qwen_tts

    import_qwen_tts()
    with _made_on(device, dtype):
        write_checkpoint(folder, "custom_voice", _SIZE_IDS[size], SHAPES[size], _never_end)
    return count(SHAPES[size])


def _never_end(model: Any, _token_ids: dict[str, int]) -> None:
    """Keep the initial weights, but give the end of speech a logit of 0: only the 50 highest of 2,049 count."""
    talker = model.talker
    talker.codec_head.weight[talker.config.codec_eos_token_id].zero_()


@contextmanager
def _made_on(device: str, dtype: str) -> Iterator[None]:
    """Let new tensors be on a device and of a dtype by default while the block runs."""
    import torch

    before = torch.get_default_dtype()
    torch.set_default_dtype(getattr(torch, dtype))
    try:
        with torch.device(device):
            yield
    finally:
        torch.set_default_dtype(before)
