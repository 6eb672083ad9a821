import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message, Receive, Scope, Send

from parcels.domain import Status
from parcels.metrics import Metrics, MetricsMiddleware
from parcels.store import Store

NEW = {"sender": "Ada", "recipient": "Grace", "weight_grams": 500}
NOBODY = "PC000000005ZZ"


async def register(client: httpx.AsyncClient) -> str:
    response = await client.post("/parcels", json=NEW)
    assert response.status_code == 201
    return response.headers["Location"]


async def test_a_parcel_is_registered_and_shown(client: httpx.AsyncClient) -> None:
    created = await client.post("/parcels", json=NEW | {"sender": "  Ada "})
    assert created.status_code == 201
    assert created.json() == NEW | {
        "tracking_number": "PC000000014ZZ",
        "status": "registered",
        "created_at": "2025-01-01T00:00:00Z",
        "updated_at": "2025-01-01T00:00:00Z",
    }
    shown = await client.get(created.headers["Location"])
    assert (shown.status_code, shown.json()) == (200, created.json())


@pytest.mark.parametrize(
    "change",
    [
        {"sender": " "},
        {"recipient": "x" * 201},
        {"weight_grams": 0},
        {"weight_grams": 31_501},
        {"colour": "red"},
    ],
)
async def test_a_parcel_out_of_form_is_refused(
    client: httpx.AsyncClient, change: dict[str, object]
) -> None:
    response = await client.post("/parcels", json=NEW | change)
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["body", *change]


async def test_parcels_are_listed_page_by_page(client: httpx.AsyncClient) -> None:
    paths = [await register(client) for _ in range(3)]
    first = (await client.get("/parcels", params={"limit": 2})).json()
    assert first["next"] == first["parcels"][-1]["tracking_number"]
    last = (await client.get("/parcels", params={"limit": 2, "after": first["next"]})).json()
    assert last["next"] is None
    listed = [f"/parcels/{p['tracking_number']}" for p in first["parcels"] + last["parcels"]]
    assert listed == paths


async def test_parcels_are_listed_by_state(client: httpx.AsyncClient) -> None:
    await register(client)
    registered = await client.get("/parcels", params={"status": "registered"})
    assert len(registered.json()["parcels"]) == 1
    assert (await client.get("/parcels", params={"status": "lost"})).status_code == 422


async def test_a_parcel_travels_to_the_door(client: httpx.AsyncClient) -> None:
    path = await register(client)
    for status in ["in_transit", "out_for_delivery", "delivered"]:
        event = {"status": status, "location": "Depot 7", "note": None}
        response = await client.post(f"{path}/events", json=event)
        assert response.status_code == 201
        assert response.json().items() >= event.items()
    events = (await client.get(f"{path}/events")).json()
    assert [event["status"] for event in events][-1] == "delivered"
    assert (await client.get(path)).json()["status"] == "delivered"


async def test_an_impossible_event_is_a_conflict(client: httpx.AsyncClient) -> None:
    path = await register(client)
    response = await client.post(f"{path}/events", json={"status": "delivered", "location": "Door"})
    assert response.status_code == 409
    assert response.json()["detail"].startswith("registered cannot become delivered")


async def test_a_waiting_parcel_is_readdressed_and_removed(client: httpx.AsyncClient) -> None:
    path = await register(client)
    changed = await client.patch(path, json={"recipient": "Edsger"})
    assert changed.json()["recipient"] == "Edsger"
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize(("number", "code"), [(NOBODY, 404), ("PC000000006ZZ", 422)])
async def test_a_wrong_number_is_told_from_an_unknown_one(
    client: httpx.AsyncClient, number: str, code: int
) -> None:
    assert (await client.get(f"/parcels/{number}")).status_code == code


@pytest.mark.parametrize("probe", ["livez", "startupz", "readyz"])
async def test_a_started_service_answers_its_probes(client: httpx.AsyncClient, probe: str) -> None:
    assert (await client.get(f"/{probe}")).status_code == 200


async def test_before_it_has_started_it_is_only_live(app: FastAPI) -> None:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://parcels.test") as client:
        codes = {
            probe: (await client.get(f"/{probe}")).status_code
            for probe in ["livez", "startupz", "readyz"]
        }
    assert codes == {"livez": 200, "startupz": 503, "readyz": 503}


async def test_without_its_database_it_is_live_but_not_ready(
    client: httpx.AsyncClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_path", "/nowhere/parcels.db")
    assert (await client.get("/livez")).status_code == 200
    response = await client.get("/readyz")
    assert (response.status_code, response.json()["detail"]) == (
        503,
        "the database cannot be read",
    )


async def test_metrics_count_requests_by_route_and_parcels_by_state(
    client: httpx.AsyncClient,
) -> None:
    path = await register(client)
    await client.get(path)
    await client.get("/nowhere")
    response = await client.get("/metrics")
    assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = response.text.splitlines()
    route = 'method="GET",route="/parcels/{number}"'
    assert f'parcels_http_requests_total{{{route},status="200"}} 1.0' in lines
    assert f"parcels_http_request_seconds_count{{{route}}} 1.0" in lines
    assert 'parcels_http_requests_total{method="GET",route="unmatched",status="404"} 1.0' in lines
    assert f'parcels{{status="{Status.REGISTERED}"}} 1.0' in lines


async def test_a_bug_is_counted_as_a_500(
    app: FastAPI, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    def fail(_: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(store, "get", fail)
    with pytest.raises(ZeroDivisionError):
        await client.get(f"/parcels/{NOBODY}")
    assert b'route="/parcels/{number}",status="500"} 1.0' in app.state.metrics.exposition()


async def test_the_servers_own_messages_are_not_measured(store: Store) -> None:
    passed: list[Scope] = []

    async def inner(scope: Scope, _receive: Receive, _send: Send) -> None:
        passed.append(scope)

    async def receive() -> Message:
        raise AssertionError

    async def send(_: Message) -> None:
        raise AssertionError

    metrics = Metrics(store)
    await MetricsMiddleware(inner, metrics)({"type": "lifespan"}, receive, send)
    assert passed == [{"type": "lifespan"}]
    assert b"parcels_http_requests_total{" not in metrics.exposition()
