"""Runs `ropewalk run --json` and reads what happened from its events (src/record/event.h says what they hold)."""

import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
_LIMIT_SECONDS = 900


@dataclass(frozen=True)
class Annotation:
    """A message at a place; `file` is empty and `line` is 0 where the tool gives none."""

    level: str
    message: str
    title: str
    file: str
    line: int
    step: str


@dataclass
class Job:
    """One job, or one leg of a matrix."""

    key: str
    name: str
    conclusion: str = ""
    steps: dict[int, str] = field(default_factory=dict)
    """The steps' names by their numbers, in the order of starting."""
    conclusions: dict[str, str] = field(default_factory=dict)
    """The steps' conclusions by their names."""
    annotations: list[Annotation] = field(default_factory=list)
    summary: str = ""
    artifacts: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    def failed_steps(self) -> list[str]:
        return [name for name, conclusion in self.conclusions.items() if conclusion == "failure"]

    def places(self, step: str) -> set[tuple[str, int]]:
        """Where the errors of one step are."""
        found = (note for note in self.annotations if note.step == step and note.level == "error")
        return {(note.file, note.line) for note in found}


@dataclass
class Run:
    """What one call of `ropewalk run` did."""

    exit_code: int
    errors: str
    conclusion: str = ""
    jobs: dict[str, Job] = field(default_factory=dict)
    """By the names that GitHub would show."""

    def conclusions(self) -> dict[str, str]:
        return {name: job.conclusion for name, job in self.jobs.items()}

    def describe(self) -> str:
        """Enough to understand a run that did not end as expected."""
        lines = [f"exit {self.exit_code}, {self.conclusion or 'no run_finished'}", self.errors]
        for job in self.jobs.values():
            lines.append(f"{job.name}: {job.conclusion} {job.conclusions}")
            if job.conclusion != "success":
                lines += [f"    {line}" for line in job.log[-60:]]
        return "\n".join(lines)


def binary() -> Path:
    return Path(os.environ.get("ROPEWALK") or REPOSITORY / "build" / "ropewalk").resolve()


def run(directory: Path, environ: dict[str, str], *arguments: str) -> Run:
    """Run the CI workflow as a pull request triggers it in `directory`; `environ` adds to this process' own."""
    done = subprocess.run(
        [binary(), "run", "ci", "--event", "pull_request", "--json", *arguments],
        cwd=directory,
        env=os.environ | environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_LIMIT_SECONDS,
        check=False,
    )
    return read(done.returncode, done.stdout, done.stderr)


def read(exit_code: int, output: str, errors: str) -> Run:
    """Gather the events, one JSON object a line, into a Run."""
    result = Run(exit_code, errors)
    by_id: dict[str, Job] = {}
    for line in output.splitlines():
        event = json.loads(line)
        match event["type"]:
            case "run_started":
                pass
            case "job_queued":
                job = Job(event["key"], event["name"])
                by_id[event["job"]] = result.jobs[job.name] = job
            case "run_finished":
                result.conclusion = event["conclusion"]
            case kind:
                _take(kind, event, by_id[event["job"]])
    return result


def _take(kind: str, event: dict[str, Any], job: Job) -> None:
    match kind:
        case "step_started":
            job.steps[event["step"]] = event["name"]
        case "log":
            job.log.append(event.get("text", ""))
        case "annotation":
            job.annotations.append(_annotation(event, job))
        case "step_finished":
            job.conclusions[job.steps[event["step"]]] = event["conclusion"]
        case "summary":
            job.summary += event["markdown"]
        case "artifact":
            job.artifacts.append(event["name"])
        case "job_finished":
            job.conclusion = event["conclusion"]


def _annotation(event: dict[str, Any], job: Job) -> Annotation:
    # Empty texts and zero numbers are left out of the JSON form.
    return Annotation(
        level=event["level"],
        message=event.get("message", ""),
        title=event.get("title", ""),
        file=event.get("file", ""),
        line=event.get("line", 0),
        step=job.steps.get(event.get("step", 0), ""),
    )
