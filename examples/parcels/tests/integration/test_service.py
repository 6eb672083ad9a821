from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

NEW = {"sender": "Ada", "recipient": "Grace", "weight_grams": 500}
JOURNEY = ["in_transit", "in_transit", "out_for_delivery", "delivery_failed", "out_for_delivery"]


def register(client: httpx.Client) -> str:
    response = client.post("/parcels", json=NEW)
    assert response.status_code == 201
    return response.headers["Location"]


def record(client: httpx.Client, path: str, status: str) -> int:
    event = {"status": status, "location": "Depot 7"}
    return client.post(f"{path}/events", json=event).status_code


@pytest.mark.parametrize("probe", ["livez", "startupz", "readyz"])
def test_the_probes_answer(client: httpx.Client, probe: str) -> None:
    assert client.get(f"/{probe}").status_code == 200


def test_a_whole_journey(client: httpx.Client) -> None:
    path = register(client)
    assert [record(client, path, status) for status in JOURNEY] == [201] * len(JOURNEY)
    assert client.delete(path).status_code == 409
    assert record(client, path, "delivered") == 201
    assert record(client, path, "in_transit") == 409
    statuses = [event["status"] for event in client.get(f"{path}/events").json()]
    assert statuses == [*JOURNEY, "delivered"]
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


def test_many_scans_at_once_let_one_win(client: httpx.Client) -> None:
    path = register(client)
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda _: record(client, path, "cancelled"), range(16)))
    assert sorted(codes) == [201] + [409] * 15


def test_metrics_are_in_prometheus_text_format(client: httpx.Client) -> None:
    register(client)
    response = client.get("/metrics")
    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "# TYPE parcels gauge" in response.text
    assert 'route="/parcels",status="201"' in response.text


def test_the_interface_describes_itself(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert paths.keys() >= {"/parcels", "/parcels/{number}", "/parcels/{number}/events", "/readyz"}


def test_parcels_outlive_the_service(
    serve: Callable[[Path], AbstractContextManager[httpx.Client]], tmp_path: Path
) -> None:
    with serve(tmp_path / "kept.db") as client:
        path = register(client)
        assert record(client, path, "in_transit") == 201
    with serve(tmp_path / "kept.db") as client:
        assert client.get(path).json()["status"] == "in_transit"
        assert len(client.get(f"{path}/events").json()) == 1
