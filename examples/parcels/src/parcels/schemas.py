"""The JSON that clients send and get; the rules of form are here, those of state in `domain`."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from parcels import tracking_number
from parcels.domain import Status

_HEAVIEST_GRAMS = 31_500

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


def _valid_tracking_number(text: str) -> str:
    if not tracking_number.is_valid(text):
        raise ValueError("not a tracking number, or its check digit is wrong")
    return text


TrackingNumber = Annotated[str, AfterValidator(_valid_tracking_number)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewParcel(_Request):
    """A parcel as it is handed in at the counter."""

    sender: Text
    recipient: Text
    weight_grams: int = Field(gt=0, le=_HEAVIEST_GRAMS)


class NewAddress(_Request):
    """Who a parcel shall go to instead."""

    recipient: Text


class NewEvent(_Request):
    """What was seen to happen to a parcel."""

    status: Status
    location: Text
    note: Text | None = None


class _Response(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ParcelView(_Response):
    """One parcel."""

    tracking_number: str
    sender: str
    recipient: str
    weight_grams: int
    status: Status
    created_at: datetime
    updated_at: datetime


class EventView(_Response):
    """One event of a parcel."""

    status: Status
    location: str
    note: str | None
    occurred_at: datetime


class ParcelPage(_Response):
    """Some parcels, and where the next ones begin."""

    parcels: list[ParcelView]
    next: str | None
    """What to send as `after` to read on; null on the last page."""


class Health(_Response):
    """The answer to a probe."""

    status: str


class Problem(_Response):
    """Why a request was refused."""

    detail: str
