"""Runs loudness-tts with a voice in its catalogue that it does not know, whose files are on the disk already.

Everything else is its own: `python catalogued.py VOICE.onnx serve …` is `loudness-tts serve …`.
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from loudness_tts import catalog, cli, downloader  # type: ignore[import-not-found]


def digest(file: Path) -> dict[str, Any]:
    """Tell size and checksum of a file, as the catalogue has them."""
    content = file.read_bytes()
    return {"url": "", "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def register(model: Path) -> None:
    """Put a voice into the catalogue, and its files where they would have been downloaded to."""
    name = model.stem
    files = {"model": model, "config": model.with_name(f"{model.name}.json")}
    specs = {kind: digest(file) for kind, file in files.items()}
    rate = json.loads(files["config"].read_text())["audio"]["sample_rate"]
    data = catalog._data()
    data["models"][name] = {
        "locale": "en-US",
        "quality": "medium",
        "sampleRate": rate,
        "speakers": 1,
        "dataset": "",
        "licence": "CC0",
        "use": "none",
        "source": "catalog",
        "files": specs,
    }
    voice = {"id": name, "model": name, "name": name, "language": "English (United States)", "rank": 1, "of": 1}
    scores = {"overall": 100.0, "natural": 100.0, "clear": 100.0}
    row = {**dict.fromkeys(data["fields"]), **voice, **scores}
    data["voices"].append([row[field] for field in data["fields"]])
    for kind, target in zip(("model", "config"), downloader.model_paths(name), strict=True):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(files[kind], target)
        target.with_name(f"{target.name}.ok").write_text(f"sha256:{specs[kind]['sha256']}")


register(Path(sys.argv[1]))
sys.exit(cli.main(sys.argv[2:]))
