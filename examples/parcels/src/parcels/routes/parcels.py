"""Parcels and their tracking events."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response, status

from parcels.domain import Status
from parcels.routes.dependencies import StoreDependency
from parcels.schemas import (
    EventView,
    NewAddress,
    NewEvent,
    NewParcel,
    ParcelPage,
    ParcelView,
    Problem,
    TrackingNumber,
)

_NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"model": Problem}}
_CONFLICT: dict[int | str, dict[str, Any]] = {409: {"model": Problem}}
_LARGEST_PAGE = 200

router = APIRouter(prefix="/parcels", tags=["parcels"])


@router.post("", status_code=status.HTTP_201_CREATED)
def register(new: NewParcel, store: StoreDependency, response: Response) -> ParcelView:
    """Take a parcel in at the counter."""
    parcel = store.add(new.sender, new.recipient, new.weight_grams)
    response.headers["Location"] = f"/parcels/{parcel.tracking_number}"
    return ParcelView.model_validate(parcel)


@router.get("")
def page(
    store: StoreDependency,
    status: Status | None = None,
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=_LARGEST_PAGE)] = 50,
) -> ParcelPage:
    """List parcels in the order of their tracking numbers."""
    # One more than asked for tells whether a next page exists.
    found = [ParcelView.model_validate(parcel) for parcel in store.page(status, after, limit + 1)]
    shown = found[:limit]
    return ParcelPage(parcels=shown, next=shown[-1].tracking_number if len(found) > limit else None)


@router.get("/{number}", responses=_NOT_FOUND)
def show(number: TrackingNumber, store: StoreDependency) -> ParcelView:
    """Show one parcel as it stands."""
    return ParcelView.model_validate(store.get(number))


@router.patch("/{number}", responses=_NOT_FOUND | _CONFLICT)
def readdress(number: TrackingNumber, new: NewAddress, store: StoreDependency) -> ParcelView:
    """Send a parcel that has not left yet to somebody else."""
    return ParcelView.model_validate(store.readdress(number, new.recipient))


@router.delete(
    "/{number}", status_code=status.HTTP_204_NO_CONTENT, responses=_NOT_FOUND | _CONFLICT
)
def remove(number: TrackingNumber, store: StoreDependency) -> None:
    """Forget a parcel that has not left yet or whose journey has ended."""
    store.remove(number)


@router.post(
    "/{number}/events",
    status_code=status.HTTP_201_CREATED,
    responses=_NOT_FOUND | _CONFLICT,
)
def record(number: TrackingNumber, new: NewEvent, store: StoreDependency) -> EventView:
    """Say what happened to a parcel."""
    return EventView.model_validate(store.record(number, new.status, new.location, new.note))


@router.get("/{number}/events", responses=_NOT_FOUND)
def events(number: TrackingNumber, store: StoreDependency) -> list[EventView]:
    """List what happened to a parcel, oldest first."""
    return [EventView.model_validate(event) for event in store.events(number)]
