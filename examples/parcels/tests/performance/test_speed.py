"""What a parcel costs. No time is asserted here: the figures go into a file to be compared."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from parcels import tracking_number
from parcels.app import create_app
from parcels.domain import Status, TrackingEvent
from parcels.store import Store

NEW = {"sender": "Ada", "recipient": "Grace", "weight_grams": 500}

Request = Callable[[str, str, object], httpx.Response]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "parcels.db")
    made.migrate()
    return made


@pytest.fixture
def request_(store: Store) -> Iterator[Request]:
    """Sends a request straight into the application, without a network."""
    transport = httpx.ASGITransport(app=create_app(store))
    client = httpx.AsyncClient(transport=transport, base_url="http://parcels.test")
    with asyncio.Runner() as runner:
        yield lambda method, path, json: runner.run(client.request(method, path, json=json))
        runner.run(client.aclose())


def test_checking_a_tracking_number(benchmark: BenchmarkFixture) -> None:
    assert benchmark(tracking_number.is_valid, "PC473124829ZZ")


def test_recording_a_scan(benchmark: BenchmarkFixture, store: Store) -> None:
    number = store.add("Ada", "Grace", 500).tracking_number
    event: TrackingEvent = benchmark(store.record, number, Status.IN_TRANSIT, "Depot 7")
    assert event.status is Status.IN_TRANSIT


def test_listing_fifty_among_five_hundred(benchmark: BenchmarkFixture, store: Store) -> None:
    for _ in range(500):
        store.add("Ada", "Grace", 500)
    assert len(benchmark(store.page, Status.REGISTERED, "", 50)) == 50


def test_answering_a_live_probe(benchmark: BenchmarkFixture, request_: Request) -> None:
    assert benchmark(request_, "GET", "/livez", None).status_code == 200


def test_registering_over_http(benchmark: BenchmarkFixture, request_: Request) -> None:
    assert benchmark(request_, "POST", "/parcels", NEW).status_code == 201
