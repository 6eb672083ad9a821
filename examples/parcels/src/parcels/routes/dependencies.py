"""What handlers take from the application that they run in."""

from typing import Annotated, cast

from fastapi import Depends, Request

from parcels.metrics import Metrics
from parcels.store import Store


def _store(request: Request) -> Store:
    return cast(Store, request.app.state.store)


def _metrics(request: Request) -> Metrics:
    return cast(Metrics, request.app.state.metrics)


StoreDependency = Annotated[Store, Depends(_store)]
MetricsDependency = Annotated[Metrics, Depends(_metrics)]
