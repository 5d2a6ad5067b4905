"""Sizes of a checkpoint: those of the tiny ones. `gpu_bench.full_size` has those of the published ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Transformer:
    """A stack of layers; `width`, `inner` and `head_width` are numbers of channels, `heads` those of the queries."""

    width: int
    inner: int
    layers: int
    heads: int
    key_heads: int
    head_width: int


@dataclass(frozen=True, slots=True)
class Shape:
    """All that a checkpoint's size depends on.

    `codes` is the number of entries of each codebook (a power of 2), `groups` that of codebooks: codes in a frame.
    `text_vocabulary` None is as many as the text tokenizer has. `rotary_sections` add up to half a head of the talker.
    `decoder` and `encoder` are the codec's own sizes, named as in its configuration.
    """

    codes: int
    groups: int
    talker: Transformer
    predictor: Transformer
    text_width: int
    text_vocabulary: int | None
    rotary_sections: tuple[int, int, int]
    decoder: dict[str, Any]
    encoder: dict[str, Any]


_WIDTH, _HEAD_WIDTH = 32, 16
_CODEC = {
    "hidden_size": _WIDTH, "intermediate_size": 2 * _WIDTH, "num_hidden_layers": 1, "num_attention_heads": 2,
    "num_key_value_heads": 2, "head_dim": _HEAD_WIDTH, "codebook_dim": _HEAD_WIDTH,
}  # fmt: skip
_GROUPS = 4

TINY = Shape(
    codes=32,
    groups=_GROUPS,
    talker=Transformer(_WIDTH, 2 * _WIDTH, layers=2, heads=2, key_heads=1, head_width=_HEAD_WIDTH),
    predictor=Transformer(_WIDTH, 2 * _WIDTH, layers=1, heads=2, key_heads=1, head_width=_HEAD_WIDTH),
    text_width=_WIDTH,
    text_vocabulary=None,
    rotary_sections=(4, 2, 2),
    decoder={**_CODEC, "latent_dim": _WIDTH, "decoder_dim": _WIDTH},
    encoder={
        **_CODEC, "num_quantizers": _GROUPS, "num_filters": 2, "vector_quantization_hidden_dimension": _HEAD_WIDTH,
        "upsample_groups": _WIDTH,
    },
)  # fmt: skip
