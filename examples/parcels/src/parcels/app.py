"""Puts the application together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import to_thread
from fastapi import FastAPI, Request, status
from fastapi.responses import JSONResponse

from parcels import __version__
from parcels.domain import DomainError, ParcelNotFoundError
from parcels.metrics import Metrics, MetricsMiddleware
from parcels.routes import health, parcels
from parcels.store import Store


def create_app(store: Store) -> FastAPI:
    """Make an application over `store`, which it migrates when it starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await to_thread.run_sync(store.migrate)
        app.state.started = True
        yield
        app.state.started = False

    app = FastAPI(title="Parcels", version=__version__, lifespan=lifespan)
    app.state.store = store
    app.state.metrics = Metrics(store)
    app.state.started = False
    app.add_middleware(MetricsMiddleware, metrics=app.state.metrics)
    app.add_exception_handler(DomainError, _refuse)
    app.include_router(health.router)
    app.include_router(parcels.router)
    return app


async def _refuse(_request: Request, error: Exception) -> JSONResponse:
    missing = isinstance(error, ParcelNotFoundError)
    code = status.HTTP_404_NOT_FOUND if missing else status.HTTP_409_CONFLICT
    return JSONResponse({"detail": str(error)}, code)
