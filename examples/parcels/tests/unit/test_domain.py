from datetime import UTC, datetime

import pytest

from parcels import domain
from parcels.domain import Parcel, Status

FINAL = {Status.DELIVERED, Status.RETURNED, Status.CANCELLED}


def parcel(status: Status) -> Parcel:
    at = datetime(2025, 1, 1, tzinfo=UTC)
    return Parcel("PC000000015ZZ", "Ada", "Grace", 500, status, at, at)


@pytest.mark.parametrize("status", Status)
def test_exactly_the_ends_of_a_journey_are_final(status: Status) -> None:
    assert domain.is_final(status) is (status in FINAL)


@pytest.mark.parametrize("status", Status)
def test_every_state_can_be_reached(status: Status) -> None:
    reached = {Status.REGISTERED}
    for _ in Status:
        reached |= {after for before in reached for after in domain.allowed_from(before)}
    assert status in reached


@pytest.mark.parametrize(
    ("current", "requested"),
    [(before, after) for before in Status for after in sorted(domain.allowed_from(before))],
)
def test_a_transition_in_the_table_passes(current: Status, requested: Status) -> None:
    domain.check_transition(current, requested)


@pytest.mark.parametrize(
    ("current", "requested"),
    [
        (before, after)
        for before in Status
        for after in Status
        if after not in domain.allowed_from(before)
    ],
)
def test_every_other_transition_is_refused(current: Status, requested: Status) -> None:
    with pytest.raises(domain.TransitionError, match=f"^{current} cannot become {requested}"):
        domain.check_transition(current, requested)


def test_a_refusal_says_what_would_be_possible() -> None:
    with pytest.raises(domain.TransitionError, match=r"possible: cancelled, in_transit$"):
        domain.check_transition(Status.REGISTERED, Status.DELIVERED)
    with pytest.raises(domain.TransitionError, match=r"possible: nothing, it is final$"):
        domain.check_transition(Status.CANCELLED, Status.IN_TRANSIT)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.REGISTERED}))
def test_a_parcel_that_left_cannot_be_changed(status: Status) -> None:
    with pytest.raises(domain.ParcelOnItsWayError, match="only while registered"):
        domain.check_editable(parcel(status))


@pytest.mark.parametrize("status", sorted(set(Status) - FINAL - {Status.REGISTERED}))
def test_a_parcel_on_its_way_cannot_be_removed(status: Status) -> None:
    with pytest.raises(domain.ParcelOnItsWayError, match="before it leaves"):
        domain.check_removable(parcel(status))


@pytest.mark.parametrize("status", [Status.REGISTERED, *sorted(FINAL)])
def test_any_other_parcel_can_be_removed(status: Status) -> None:
    domain.check_removable(parcel(status))
