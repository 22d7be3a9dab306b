"""Health that tells the truth: alive while loops turn, ready while the database answers; what is behind is detail, not a failure."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from peerbridge.runtime import Runtime

__all__ = ["opening", "router"]

router = APIRouter(include_in_schema=False)


def _runtime(request: Request) -> Runtime:
    runtime: Runtime = request.app.state.runtime
    return runtime


def opening(runtime: Runtime) -> dict[str, Any]:
    """Whether it is open; else how far its own topics are read, and whether it has facts to be entered again."""
    gate = runtime.gate
    return {"open": gate.is_open, "read": gate.read, "total": gate.total, "lost_facts": gate.lost}


@router.get("/health/live")
async def live(request: Request) -> JSONResponse:
    """200 while every loop turns."""
    silent = _runtime(request).life.silent()
    return JSONResponse({"alive": not silent, "silent": silent}, status_code=503 if silent else 200)


@router.get("/health/ready")
async def ready(request: Request) -> JSONResponse:
    """200 while the database answers and business time is known: commands are taken also while Kafka is away."""
    runtime = _runtime(request)
    answers = runtime.started and await runtime.api.answers()
    return JSONResponse({"ready": answers}, status_code=200 if answers else 503)


@router.get("/health")
async def health(request: Request) -> dict[str, Any]:
    """The state of every loop and subscriber."""
    runtime = _runtime(request)
    return {
        "service": runtime.name,
        "business_time": runtime.clock.now(),
        "database": await runtime.api.answers(),
        "opening": opening(runtime),
        "kafka": {"state": runtime.reach.state, "lacking": runtime.reach.lacking},
        "relay_elected_here": runtime.wakeup.elected,
        "elected_here": runtime.elected,
        "audit_checkpoints": "signed" if runtime.signing else "not signed: PEERBRIDGE_AUDIT_DIRECTORY is not set",
        "loops": {pulse.name: pulse.state for pulse in runtime.life.pulses},
        "subscribers": {
            c.topic: {"state": c.state, "ahead_of_log": sorted(c.positions.ahead)} for c in runtime.consumer_list
        },
    }


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Prometheus exposition."""
    return Response(generate_latest(_runtime(request).metrics.registry), media_type=CONTENT_TYPE_LATEST)
