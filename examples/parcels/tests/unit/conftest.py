from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from parcels import tracking_number
from parcels.app import create_app
from parcels.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store whose clock ticks once a minute and whose numbers count up."""
    ticks: Iterator[datetime] = (
        datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minute) for minute in count()
    )
    numbers = map(tracking_number.make, count(1))
    made = Store(tmp_path / "parcels.db", clock=lambda: next(ticks), draw=lambda: next(numbers))
    made.migrate()
    return made


@pytest.fixture
def app(store: Store) -> FastAPI:
    return create_app(store)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://parcels.test") as made,
    ):
        yield made
