import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from parcels.domain import ParcelNotFoundError, ParcelOnItsWayError, Status, TransitionError
from parcels.store import SchemaError, Store

NOBODY = "PC000000005ZZ"


def test_migrating_twice_changes_nothing(store: Store) -> None:
    added = store.add("Ada", "Grace", 500)
    store.migrate()
    assert store.get(added.tracking_number) == added


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "newer.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(SchemaError, match="has schema 99"):
        Store(path).migrate()


def test_a_registered_parcel_is_found_again(store: Store) -> None:
    added = store.add("Ada", "Grace", 500)
    assert added.status is Status.REGISTERED
    assert added.created_at == added.updated_at == datetime(2025, 1, 1, tzinfo=UTC)
    assert store.get(added.tracking_number) == added


def test_a_taken_number_is_drawn_again(store: Store, tmp_path: Path) -> None:
    taken = store.add("Ada", "Grace", 500).tracking_number
    draws = iter([taken, taken, NOBODY])
    other = Store(tmp_path / "parcels.db", draw=lambda: next(draws))
    assert other.add("Ada", "Grace", 500).tracking_number == NOBODY


def test_drawing_ends_when_no_number_is_free(store: Store, tmp_path: Path) -> None:
    taken = store.add("Ada", "Grace", 500).tracking_number
    with pytest.raises(RuntimeError, match="no free tracking number"):
        Store(tmp_path / "parcels.db", draw=lambda: taken).add("Ada", "Grace", 500)


def test_events_move_a_parcel_on(store: Store) -> None:
    number = store.add("Ada", "Grace", 500).tracking_number
    first = store.record(number, Status.IN_TRANSIT, "Depot 7")
    second = store.record(number, Status.IN_TRANSIT, "Depot 9", "wet")
    assert store.events(number) == [first, second]
    assert store.get(number).status is Status.IN_TRANSIT
    assert store.get(number).updated_at == second.occurred_at


def test_a_refused_event_leaves_no_trace(store: Store) -> None:
    before = store.add("Ada", "Grace", 500)
    with pytest.raises(TransitionError):
        store.record(before.tracking_number, Status.DELIVERED, "Door")
    assert store.events(before.tracking_number) == []
    assert store.get(before.tracking_number) == before


def test_of_two_cancellations_at_once_one_wins(store: Store) -> None:
    number = store.add("Ada", "Grace", 500).tracking_number

    def cancel(_: int) -> bool:
        try:
            store.record(number, Status.CANCELLED, "Counter")
        except TransitionError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(cancel, range(8))) == 1
    assert len(store.events(number)) == 1


def test_only_a_waiting_parcel_is_readdressed(store: Store) -> None:
    number = store.add("Ada", "Grace", 500).tracking_number
    changed = store.readdress(number, "Edsger")
    assert changed.updated_at > changed.created_at
    assert store.get(number) == changed
    store.record(number, Status.IN_TRANSIT, "Depot 7")
    with pytest.raises(ParcelOnItsWayError):
        store.readdress(number, "Grace")


def test_removing_takes_the_events_along(store: Store, tmp_path: Path) -> None:
    number = store.add("Ada", "Grace", 500).tracking_number
    store.record(number, Status.IN_TRANSIT, "Depot 7")
    with pytest.raises(ParcelOnItsWayError):
        store.remove(number)
    store.record(number, Status.RETURNED, "Counter")
    store.remove(number)
    with pytest.raises(ParcelNotFoundError):
        store.get(number)
    connection = sqlite3.connect(tmp_path / "parcels.db")
    assert connection.execute("SELECT count(*) FROM event").fetchone() == (0,)
    connection.close()


def test_nobodys_parcel_is_not_found(store: Store) -> None:
    with pytest.raises(ParcelNotFoundError, match=NOBODY):
        store.events(NOBODY)
    with pytest.raises(ParcelNotFoundError, match=NOBODY):
        store.remove(NOBODY)


def test_pages_follow_each_other(store: Store) -> None:
    numbers = [store.add("Ada", "Grace", 500).tracking_number for _ in range(5)]
    store.record(numbers[1], Status.CANCELLED, "Counter")
    first = store.page(None, "", 3)
    rest = store.page(None, first[-1].tracking_number, 3)
    assert [parcel.tracking_number for parcel in first + rest] == numbers
    assert [p.tracking_number for p in store.page(Status.CANCELLED, "", 3)] == [numbers[1]]


def test_counts_name_every_state(store: Store) -> None:
    number = store.add("Ada", "Grace", 500).tracking_number
    store.add("Ada", "Grace", 500)
    store.record(number, Status.CANCELLED, "Counter")
    counts = store.count_by_status()
    assert counts.keys() == set(Status)
    assert counts[Status.REGISTERED] == counts[Status.CANCELLED] == 1
    assert sum(counts.values()) == 2
