"""What workflow files say, as GitHub's own rules read them: the actions that they use, and whether these are pinned."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]

_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Use:
    """A `uses:` of a step or of a job (which then calls a workflow)."""

    reference: str
    """As written: `actions/checkout@<ref>`, `./folder`, `docker://image`."""
    workflow: str
    job: str
    step: str = ""
    """The step's id, or what was generated; empty for a call."""

    @property
    def name(self) -> str:
        """`actions/checkout` of `actions/checkout@v4`."""
        return self.reference.partition("@")[0]

    @property
    def ref(self) -> str:
        return self.reference.partition("@")[2]

    @property
    def is_local(self) -> bool:
        """It lies in this repository, at the workflow's own commit."""
        return self.reference.startswith(("./", "$/"))

    @property
    def is_pinned(self) -> bool:
        """It can't change: it is local, names a whole commit SHA, or an image by its digest."""
        if self.is_local:
            return True
        if self.reference.startswith("docker://"):
            return "@sha256:" in self.reference
        return _SHA.fullmatch(self.ref) is not None

    def __str__(self) -> str:
        return f"{self.workflow}: {self.job}{'.' + self.step if self.step else ''} uses {self.reference}"


@dataclass(frozen=True, kw_only=True)
class WorkflowFile:
    """A valid workflow file. `template` is what the reader makes of it."""

    path: str
    template: Json

    @property
    def jobs(self) -> tuple[str, ...]:
        return tuple(job["id"] for job in self.template["jobs"])

    @property
    def uses(self) -> tuple[Use, ...]:
        """Each `uses:`, in the order of the file."""
        return tuple(self._uses())

    @property
    def unpinned(self) -> tuple[Use, ...]:
        return tuple(use for use in self.uses if not use.is_pinned)

    def _uses(self) -> Iterator[Use]:
        for job in self.template["jobs"]:
            if isinstance(job.get("ref"), str):
                yield Use(reference=job["ref"], workflow=self.path, job=job["id"])
            for step in job.get("steps", ()):
                if isinstance(step.get("uses"), str):
                    yield Use(reference=step["uses"], workflow=self.path, job=job["id"], step=step["id"])

    def timeout_minutes(self, job: str) -> float | None:
        """A job's `timeout-minutes`; None where it has none or computes it."""
        for item in self.template["jobs"]:
            if item["id"] == job:
                value = item.get("timeout-minutes")
                return float(value) if isinstance(value, int | float) else None
        raise LookupError(f"{self.path} has no job {job!r}; its jobs: {', '.join(self.jobs)}")
