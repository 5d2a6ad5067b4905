"""The configuration files of a checkpoint: the real architecture, in the sizes of a `Shape`."""

from __future__ import annotations

from typing import Any

from tests_qwen.shapes import Shape, Transformer

SPEAKER_ENCODER_WIDTH = 32
SUPPRESSED = 1024
"""`generate` forbids the last 1,024 entries of the talker's vocabulary, the end of speech aside."""

LANGUAGES = ("chinese", "english", "german", "japanese", "french", "beijing_dialect")
SPEAKERS = {"vivian": False, "ryan": False, "dylan": "beijing_dialect"}
"""Speakers and the dialect that each speaks, as `spk_is_dialect` has them."""

CONTROLS = ("pad", "bos", "eos_token", "think", "nothink", "think_bos", "think_eos")


def _transformer(sizes: Transformer, groups: int, **others: Any) -> dict[str, Any]:
    return {
        "hidden_size": sizes.width, "intermediate_size": sizes.inner, "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads, "num_key_value_heads": sizes.key_heads, "head_dim": sizes.head_width,
        "hidden_act": "silu", "rms_norm_eps": 1e-6, "rope_theta": 1_000_000, "max_position_embeddings": 32_768,
        "num_code_groups": groups, **others,
    }  # fmt: skip


def talker_config(shape: Shape, text_vocabulary: int, *, has_speakers: bool) -> dict[str, Any]:
    """Return the talker's configuration: after the codes come the control tokens, the languages, the speakers."""
    codes = shape.codes
    controls = {f"codec_{name}_id": codes + index for index, name in enumerate(CONTROLS)}
    languages = {name: codes + len(CONTROLS) + index for index, name in enumerate(LANGUAGES)}
    first_speaker = codes + len(CONTROLS) + len(LANGUAGES)
    speakers = {name: first_speaker + index for index, name in enumerate(SPEAKERS)} if has_speakers else {}
    sections = list(shape.rotary_sections)
    rotary = {"rope_type": "default", "type": "default", "interleaved": True, "mrope_section": sections}
    return _transformer(
        shape.talker, shape.groups, vocab_size=codes + SUPPRESSED, text_vocab_size=text_vocabulary,
        text_hidden_size=shape.text_width, rope_scaling=rotary, position_id_per_seconds=13,
        codec_language_id=languages, spk_id=speakers,
        spk_is_dialect={name: SPEAKERS[name] for name in speakers}, **controls,
        code_predictor_config=_transformer(shape.predictor, shape.groups, vocab_size=codes, rope_scaling=None),
    )  # fmt: skip


def model_config(kind: str, size: str, shape: Shape, token_ids: dict[str, int]) -> dict[str, Any]:
    """Return `config.json`. `kind` is custom_voice, voice_design or base; `size` is 0b6 or 1b7.

    `token_ids` are the ids of the special tokens, and as "size" the number of all tokens.
    """
    text_vocabulary = shape.text_vocabulary or token_ids["size"]
    return {
        "architectures": ["Qwen3TTSForConditionalGeneration"],
        "model_type": "qwen3_tts",
        "tokenizer_type": "qwen3_tts_tokenizer_12hz",
        "tts_model_size": size,
        "tts_model_type": kind,
        "im_start_token_id": token_ids["<|im_start|>"],
        "im_end_token_id": token_ids["<|im_end|>"],
        "tts_pad_token_id": token_ids["<tts_pad>"],
        "tts_bos_token_id": token_ids["<tts_text_bos>"],
        "tts_eos_token_id": token_ids["<tts_text_eod>"],
        "talker_config": talker_config(shape, text_vocabulary, has_speakers=kind == "custom_voice"),
        "speaker_encoder_config": {
            "enc_dim": SPEAKER_ENCODER_WIDTH, "enc_channels": [16, 16, 16, 16, 48], "enc_res2net_scale": 2,
            "enc_attention_channels": 8, "enc_se_channels": 8, "mel_dim": 128, "sample_rate": 24_000,
        },
    }  # fmt: skip


def codec_config(shape: Shape) -> dict[str, Any]:
    """Return the speech tokenizer's configuration: 1,920 samples a frame, so 12.5 frames a second at 24 kHz."""
    return {
        "architectures": ["Qwen3TTSTokenizerV2Model"],
        "model_type": "qwen3_tts_tokenizer_12hz",
        "encoder_valid_num_quantizers": shape.groups,
        "input_sample_rate": 24_000,
        "output_sample_rate": 24_000,
        "decode_upsample_rate": 1920,
        "encode_downsample_rate": 1920,
        "decoder_config": {
            **shape.decoder, "codebook_size": shape.codes, "num_quantizers": shape.groups, "sliding_window": 72,
            "upsample_rates": [8, 5, 4, 3], "upsampling_ratios": [2, 2],
        },
        "encoder_config": {
            **shape.encoder, "codebook_size": shape.codes, "upsampling_ratios": [8, 6, 5, 4],
            "sampling_rate": 24_000, "frame_rate": 12.5, "use_cache": False,
        },
    }  # fmt: skip


GENERATION = {
    "do_sample": True, "top_k": 50, "top_p": 1.0, "temperature": 0.9, "repetition_penalty": 1.05,
    "subtalker_dosample": True, "subtalker_top_k": 50, "subtalker_top_p": 1.0, "subtalker_temperature": 0.9,
    "max_new_tokens": 8192,
}  # fmt: skip
"""`generation_config.json`, with the values of the published checkpoints."""
