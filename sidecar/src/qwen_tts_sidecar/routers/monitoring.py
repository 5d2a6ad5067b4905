"""The state of the server, and its metrics."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from qwen_tts_sidecar import CONTRACT, VERSION
from qwen_tts_sidecar.routers.context import Service, Transcribing

router = APIRouter()


@router.get("/health")
async def health(service: Service, transcription: Transcribing) -> Response:
    """Return the state: loading and error answer 503 with the same body, so that a bare status check is right too."""
    engine, description = service.engine.health(), service.description
    body: dict[str, Any] = {
        "status": service.status,
        "contract": CONTRACT,
        "version": VERSION,
        "instance": service.instance,
        "engine": description.engine if description else None,
        "model": description.model if description else None,
        "in_flight": service.in_flight,
        "queued": service.queued,
        "max_concurrency": (engine.max_concurrency or description.max_concurrency) if description else None,
        "uptime_seconds": round(service.uptime_seconds, 3),
        "workers": [asdict(worker) for worker in engine.workers],
        "worker_restarts": engine.restarts,
        "error": engine.error,
        "transcription": transcription.state(),
        "transcription_error": transcription.trouble,
    }
    return JSONResponse(body, status_code=200 if service.status == "ok" else 503)


@router.get("/metrics")
async def metrics(service: Service, transcription: Transcribing) -> Response:
    """Return the Prometheus text page."""
    page = service.metrics.page() + (transcription.service.metrics.page() if transcription.service else b"")
    return Response(page, media_type="text/plain; version=0.0.4; charset=utf-8")
