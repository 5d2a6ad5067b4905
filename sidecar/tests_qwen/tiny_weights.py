"""The tiny checkpoint's weights: random, but for a few that make it stop.

A head of the first layer has no queries, so it takes the mean over all positions so far. It reads two dimensions that
only text sets, `TEXT` (1 for each byte) and `ENDLESS` (1 for the byte of ENDLESS_MARK), and writes the means to two
others. The end of speech becomes likely once the text makes up less than half of all positions, that is after about as
many frames as the text has bytes; and never, if ENDLESS_MARK is in the text.
"""

from __future__ import annotations

from typing import Any

ENDLESS_MARK = "~"
ONE, TEXT, ENDLESS, TEXT_SHARE, ENDLESS_SHARE = range(5)
"""Dimensions of the residual stream. `ONE` is 1 wherever a code is."""

SHARE_AT_END = 0.5
SHARPNESS, ENDLESS_WEIGHT = 300.0, 1e6


def set_talker_weights(talker: Any, token_ids: dict[str, int], *, ends: bool) -> None:
    """Set the weights of a new `Qwen3TTSTalkerForConditionalGeneration` in place."""
    for parameter in talker.parameters():
        if parameter.dim() > 1:
            parameter.normal_(0.0, 0.05)
    _set_embeddings(talker, token_ids)
    _set_layers(talker.model.layers)
    talker.codec_head.weight.normal_(0.0, 1.0)
    for head in talker.code_predictor.lm_head:
        head.weight.normal_(0.0, 1.0)
    end = talker.codec_head.weight[talker.config.codec_eos_token_id]
    end.zero_()
    if ends:
        # A text position shows TEXT after the layer's normalisation as about 4, and so does a frame show ONE.
        end[ONE], end[TEXT_SHARE] = 4 * SHARE_AT_END * SHARPNESS, -SHARPNESS
        end[ENDLESS_SHARE] = -ENDLESS_WEIGHT
    else:
        end[ONE] = -SHARPNESS


def _set_embeddings(talker: Any, token_ids: dict[str, int]) -> None:
    for embedding in (talker.model.codec_embedding, *talker.code_predictor.model.codec_embedding):
        embedding.weight[:, : ENDLESS_SHARE + 1] = 0.0
    talker.model.codec_embedding.weight[:, ONE] = 1.0
    text = talker.model.text_embedding.weight
    text[:, :2] = 0.0
    text[:256, 0] = 1.0
    text[token_ids[f"byte {ord(ENDLESS_MARK)}"], 1] = 1.0
    widen, narrow = talker.text_projection.linear_fc1, talker.text_projection.linear_fc2
    widen.weight[:, :2] = 0.0
    widen.weight[:2] = 0.0
    narrow.weight[: ENDLESS_SHARE + 1] = 0.0
    for source, target in ((0, TEXT), (1, ENDLESS)):
        widen.weight[source, source] = 10.0  # silu(10) is 10, silu(0) is 0
        narrow.weight[:, source] = 0.0
        narrow.weight[target, source] = 0.1
    widen.bias.zero_()
    narrow.bias.zero_()


def _set_layers(layers: Any) -> None:
    for layer in layers:
        # Strong enough that one position of the prompt, such as the speaker's, shows in the draws.
        layer.self_attn.v_proj.weight.normal_(0.0, 0.5)
        layer.self_attn.o_proj.weight.normal_(0.0, 0.5)
        layer.self_attn.o_proj.weight[: ENDLESS_SHARE + 1] = 0.0
        layer.mlp.down_proj.weight[: ENDLESS_SHARE + 1] = 0.0
    attention = layers[0].self_attn
    attention.q_proj.weight[: attention.head_dim] = 0.0
    for channel, (source, target) in enumerate(((TEXT, TEXT_SHARE), (ENDLESS, ENDLESS_SHARE))):
        attention.v_proj.weight[channel] = 0.0
        attention.v_proj.weight[channel, source] = 1.0
        attention.o_proj.weight[target, channel] = 1.0


def set_speaker_encoder_weights(encoder: Any) -> None:
    """Keep a reference's voice out of the dimensions that text sets."""
    encoder.fc.weight[: ENDLESS_SHARE + 1] = 0.0
    encoder.fc.bias[: ENDLESS_SHARE + 1] = 0.0


def set_decoder_weights(decoder: Any, codes: Any) -> None:
    """Set the codec's decoder in place: random `codes` (1, codebooks, frames) sound at about 0.06 of full scale."""
    for name, parameter in decoder.named_parameters():
        if name.endswith("embedding_sum"):
            parameter.normal_(0.0, 1.0)
        elif parameter.dim() > 1:
            parameter.normal_(0.0, 0.8 * parameter[0].numel() ** -0.5)
        elif name.endswith("bias"):
            parameter.zero_()
    last = decoder.decoder[-1].conv
    last.weight.sub_(last.weight.mean(dim=-1, keepdim=True)).mul_(1e-3)
    last.weight.mul_(0.06 / float(decoder(codes).std()))
