"""What happened, as `ropewalk run --json` tells it: one frozen record for each kind of event.

Empty texts, zero numbers and false flags are left out of the JSON form; here they have these values.
A kind that is newer than this package comes as `UnknownEvent`, with everything that it said.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ropewalk.kinds import Conclusion, Level, LogKind, Phase

Json = Mapping[str, Any]

_CONVERTERS: Mapping[str, Callable[[Any], Any]] = {
    "datetime": datetime.fromisoformat,
    "timedelta": lambda number: timedelta(milliseconds=number),
    "Phase": Phase,
    "LogKind": LogKind,
    "Level": Level,
    "Conclusion": Conclusion,
    "tuple[str, ...]": tuple,
    "Mapping[str, str]": dict,
}
"""How a value becomes what its field's annotation says; what is not here stays as JSON has it."""

_KEYS = {"duration": "duration_ms", "size": "bytes"}
"""The JSON keys of fields that have another name here."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """What all events have: the run's id, a number that counts from 1 without gaps, and the time (with its zone)."""

    run: str
    sequence: int
    time: datetime


@dataclass(frozen=True, kw_only=True)
class RunStarted(Event):
    """A run begins. `workflow` is the file, relative to the repository's top; `title` is `run-name` or its default."""

    workflow: str
    name: str
    event: str
    title: str = ""
    ref: str = ""
    sha: str = ""
    actor: str = ""
    directory: str = ""
    number: int = 1
    attempt: int = 1
    schema: int = 1


@dataclass(frozen=True, kw_only=True)
class JobQueued(Event):
    """A job, or a leg of a matrix, is known. `needs` has the ids of the legs that it waits for."""

    job: str
    key: str
    name: str
    needs: tuple[str, ...] = ()
    matrix: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class JobStarted(Event):
    """A job begins."""

    job: str
    runner: str = ""


@dataclass(frozen=True, kw_only=True)
class StepStarted(Event):
    """A step begins, or is looked at and skipped. `parent` is a composite action's step, else 0."""

    job: str
    step: int
    name: str
    phase: Phase
    id: str = ""
    parent: int = 0
    file: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True, kw_only=True)
class LogLine(Event):
    """One line of a step's log, secrets masked."""

    job: str
    step: int
    kind: LogKind
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Annotation(Event):
    """A message, at a place where one is known (`file` empty and `line` 0 where not)."""

    job: str
    level: Level
    message: str = ""
    step: int = 0
    title: str = ""
    file: str = ""
    line: int = 0
    end_line: int = 0
    column: int = 0
    end_column: int = 0


@dataclass(frozen=True, kw_only=True)
class StepFinished(Event):
    """A step has ended; `outcome` is before `continue-on-error`, `conclusion` after it."""

    job: str
    step: int
    outcome: Conclusion
    conclusion: Conclusion
    exit_code: int = 0
    duration: timedelta = timedelta()
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Summary(Event):
    """Markdown that a step appended to GITHUB_STEP_SUMMARY."""

    job: str
    step: int
    markdown: str = ""


@dataclass(frozen=True, kw_only=True)
class Artifact(Event):
    """An artifact was uploaded. `size` is of its archive, in bytes; `digest` the archive's SHA-256 in hex."""

    job: str
    name: str
    size: int = 0
    files: int = 0
    digest: str = ""


@dataclass(frozen=True, kw_only=True)
class JobFinished(Event):
    """A job has ended, or will not run; `reason` says why. `incomplete`: this machine cannot run what it asks for."""

    job: str
    conclusion: Conclusion
    reason: str = ""
    incomplete: bool = False
    outputs: Mapping[str, str] = field(default_factory=dict)
    duration: timedelta = timedelta()


@dataclass(frozen=True, kw_only=True)
class RunFinished(Event):
    """A run has ended."""

    conclusion: Conclusion
    incomplete: bool = False
    duration: timedelta = timedelta()


@dataclass(frozen=True, kw_only=True)
class NotStarted(Event):
    """A workflow that was asked for beside those that run, and does not; `reason` says why."""

    workflow: str
    name: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class UnknownEvent(Event):
    """A kind of event that this package does not know: `type` is its name, `fields` all that it said."""

    type: str
    fields: Mapping[str, Any]


_KINDS: Mapping[str, type[Event]] = {
    "run_started": RunStarted,
    "job_queued": JobQueued,
    "job_started": JobStarted,
    "step_started": StepStarted,
    "log": LogLine,
    "annotation": Annotation,
    "step_finished": StepFinished,
    "summary": Summary,
    "artifact": Artifact,
    "job_finished": JobFinished,
    "run_finished": RunFinished,
    "not_started": NotStarted,
}


def _decode(kind: type[Event], data: Json) -> Event:
    values: dict[str, Any] = {}
    for item in dataclasses.fields(kind):
        key = _KEYS.get(item.name, item.name)
        if key in data:
            convert = _CONVERTERS.get(str(item.type), lambda value: value)
            values[item.name] = convert(data[key])
    return kind(**values)


def read_event(line: str | bytes) -> Event:
    """One line of `ropewalk run --json`.

    Raises:
        ValueError: the line is no JSON object, or lacks what its kind always has.
    """
    data = json.loads(line)
    if not (isinstance(data, dict) and isinstance(data.get("type"), str)):
        raise ValueError(f"not an event: {line!r:.200}")
    kind = _KINDS.get(data["type"])
    try:
        if kind is None:
            return UnknownEvent(
                run=data.get("run", ""),
                sequence=data.get("sequence", 0),
                time=datetime.fromisoformat(data["time"]),
                type=data["type"],
                fields=data,
            )
        return _decode(kind, data)
    except (KeyError, TypeError) as error:
        raise ValueError(f"a {data['type']} event without what it needs ({error}): {line!r:.200}") from error
