"""The client for code that is not async: the same calls, each of which waits."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from ropewalk.client import Ropewalk
from ropewalk.plan import Plan
from ropewalk.run import Run
from ropewalk.workflow import WorkflowFile

_T = TypeVar("_T")


def wait_for(work: Coroutine[Any, Any, _T]) -> _T:
    """Runs a coroutine in a loop and a thread of its own, so it may be called where another loop runs."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()


class BlockingRopewalk:
    """Wraps a client. Arguments and errors are those of `Ropewalk`'s methods."""

    def __init__(self, client: Ropewalk) -> None:
        self.client = client

    def run(self, workflow: str, **options: Any) -> Run:  # noqa: ANN401  # as Ropewalk.run has them
        """As `Ropewalk.run`."""
        return wait_for(self.client.run(workflow, **options))

    def run_all(self, **options: Any) -> list[Run]:  # noqa: ANN401
        """As `Ropewalk.run_all`."""
        return wait_for(self.client.run_all(**options))

    def plan(self, *workflows: str, **options: Any) -> Plan:  # noqa: ANN401
        """As `Ropewalk.plan`."""
        return wait_for(self.client.plan(*workflows, **options))

    def workflows(self, *files: str) -> list[WorkflowFile]:
        """As `Ropewalk.workflows`."""
        return wait_for(self.client.workflows(*files))
