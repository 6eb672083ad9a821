"""Runs GitHub Actions workflows from Python: an async client of the `ropewalk` program, and typed records of runs.

    async with Ropewalk() as ropewalk:
        run = await ropewalk.run("ci.yml", event="pull_request")
        assert run.succeeded, run

The pytest plugin (`ropewalk.pytest_plugin`, found by pytest itself) builds on it.
"""

from ropewalk import double
from ropewalk.binary import find_binary
from ropewalk.blocking import BlockingRopewalk
from ropewalk.client import Ropewalk
from ropewalk.double import Double
from ropewalk.errors import BinaryNotFoundError, InvalidWorkflowError, RopewalkError, UsageError
from ropewalk.events import (
    Annotation,
    Artifact,
    Event,
    JobFinished,
    JobQueued,
    JobStarted,
    LogLine,
    NotStarted,
    RunFinished,
    RunStarted,
    StepFinished,
    StepStarted,
    Summary,
    UnknownEvent,
    read_event,
)
from ropewalk.kinds import Conclusion, Level, LogKind, Phase
from ropewalk.plan import Plan, PlannedJob, PlannedLeg, PlannedRun, Refusal
from ropewalk.run import Job, Run, Step

__all__ = [
    "Annotation",
    "Artifact",
    "BinaryNotFoundError",
    "BlockingRopewalk",
    "Conclusion",
    "Double",
    "Event",
    "InvalidWorkflowError",
    "Job",
    "JobFinished",
    "JobQueued",
    "JobStarted",
    "Level",
    "LogKind",
    "LogLine",
    "NotStarted",
    "Phase",
    "Plan",
    "PlannedJob",
    "PlannedLeg",
    "PlannedRun",
    "Refusal",
    "Ropewalk",
    "RopewalkError",
    "Run",
    "RunFinished",
    "RunStarted",
    "Step",
    "StepFinished",
    "StepStarted",
    "Summary",
    "UnknownEvent",
    "UsageError",
    "double",
    "find_binary",
    "read_event",
]
