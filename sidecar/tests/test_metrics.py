"""`/metrics` counts what happened."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from conftest import ScriptedStart
from harness import Sidecar, pcm_request


def sample(sidecar: Sidecar, name: str, **labels: str) -> float:
    with sidecar.client() as client:
        answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    for family in text_string_to_metric_families(answer.text):
        for found in family.samples:
            if found.name == name and found.labels == labels:
                return float(found.value)
    return 0.0


def test_counts(start_scripted: ScriptedStart) -> None:
    sidecar = start_scripted()
    with sidecar.client() as client:
        for text in ("chunks=4 pause=0.05", "chunks=4 pause=0.05", "chunks=0 end=fail", "end=reject", ""):
            client.post("/v1/audio/speech", json=pcm_request(text, voice="echo"))
    outcomes = {
        outcome: sample(sidecar, "qwen_tts_requests_total", outcome=outcome)
        for outcome in ("finished", "failed", "rejected", "cancelled")
    }
    assert outcomes == {"finished": 2, "failed": 1, "rejected": 2, "cancelled": 0}
    assert sample(sidecar, "qwen_tts_audio_seconds_total") == 1.0
    assert 0.4 <= sample(sidecar, "qwen_tts_synthesis_seconds_total") < 2
    assert sample(sidecar, "qwen_tts_first_byte_seconds_count") == 2
    assert sample(sidecar, "qwen_tts_requests_in_flight") == sample(sidecar, "qwen_tts_requests_queued") == 0
