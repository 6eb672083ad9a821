"""Parcels and their events in SQLite.

Each operation opens a connection of its own: that costs some tens of microseconds, and in return
no connection is ever shared between the threads that FastAPI runs handlers in. Whatever reads and
then writes does both under `BEGIN IMMEDIATE`, so two scans of one parcel cannot both win.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from parcels import domain, tracking_number
from parcels.domain import Parcel, Status, TrackingEvent

# Each entry takes the schema one version further; entries are only ever added.
_MIGRATIONS = (
    """
    CREATE TABLE parcel (
        tracking_number TEXT PRIMARY KEY,
        sender TEXT NOT NULL,
        recipient TEXT NOT NULL,
        weight_grams INTEGER NOT NULL CHECK (weight_grams > 0),
        status TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
    ) STRICT;
    CREATE TABLE event (
        id INTEGER PRIMARY KEY,
        tracking_number TEXT NOT NULL REFERENCES parcel ON DELETE CASCADE,
        status TEXT NOT NULL,
        location TEXT NOT NULL,
        note TEXT,
        occurred_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX event_by_parcel ON event (tracking_number, id);
    """,
    "CREATE INDEX parcel_by_status ON parcel (status, tracking_number);",
)
_BUSY_SECONDS = 5.0
_DRAWS = 10


class SchemaError(Exception):
    """The database was written by a newer release of the service."""


def now() -> datetime:
    """Return the time, in UTC, as the store writes it."""
    return datetime.now(UTC)


class Store:
    """The service's memory; safe to use from many threads and many processes."""

    def __init__(
        self,
        path: Path,
        clock: Callable[[], datetime] = now,
        draw: Callable[[], str] = tracking_number.draw,
    ) -> None:
        """Remember where the data is; nothing is opened before `migrate`."""
        self._path = path
        self._clock = clock
        self._draw = draw

    def migrate(self) -> None:
        """Bring the schema to this release's version; does nothing when it is there already."""
        with self._connect() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        with self._writing() as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > len(_MIGRATIONS):
                raise SchemaError(
                    f"{self._path} has schema {version}, this release knows {len(_MIGRATIONS)}"
                )
            for script in _MIGRATIONS[version:]:
                # Not executescript(), which would commit the transaction that we are in.
                for statement in filter(str.strip, script.split(";")):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")

    def ping(self) -> None:
        """Raise sqlite3.Error unless the parcels can be read."""
        with self._connect() as connection:
            connection.execute("SELECT 1 FROM parcel LIMIT 1").fetchone()

    def add(self, sender: str, recipient: str, weight_grams: int) -> Parcel:
        """Register a parcel under a fresh tracking number."""
        at = self._clock()
        parcel = Parcel("", sender, recipient, weight_grams, Status.REGISTERED, at, at)
        for _ in range(_DRAWS):
            parcel = replace(parcel, tracking_number=self._draw())
            with self._writing() as connection:
                added = connection.execute(
                    "INSERT OR IGNORE INTO parcel VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        parcel.tracking_number,
                        sender,
                        recipient,
                        weight_grams,
                        parcel.status,
                        at.isoformat(),
                        at.isoformat(),
                    ),
                )
            if added.rowcount:
                return parcel
        raise RuntimeError(f"no free tracking number in {_DRAWS} draws")

    def get(self, number: str) -> Parcel:
        """Return one parcel, or raise ParcelNotFoundError."""
        with self._connect() as connection:
            return _get(connection, number)

    def page(self, status: Status | None, after: str, limit: int) -> list[Parcel]:
        """Return up to `limit` parcels in the order of their numbers, from the one past `after`."""
        query = "SELECT * FROM parcel WHERE tracking_number > :after"
        if status is not None:
            query += " AND status = :status"
        query += " ORDER BY tracking_number LIMIT :limit"
        with self._connect() as connection:
            rows = connection.execute(query, {"after": after, "status": status, "limit": limit})
            return [_parcel(row) for row in rows]

    def readdress(self, number: str, recipient: str) -> Parcel:
        """Give a parcel that has not left yet another recipient."""
        with self._writing() as connection:
            parcel = _get(connection, number)
            domain.check_editable(parcel)
            changed = replace(parcel, recipient=recipient, updated_at=self._clock())
            connection.execute(
                "UPDATE parcel SET recipient = ?, updated_at = ? WHERE tracking_number = ?",
                (recipient, changed.updated_at.isoformat(), number),
            )
        return changed

    def remove(self, number: str) -> None:
        """Forget a parcel and its events."""
        with self._writing() as connection:
            domain.check_removable(_get(connection, number))
            connection.execute("DELETE FROM parcel WHERE tracking_number = ?", (number,))

    def record(
        self, number: str, status: Status, location: str, note: str | None = None
    ) -> TrackingEvent:
        """Write down what happened to a parcel, if that may follow what happened before."""
        with self._writing() as connection:
            domain.check_transition(_get(connection, number).status, status)
            event = TrackingEvent(status, location, note, self._clock())
            at = event.occurred_at.isoformat()
            connection.execute(
                "INSERT INTO event (tracking_number, status, location, note, occurred_at)"
                " VALUES (?, ?, ?, ?, ?)",
                (number, status, location, note, at),
            )
            connection.execute(
                "UPDATE parcel SET status = ?, updated_at = ? WHERE tracking_number = ?",
                (status, at, number),
            )
        return event

    def events(self, number: str) -> list[TrackingEvent]:
        """Return a parcel's events, oldest first."""
        with self._connect() as connection:
            _get(connection, number)
            rows = connection.execute(
                "SELECT * FROM event WHERE tracking_number = ? ORDER BY id", (number,)
            )
            return [_event(row) for row in rows]

    def count_by_status(self) -> dict[Status, int]:
        """Return how many parcels there are in each state, with zeros."""
        counts = dict.fromkeys(Status, 0)
        with self._connect() as connection:
            rows = connection.execute("SELECT status, count(*) FROM parcel GROUP BY status")
            counts.update((Status(status), count) for status, count in rows)
        return counts

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = NORMAL")
            yield connection
        finally:
            connection.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        # Closing a connection rolls its open transaction back, so only success commits.
        with self._connect() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")


def _get(connection: sqlite3.Connection, number: str) -> Parcel:
    row = connection.execute("SELECT * FROM parcel WHERE tracking_number = ?", (number,)).fetchone()
    if row is None:
        raise domain.ParcelNotFoundError(number)
    return _parcel(row)


def _parcel(row: sqlite3.Row) -> Parcel:
    return Parcel(
        tracking_number=row["tracking_number"],
        sender=row["sender"],
        recipient=row["recipient"],
        weight_grams=row["weight_grams"],
        status=Status(row["status"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        updated_at=datetime.fromisoformat(row["updated_at"]),
    )


def _event(row: sqlite3.Row) -> TrackingEvent:
    return TrackingEvent(
        status=Status(row["status"]),
        location=row["location"],
        note=row["note"],
        occurred_at=datetime.fromisoformat(row["occurred_at"]),
    )
