"""The three probes of an orchestrator, and the metrics.

Live: the process answers, restart it otherwise. Started: the schema is in place, wait until then.
Ready: the database can be read now, send no traffic otherwise.
"""

import logging
import sqlite3

from fastapi import APIRouter, HTTPException, Request, Response, status

from parcels.metrics import CONTENT_TYPE
from parcels.routes.dependencies import MetricsDependency, StoreDependency
from parcels.schemas import Health

_log = logging.getLogger(__name__)
router = APIRouter(tags=["operations"])


@router.get("/livez")
async def live() -> Health:
    """Answer whenever the event loop turns."""
    return Health(status="live")


@router.get("/startupz")
async def started(request: Request) -> Health:
    """Answer 200 once the schema is in place."""
    if not request.app.state.started:
        raise HTTPException(status.HTTP_503_SERVICE_UNAVAILABLE, "starting")
    return Health(status="started")


@router.get("/readyz")
def ready(request: Request, store: StoreDependency) -> Health:
    """Answer 200 while parcels can be read."""
    if not request.app.state.started:
        raise HTTPException(status.HTTP_503_SERVICE_UNAVAILABLE, "starting")
    try:
        store.ping()
    except sqlite3.Error as error:
        _log.warning("not ready: %s", error)
        raise HTTPException(
            status.HTTP_503_SERVICE_UNAVAILABLE, "the database cannot be read"
        ) from error
    return Health(status="ready")


@router.get("/metrics", response_class=Response)
def metrics(metrics: MetricsDependency) -> Response:
    """Answer in Prometheus' text format."""
    return Response(metrics.exposition(), media_type=CONTENT_TYPE)
