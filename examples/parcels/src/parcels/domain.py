"""What a parcel is and what may happen to it; no I/O and no framework."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """Where a parcel is in its life."""

    REGISTERED = "registered"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERY_FAILED = "delivery_failed"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CANCELLED = "cancelled"


# A parcel in transit may be scanned at one depot after another, so that state leads to itself.
_NEXT: dict[Status, frozenset[Status]] = {
    Status.REGISTERED: frozenset({Status.IN_TRANSIT, Status.CANCELLED}),
    Status.IN_TRANSIT: frozenset({Status.IN_TRANSIT, Status.OUT_FOR_DELIVERY, Status.RETURNED}),
    Status.OUT_FOR_DELIVERY: frozenset({Status.DELIVERED, Status.DELIVERY_FAILED}),
    Status.DELIVERY_FAILED: frozenset({Status.OUT_FOR_DELIVERY, Status.RETURNED}),
    Status.DELIVERED: frozenset(),
    Status.RETURNED: frozenset(),
    Status.CANCELLED: frozenset(),
}


class DomainError(Exception):
    """A request that is well formed but that this parcel's state does not allow."""


class ParcelNotFoundError(DomainError):
    """No parcel has this tracking number."""

    def __init__(self, tracking_number: str) -> None:
        """Name the number that was looked for."""
        super().__init__(f"no parcel {tracking_number}")


class TransitionError(DomainError):
    """A parcel cannot go from where it is to where it was said to be."""

    def __init__(self, current: Status, requested: Status) -> None:
        """Say both states, and what would have been possible."""
        possible = ", ".join(sorted(allowed_from(current))) or "nothing, it is final"
        super().__init__(f"{current} cannot become {requested}; possible: {possible}")


class ParcelOnItsWayError(DomainError):
    """A change that is only possible while the parcel has not left, or after it has arrived."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One parcel as it stands now."""

    tracking_number: str
    sender: str
    recipient: str
    weight_grams: int
    status: Status
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class TrackingEvent:
    """One thing that happened to a parcel; never changed once written."""

    status: Status
    location: str
    note: str | None
    occurred_at: datetime


def allowed_from(status: Status) -> frozenset[Status]:
    """Return every state that may follow `status`."""
    return _NEXT[status]


def is_final(status: Status) -> bool:
    """Whether nothing more can happen to a parcel in this state."""
    return not _NEXT[status]


def check_transition(current: Status, requested: Status) -> None:
    """Raise TransitionError unless `requested` may follow `current`."""
    if requested not in _NEXT[current]:
        raise TransitionError(current, requested)


def check_editable(parcel: Parcel) -> None:
    """Raise ParcelOnItsWayError unless the parcel still waits at the counter."""
    if parcel.status is not Status.REGISTERED:
        raise ParcelOnItsWayError(
            f"{parcel.tracking_number} is {parcel.status}: it can be changed only while registered"
        )


def check_removable(parcel: Parcel) -> None:
    """Raise ParcelOnItsWayError while the parcel is in somebody's hands."""
    if parcel.status is not Status.REGISTERED and not is_final(parcel.status):
        raise ParcelOnItsWayError(
            f"{parcel.tracking_number} is {parcel.status}: it can be removed only before it leaves"
            " or after its journey ended"
        )
