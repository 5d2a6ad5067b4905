"""How fast a card could be at best: its memory has to give out all weights for each frame, and the keys and values.

A frame takes one pass through the talker and 15 through the code predictor, one after the other; each pass reads all
weights of its layers, once for all rows of the batch. Up to some hundreds of rows, computing takes less time than
reading, so reading is the bound. Left out, since it is little: the codec (it decodes 50 frames in a few passes),
embeddings (rows of them are read), the predictor's own keys and values (17 positions), activations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests_qwen.shapes import Shape
from tests_qwen.tiny_checkpoint import new_codec, new_model
from tests_qwen.tiny_config import codec_config, model_config
from tests_qwen.tiny_tokenizer import SPECIAL_TOKENS

PROMPT_POSITIONS = 11
"""Positions of a prompt beside its text: the role 3, language and voice 6, the ends of text and prompt 2."""


@dataclass(frozen=True, slots=True)
class Model:
    """What must be read for a frame: `weights` in numbers, `position` in numbers for a row and a position it has.

    `stored` and `codec_stored` are how many numbers the two files of weights hold.
    """

    weights: int
    position: int
    stored: int
    codec_stored: int


def count(shape: Shape) -> Model:
    """Return the numbers of a CustomVoice checkpoint; torch builds it without memory for its weights."""
    import torch

    with torch.device("meta"):
        token_ids = {token: index for index, token in enumerate((*SPECIAL_TOKENS, "size"))}
        model = new_model(model_config("custom_voice", "1b7", shape, token_ids))
        codec = new_codec(codec_config(shape))
    talker, predictor = model.talker, model.talker.code_predictor
    passes = shape.groups - 1
    once = _size(talker.model.layers, talker.model.norm, talker.codec_head, predictor.lm_head)
    each = _size(predictor.model.layers, predictor.model.norm, predictor.small_to_mtp_projection)
    keys = shape.talker.layers * shape.talker.key_heads * shape.talker.head_width
    return Model(once + passes * each, 2 * keys, _stored(model), _stored(codec))


def _size(*modules: Any) -> int:
    return sum(parameter.numel() for module in modules for parameter in module.parameters())


def _stored(module: Any) -> int:
    return sum(tensor.numel() for tensor in module.state_dict().values())


def prompt_positions(text: str) -> int:
    """Return the positions of a prompt with a text, of which the random checkpoints make a token a byte."""
    return PROMPT_POSITIONS + len(text.encode())


def ideal_frames_per_second(model: Model, rows: int, prompt: int, frames: int, rate: float) -> float:
    """Return the frames a second, over all rows, of a card that reads so many numbers of weights a second.

    `rate` is bytes a second over bytes of a number; the keys and values are those of the middle of a request with so
    many positions of `prompt` and so many `frames`.
    """
    positions = prompt + frames / 2
    return rows * rate / (model.weights + rows * positions * model.position)
