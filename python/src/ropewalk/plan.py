"""What an event would start, and why the rest would not run: `ropewalk plan --json` as typed records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why something does not run; `incomplete` when that is because of this machine."""

    reason: str
    file: str = ""
    line: int = 0
    column: int = 0
    incomplete: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.reason}" if self.file else self.reason


@dataclass(frozen=True, kw_only=True)
class PlannedLeg:
    """A job, or a leg of its matrix: `matrix` is empty without one."""

    id: str
    name: str
    runs_on: tuple[str, ...]
    matrix: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class PlannedJob:
    """A job of a workflow. `legs` is None when they become known during the run."""

    id: str
    needs: tuple[str, ...]
    condition: str
    refusal: Refusal | None
    legs: tuple[PlannedLeg, ...] | None
    permissions: Mapping[str, str]
    """What its token may do: `{"contents": "read"}`; what is missing is not granted."""
    uses: str
    """The called workflow as written; empty for a job with steps."""
    jobs: tuple[PlannedJob, ...]
    """Those of the called workflow."""

    @property
    def runs(self) -> bool:
        return self.refusal is None

    @property
    def may_write(self) -> tuple[str, ...]:
        """The scopes that its token may write: `("contents",)`."""
        return tuple(name for name, access in self.permissions.items() if access == "write")


@dataclass(frozen=True, kw_only=True)
class PlannedRun:
    """One workflow; with a refusal it has no jobs."""

    path: str
    name: str
    title: str
    refusal: Refusal | None
    jobs: tuple[PlannedJob, ...]

    @property
    def runs(self) -> bool:
        return self.refusal is None

    def job(self, wanted: str) -> PlannedJob:
        """A job by its id.

        Raises:
            LookupError: there is none; the message names those that there are.
        """
        for job in self.jobs:
            if job.id == wanted:
                return job
        names = ", ".join(repr(job.id) for job in self.jobs) or "none"
        raise LookupError(f"{self.path} plans no job {wanted!r}; its jobs: {names}")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What one event starts. `data` is the whole of what was printed."""

    event: str
    ref: str
    runs: tuple[PlannedRun, ...]
    data: Json

    def run(self, wanted: str) -> PlannedRun:
        """A workflow by its path, its file's name (with or without its ending) or its `name:`.

        Raises:
            LookupError: there is none; the message names those that there are.
        """
        for run in self.runs:
            file = run.path.rsplit("/", 1)[-1]
            if wanted in (run.path, file, file.rsplit(".", 1)[0], run.name):
                return run
        names = ", ".join(run.path for run in self.runs) or "none"
        raise LookupError(f"no workflow {wanted!r} in the plan; there are: {names}")

    def outline(self) -> str:
        """The plan as text for a snapshot: what runs and what does not, without what changes with each commit."""
        return "\n".join([f"event {self.event}", *(line for run in self.runs for line in _outline_of_run(run))]) + "\n"


def _outline_of_run(run: PlannedRun) -> Iterator[str]:
    if run.refusal is not None:
        yield f"- {run.path}: {run.refusal.reason}"
        return
    yield f"+ {run.path}"
    yield from _outline_of_jobs(run.jobs, "  ")


def _outline_of_jobs(jobs: tuple[PlannedJob, ...], indent: str) -> Iterator[str]:
    for job in jobs:
        needs = f" after {', '.join(job.needs)}" if job.needs else ""
        granted = ", ".join(f"{name}: {access}" for name, access in sorted(job.permissions.items()))
        state = f"- {job.id}: {job.refusal.reason}" if job.refusal is not None else f"+ {job.id}{needs}"
        yield f"{indent}{state}"
        if job.refusal is not None:
            continue
        yield f"{indent}  permissions {granted or 'none'}"
        if job.condition:
            yield f"{indent}  if {job.condition}"
        if job.legs is None:
            yield f"{indent}  legs known during the run"
        for leg in job.legs or ():
            yield f"{indent}  {leg.name} on {', '.join(leg.runs_on)}"
        yield from _outline_of_jobs(job.jobs, indent + "  ")


def read_plan(data: Json) -> Plan:
    """What `ropewalk plan --json` printed."""
    event = data["event"]
    return Plan(event=event["name"], ref=event["ref"], runs=tuple(_run(run) for run in data["runs"]), data=data)


def _refusal(data: Json | None) -> Refusal | None:
    if data is None:
        return None
    return Refusal(
        reason=data["reason"],
        file=data.get("file", ""),
        line=data.get("line", 0),
        column=data.get("column", 0),
        incomplete=data.get("is_incomplete", False),
    )


def _run(data: Json) -> PlannedRun:
    return PlannedRun(
        path=data["path"],
        name=data["name"],
        title=data["title"],
        refusal=_refusal(data.get("refusal")),
        jobs=tuple(_job(job) for job in data.get("jobs", ())),
    )


def _job(data: Json) -> PlannedJob:
    legs = data.get("legs", ())
    return PlannedJob(
        id=data["id"],
        needs=tuple(data["needs"]),
        condition=data.get("if", ""),
        refusal=_refusal(data.get("refusal")),
        legs=None if legs is None else tuple(_leg(leg) for leg in legs),
        permissions=dict(data["permissions"]),
        uses=data.get("uses", ""),
        jobs=tuple(_job(job) for job in data.get("jobs", ())),
    )


def _leg(data: Json) -> PlannedLeg:
    return PlannedLeg(id=data["id"], name=data["name"], runs_on=tuple(data["runs_on"]), matrix=data["matrix"] or {})
