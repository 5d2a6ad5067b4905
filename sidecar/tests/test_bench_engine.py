"""The bare engine bench runs and measures."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from harness import SIDECAR, TEXT


def test_bench_prints_one_json_object(tmp_path: Path) -> None:
    segments = tmp_path / "segments.jsonl"
    segment = {"text": TEXT, "voice": "heart", "speed": 1.0, "seed": 1}
    segments.write_text("\n".join([json.dumps(segment)] * 4))
    bench = [sys.executable, str(SIDECAR / "bench_engine.py"), str(segments), "--processes", "2"]
    result = json.loads(subprocess.run(bench, capture_output=True, check=True, text=True).stdout)
    assert (result["processes"], result["segments"]) == (2, 4)
    assert result["audio_seconds"] > 4 * len(TEXT) / 25
    assert 0 < result["wall_seconds"] < result["audio_seconds"]
