"""The shape of the tiny checkpoint: the real architecture with a few thousand weights."""

from __future__ import annotations

from typing import Any

CODES = 32
"""Entries of each codebook (a power of 2; the real ones have 2,048)."""

GROUPS = 4
"""Codebooks, so codes of one frame (the real ones have 16)."""

WIDTH, HEAD_WIDTH = 32, 16
SUPPRESSED = 1024
"""`generate` forbids the last 1,024 entries of the talker's vocabulary, the end of speech aside."""

LANGUAGES = ("chinese", "english", "german", "japanese", "french", "beijing_dialect")
SPEAKERS = {"vivian": False, "ryan": False, "dylan": "beijing_dialect"}
"""Speakers and the dialect that each speaks, as `spk_is_dialect` has them."""

CONTROLS = ("pad", "bos", "eos_token", "think", "nothink", "think_bos", "think_eos")


def _transformer(layers: int, **others: Any) -> dict[str, Any]:
    return {
        "hidden_size": WIDTH, "intermediate_size": 2 * WIDTH, "num_hidden_layers": layers, "hidden_act": "silu",
        "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": HEAD_WIDTH, "rms_norm_eps": 1e-6,
        "rope_theta": 1_000_000, "max_position_embeddings": 32_768, "num_code_groups": GROUPS, **others,
    }  # fmt: skip


def talker_config(text_vocabulary: int, *, has_speakers: bool) -> dict[str, Any]:
    """Return the talker's configuration: after the codes come the control tokens, the languages, the speakers."""
    controls = {f"codec_{name}_id": CODES + index for index, name in enumerate(CONTROLS)}
    languages = {name: CODES + len(CONTROLS) + index for index, name in enumerate(LANGUAGES)}
    first_speaker = CODES + len(CONTROLS) + len(LANGUAGES)
    speakers = {name: first_speaker + index for index, name in enumerate(SPEAKERS)} if has_speakers else {}
    rotary = {"rope_type": "default", "type": "default", "interleaved": True, "mrope_section": [4, 2, 2]}
    return _transformer(
        2, vocab_size=CODES + SUPPRESSED, text_vocab_size=text_vocabulary, text_hidden_size=WIDTH,
        rope_scaling=rotary, position_id_per_seconds=13, codec_language_id=languages, spk_id=speakers,
        spk_is_dialect={name: SPEAKERS[name] for name in speakers}, **controls,
        code_predictor_config=_transformer(1, vocab_size=CODES, rope_scaling=None),
    )  # fmt: skip


def model_config(kind: str, size: str, special_tokens: dict[str, int], text_vocabulary: int) -> dict[str, Any]:
    """Return `config.json`. `kind` is custom_voice, voice_design or base; `size` is 0b6 or 1b7."""
    return {
        "architectures": ["Qwen3TTSForConditionalGeneration"],
        "model_type": "qwen3_tts",
        "tokenizer_type": "qwen3_tts_tokenizer_12hz",
        "tts_model_size": size,
        "tts_model_type": kind,
        "im_start_token_id": special_tokens["<|im_start|>"],
        "im_end_token_id": special_tokens["<|im_end|>"],
        "tts_pad_token_id": special_tokens["<tts_pad>"],
        "tts_bos_token_id": special_tokens["<tts_text_bos>"],
        "tts_eos_token_id": special_tokens["<tts_text_eod>"],
        "talker_config": talker_config(text_vocabulary, has_speakers=kind == "custom_voice"),
        "speaker_encoder_config": {
            "enc_dim": WIDTH, "enc_channels": [16, 16, 16, 16, 48], "enc_res2net_scale": 2,
            "enc_attention_channels": 8, "enc_se_channels": 8, "mel_dim": 128, "sample_rate": 24_000,
        },
    }  # fmt: skip


def codec_config() -> dict[str, Any]:
    """Return the speech tokenizer's configuration: 1,920 samples a frame, so 12.5 frames a second at 24 kHz."""
    attention = {"num_attention_heads": 2, "num_key_value_heads": 2, "head_dim": HEAD_WIDTH, "num_hidden_layers": 1}
    books = {"codebook_size": CODES, "codebook_dim": HEAD_WIDTH, "num_quantizers": GROUPS}
    sizes = {"hidden_size": WIDTH, "intermediate_size": 2 * WIDTH}
    return {
        "architectures": ["Qwen3TTSTokenizerV2Model"],
        "model_type": "qwen3_tts_tokenizer_12hz",
        "encoder_valid_num_quantizers": GROUPS,
        "input_sample_rate": 24_000,
        "output_sample_rate": 24_000,
        "decode_upsample_rate": 1920,
        "encode_downsample_rate": 1920,
        "decoder_config": {
            **attention, **books, **sizes, "latent_dim": WIDTH, "decoder_dim": WIDTH, "sliding_window": 72,
            "upsample_rates": [8, 5, 4, 3], "upsampling_ratios": [2, 2],
        },
        "encoder_config": {
            **attention, **books, **sizes, "num_filters": 2, "vector_quantization_hidden_dimension": HEAD_WIDTH,
            "upsampling_ratios": [8, 6, 5, 4], "upsample_groups": WIDTH, "sampling_rate": 24_000, "frame_rate": 12.5,
            "use_cache": False,
        },
    }  # fmt: skip


GENERATION = {
    "do_sample": True, "top_k": 50, "top_p": 1.0, "temperature": 0.9, "repetition_penalty": 1.05,
    "subtalker_dosample": True, "subtalker_top_k": 50, "subtalker_top_p": 1.0, "subtalker_temperature": 0.9,
    "max_new_tokens": 8192,
}  # fmt: skip
"""`generation_config.json`, with the values of the published checkpoints."""
