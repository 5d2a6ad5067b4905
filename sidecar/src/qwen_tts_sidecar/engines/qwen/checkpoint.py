"""A checkpoint's properties, read from the files of its folder without torch."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qwen_tts_sidecar.startup import StartupCode, StartupError

CUSTOM_VOICE, VOICE_DESIGN, BASE = "custom_voice", "voice_design", "base"
KINDS = {CUSTOM_VOICE: "CustomVoice", VOICE_DESIGN: "VoiceDesign", BASE: "Base"}
"""`tts_model_type`, and the name of that kind in the names of the published checkpoints."""

TOKENIZER = "qwen3_tts_tokenizer_12hz"
_FILES = ("generation_config.json", "speech_tokenizer/config.json", "speech_tokenizer/preprocessor_config.json")
_TOKENIZERS = (("tokenizer.json",), ("vocab.json", "merges.txt"))
"""What the text tokenizer is read from: one of these sets of files."""
_POINTER = b"version https://git-lfs"
_SAMPLED_BYTES, _SAMPLES = 1 << 16, 16
"""How much of each file of weights is read to distinguish checkpoints: pieces, at equal distances."""
_GET_IT = "docs/qwen.md describes how to get it"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A folder that holds everything. `kind` is a key of KINDS; `size` is 0b6 or 1b7; `dialects` maps a speaker to one.

    `languages` and `speakers` are named as in the checkpoint; a dialect is no language of its own. `fingerprint`
    distinguishes it from another checkpoint in a folder of the same name.
    """

    folder: str
    kind: str
    size: str
    languages: tuple[str, ...]
    speakers: tuple[str, ...]
    dialects: dict[str, str]
    weight_bytes: int
    fingerprint: str

    @property
    def name(self) -> str:
        """The folder's own name; for a download that of the repository."""
        path = Path(self.folder)
        hub = next((part for part in path.parts if part.startswith("models--")), None)
        return hub.split("--")[-1] if hub else path.name

    @property
    def takes_instructions(self) -> bool:
        """Whether `instruct` has an effect: qwen-tts ignores it for 0.6B without an error, and clones take none."""
        return self.kind == VOICE_DESIGN or (self.kind == CUSTOM_VOICE and self.size != "0b6")


def read_checkpoint(folder: str) -> Checkpoint:
    """Return the checkpoint in a folder; StartupError when a file is missing, or it is something else."""
    root = Path(folder)
    if not root.is_dir():
        hub = "a hub id is taken with sidecar.allow_download = true (--allow-download) only"
        raise _missing(
            f"There is no folder {folder}, which sidecar.model of the profile (--model) names; {_GET_IT}; {hub}."
        )
    config = _json(root / "config.json")
    if config.get("model_type") != "qwen3_tts" or config.get("tts_model_type") not in KINDS:
        raise _unfit(f"{folder} holds no Qwen3-TTS checkpoint but {config.get('model_type', 'something else')}.")
    if config.get("tokenizer_type") != TOKENIZER:
        raise _unfit(f"{folder} is made for the {config.get('tokenizer_type')}; only the 12 Hz one is supported.")
    for name in _FILES:
        _json(root / name)
    if not any(all((root / name).is_file() for name in names) for names in _TOKENIZERS):
        names = " and ".join(str(root / name) for name in _TOKENIZERS[-1])
        raise _missing(f"The checkpoint has no text tokenizer: there are no {names}; {_GET_IT}.")
    weights = [*_weights(root), *_weights(root / "speech_tokenizer")]
    talker = config.get("talker_config", {})
    dialects = {name: dialect for name, dialect in talker.get("spk_is_dialect", {}).items() if dialect}
    return Checkpoint(
        folder=str(root.absolute()),
        kind=config["tts_model_type"],
        size=str(config.get("tts_model_size")),
        languages=tuple(name for name in talker.get("codec_language_id", {}) if "dialect" not in name),
        speakers=tuple(talker.get("spk_id", {})),
        dialects=dialects,
        weight_bytes=sum(path.stat().st_size for path in weights),
        fingerprint=_fingerprint(root / "config.json", *weights),
    )


def _json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _missing(f"The checkpoint is incomplete: there is no {path}; {_GET_IT}.") from None
    except (OSError, ValueError) as error:
        raise _missing(f"The checkpoint cannot be read: {path}: {error}.") from error
    return value if isinstance(value, dict) else {}


def _weights(folder: Path) -> list[Path]:
    """Return the files of weights in a folder; StartupError when one is missing, cut off or was never downloaded."""
    index = folder / "model.safetensors.index.json"
    shards = set(_json(index).get("weight_map", {}).values()) if index.exists() else {"model.safetensors"}
    paths = [folder / shard for shard in sorted(shards)]
    for path in paths:
        if not path.is_file():
            raise _missing(f"The checkpoint has no weights: there is no {path}; {_GET_IT}.")
        with path.open("rb") as file:
            if file.read(len(_POINTER)) == _POINTER:
                raise _missing(f"{path} is a pointer of Git LFS, not the weights: run `git lfs pull` in {folder}.")
        if path.stat().st_size != _expected_size(path):
            raise _missing(f"{path} is cut off or damaged: fetch it again; {_GET_IT}.")
    return paths


def _expected_size(path: Path) -> int | None:
    """Return the size of a safetensors file by its header; None when it does not begin like one."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if length > path.stat().st_size:
            return None
        try:
            header = json.loads(file.read(length))
            ends = [tensor["data_offsets"][1] for name, tensor in header.items() if name != "__metadata__"]
        except (ValueError, TypeError, KeyError, AttributeError, IndexError):
            return None
    return 8 + length + max(ends, default=0)


def _fingerprint(*paths: Path) -> str:
    """Return a hash of what distinguishes these files from others: their sizes, and pieces from all over them."""
    digest = hashlib.sha256()
    for path in paths:
        size = path.stat().st_size
        digest.update(b"%d:" % size)
        with path.open("rb") as file:
            for piece in range(_SAMPLES):
                file.seek(max(0, size - _SAMPLED_BYTES) * piece // (_SAMPLES - 1))
                digest.update(file.read(_SAMPLED_BYTES))
    return digest.hexdigest()


def _missing(message: str) -> StartupError:
    return StartupError(StartupCode.MODEL_MISSING, message)


def _unfit(message: str) -> StartupError:
    return StartupError(StartupCode.MODEL_UNFIT, message)
