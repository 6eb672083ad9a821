"""A run as a whole, put together from its events: jobs, steps, annotations, summaries, artifacts, logs.

Printing a run shows what a person needs to know of it, so a bare `assert run.succeeded` explains itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from ropewalk import events
from ropewalk.events import Annotation, Artifact
from ropewalk.kinds import Conclusion, Level, LogKind, Phase

_MARKS = {"success": "✓", "failure": "✗", "cancelled": "!", "skipped": "-"}
_LINES_OF_A_FAILURE = 20


def _mark(conclusion: Conclusion | None) -> str:
    return "?" if conclusion is None else _MARKS[conclusion.value]


@dataclass(kw_only=True)
class Step:
    """One step of a job; `conclusion` is None as long as it runs."""

    number: int
    """Within its job, from 1."""
    id: str
    """As written, or generated (`__run`)."""
    name: str
    phase: Phase
    parent: int = 0
    """The number of the composite action's step that it is part of; 0 without one."""
    file: str = ""
    line: int = 0
    outcome: Conclusion | None = None
    conclusion: Conclusion | None = None
    exit_code: int = 0
    duration: timedelta = timedelta()
    lines: list[events.LogLine] = field(default_factory=list)
    annotations: list[Annotation] = field(default_factory=list)
    summary: str = ""

    @property
    def log(self) -> str:
        """What the step printed, secrets masked; without the lines that the runner shows of commands and groups."""
        shown = (line for line in self.lines if line.kind not in (LogKind.COMMAND, LogKind.END_GROUP))
        return "\n".join(line.text for line in shown)

    @property
    def succeeded(self) -> bool:
        return self.conclusion is Conclusion.SUCCESS

    @property
    def failed(self) -> bool:
        """True for a failure that `continue-on-error` let pass, too."""
        return self.outcome is Conclusion.FAILURE

    @property
    def skipped(self) -> bool:
        return self.conclusion is Conclusion.SKIPPED

    def __repr__(self) -> str:
        return f"<Step {self.number} {self.name!r}: {self.conclusion or 'running'}>"


@dataclass(kw_only=True)
class Job:
    """One job, or one leg of its matrix; `conclusion` is None as long as it has not ended."""

    id: str
    """Unique in the run: `test`, `test (3.12)`, `caller / test`."""
    key: str
    """The key under `jobs:`; `caller / inner` in a called workflow."""
    name: str
    """What GitHub shows."""
    needs: tuple[str, ...] = ()
    matrix: Mapping[str, str] = field(default_factory=dict)
    conclusion: Conclusion | None = None
    reason: str = ""
    incomplete: bool = False
    outputs: Mapping[str, str] = field(default_factory=dict)
    started: datetime | None = None
    finished: datetime | None = None
    duration: timedelta = timedelta()
    steps: list[Step] = field(default_factory=list)
    annotations: list[Annotation] = field(default_factory=list)
    artifacts: list[Artifact] = field(default_factory=list)

    @property
    def succeeded(self) -> bool:
        return self.conclusion is Conclusion.SUCCESS

    @property
    def failed(self) -> bool:
        return self.conclusion is Conclusion.FAILURE

    @property
    def skipped(self) -> bool:
        return self.conclusion is Conclusion.SKIPPED

    @property
    def cancelled(self) -> bool:
        return self.conclusion is Conclusion.CANCELLED

    @property
    def ran(self) -> bool:
        """It was started, however it ended."""
        return self.started is not None

    @property
    def summary(self) -> str:
        """The Markdown of all steps."""
        return "".join(step.summary for step in self.steps)

    @property
    def log(self) -> str:
        return "\n".join(step.log for step in self.steps if step.lines)

    @property
    def errors(self) -> list[Annotation]:
        return [note for note in self.annotations if note.level is Level.ERROR]

    @property
    def failed_steps(self) -> list[Step]:
        """The job's own steps that failed; those within a composite action are told by their parent."""
        return [step for step in self.steps if step.conclusion is Conclusion.FAILURE and step.parent == 0]

    def step(self, wanted: str | int) -> Step:
        """A step by its number, id or name (`*` and `?` match); the first one.

        Raises:
            LookupError: there is none; the message names those that there are.
        """
        for step in self.steps:
            if wanted in (step.number, step.id, step.name):
                return step
        if isinstance(wanted, str):
            for step in self.steps:
                if fnmatchcase(step.name, wanted):
                    return step
        names = ", ".join(repr(step.name) for step in self.steps) or "none"
        raise LookupError(f"job {self.name!r} has no step {wanted!r}; its steps: {names}")

    def overlaps(self, other: Job) -> bool:
        """Whether both ran at the same time for a while."""
        if self.started is None or other.started is None or self.finished is None or other.finished is None:
            return False
        return self.started < other.finished and other.started < self.finished

    def ended_before(self, other: Job) -> bool:
        """Whether it had ended when the other one began; False when one of them never ran."""
        if self.finished is None or other.started is None or self.started is None:
            return False
        return self.finished <= other.started

    def __repr__(self) -> str:
        reason = f" ({self.reason})" if self.reason else ""
        return f"<Job {self.name!r}: {self.conclusion or 'not ended'}{reason}>"


@dataclass(kw_only=True)
class Run:
    """One run of one workflow; `conclusion` is None as long as it has not ended."""

    id: str
    workflow: str
    """The file, relative to the repository's top."""
    name: str
    title: str
    event: str
    ref: str
    sha: str
    number: int
    attempt: int
    conclusion: Conclusion | None = None
    incomplete: bool = False
    """Something could not be run here; never as good as a success."""
    duration: timedelta = timedelta()
    jobs: dict[str, Job] = field(default_factory=dict)
    """By their ids, in the order in which they became known."""
    events: list[events.Event] = field(default_factory=list)
    """All of them, in order."""

    @property
    def succeeded(self) -> bool:
        """The run ended with success, and nothing of it could not be run."""
        return self.conclusion is Conclusion.SUCCESS and not self.incomplete

    @property
    def failed(self) -> bool:
        return self.conclusion is Conclusion.FAILURE

    @property
    def conclusions(self) -> dict[str, str]:
        """How each job ended, by the name that GitHub shows."""
        return {job.name: str(job.conclusion) for job in self.jobs.values()}

    @property
    def annotations(self) -> list[Annotation]:
        return [note for job in self.jobs.values() for note in job.annotations]

    @property
    def artifacts(self) -> dict[str, Artifact]:
        """By name; the last one of a name."""
        return {artifact.name: artifact for job in self.jobs.values() for artifact in job.artifacts}

    @property
    def text(self) -> str:
        """Every text that the record of the run holds: where a secret must not stand."""
        return "\n".join(repr(event) for event in self.events)

    def job(self, wanted: str) -> Job:
        """A job by its id, key or name (`*` and `?` match); exactly one.

        Raises:
            LookupError: there is none, or there are several; the message names those that there are.
        """
        found = self.legs(wanted)
        if len(found) == 1:
            return found[0]
        names = ", ".join(repr(job.name) for job in (found or self.jobs.values())) or "none"
        if found:
            raise LookupError(f"{wanted!r} is more than one job: {names}; name one of them, or ask for legs()")
        raise LookupError(f"run of {self.workflow} has no job {wanted!r}; its jobs: {names}")

    def legs(self, wanted: str) -> list[Job]:
        """All jobs with that id, key or name; the legs of a matrix have its key in common."""
        exact = [job for job in self.jobs.values() if wanted in (job.id, job.name)]
        if exact:
            return exact
        return [job for job in self.jobs.values() if job.key == wanted or fnmatchcase(job.name, wanted)]

    def order(self) -> list[str]:
        """The names of the jobs that ran, in the order of their starts."""
        ran = [(job.started, job.name) for job in self.jobs.values() if job.started is not None]
        return [name for _, name in sorted(ran, key=lambda pair: pair[0])]

    @property
    def summary(self) -> str:
        """The Markdown of all jobs' summaries, in the order of the jobs."""
        return "".join(job.summary for job in self.jobs.values())

    def leaks(self, *secrets: str) -> list[str]:
        """The places where one of these texts stands unmasked: `assert not run.leaks(token)`."""
        found: list[str] = []
        for event in self.events:
            text = repr(event)
            found += [f"event {event.sequence}, a {type(event).__name__}" for secret in secrets if secret in text]
        return found

    def describe(self) -> Iterator[str]:
        """Lines for people: the run, its jobs, and of what failed the reason and the end of its log."""
        incomplete = " (incomplete)" if self.incomplete else ""
        yield f"{_mark(self.conclusion)} {self.name}: {self.conclusion or 'not ended'}{incomplete}"
        for job in self.jobs.values():
            reason = f"  {job.reason}" if job.reason else ""
            yield f"  {_mark(job.conclusion)} {job.name}{reason}"
            for step in job.failed_steps:
                yield f"      {_mark(step.conclusion)} {step.name}: exit code {step.exit_code}"
                for line in step.log.splitlines()[-_LINES_OF_A_FAILURE:]:
                    yield f"        {line}"

    def __repr__(self) -> str:
        return "\n".join(self.describe())


class _Gathering:
    """Takes events one by one and keeps the runs that they make."""

    def __init__(self) -> None:
        self.runs: dict[str, Run] = {}

    def take(self, event: events.Event) -> None:
        if isinstance(event, events.RunStarted):
            self.runs[event.run] = _new_run(event)
        run = self.runs.get(event.run)
        if run is None:
            return
        run.events.append(event)
        match event:
            case events.RunFinished():
                run.conclusion, run.incomplete, run.duration = event.conclusion, event.incomplete, event.duration
            case events.JobQueued():
                run.jobs[event.job] = Job(
                    id=event.job, key=event.key, name=event.name, needs=event.needs, matrix=event.matrix
                )
            case (
                events.JobStarted()
                | events.JobFinished()
                | events.StepStarted()
                | events.StepFinished()
                | events.LogLine()
                | events.Annotation()
                | events.Summary()
                | events.Artifact()
            ):
                _take_of_job(run.jobs[event.job], event)


def _new_run(event: events.RunStarted) -> Run:
    return Run(
        id=event.run,
        workflow=event.workflow,
        name=event.name,
        title=event.title,
        event=event.event,
        ref=event.ref,
        sha=event.sha,
        number=event.number,
        attempt=event.attempt,
    )


def _take_of_job(job: Job, event: events.Event) -> None:
    match event:
        case events.JobStarted():
            job.started = event.time
        case events.JobFinished():
            job.conclusion, job.reason, job.incomplete = event.conclusion, event.reason, event.incomplete
            job.outputs, job.duration, job.finished = event.outputs, event.duration, event.time
        case events.StepStarted():
            job.steps.append(
                Step(
                    number=event.step,
                    id=event.id,
                    name=event.name,
                    phase=event.phase,
                    parent=event.parent,
                    file=event.file,
                    line=event.line,
                )
            )
        case events.Artifact():
            job.artifacts.append(event)
        case events.Annotation():
            job.annotations.append(event)
            if event.step:
                _step(job, event.step).annotations.append(event)
        case events.LogLine():
            _step(job, event.step).lines.append(event)
        case events.Summary():
            _step(job, event.step).summary += event.markdown
        case events.StepFinished():
            step = _step(job, event.step)
            step.outcome, step.conclusion = event.outcome, event.conclusion
            step.exit_code, step.duration = event.exit_code, event.duration


def _step(job: Job, number: int) -> Step:
    for step in reversed(job.steps):
        if step.number == number:
            return step
    raise LookupError(f"an event of step {number} of job {job.id!r}, which has not begun")


def gather(stream: Iterable[events.Event]) -> list[Run]:
    """The runs that a stream of events tells of, in the order of their starts."""
    gathering = _Gathering()
    for event in stream:
        gathering.take(event)
    return list(gathering.runs.values())
