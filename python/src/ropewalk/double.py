"""Stand-ins for parts of a workflow, so that a test can try what is around them. The workflow's file stays as it is.

    from ropewalk import double

    run = await ropewalk.run("release.yml", doubles=[
        double.job("build", outputs={"version": "1.2.0"}),
        double.action("docker/build-push-action", run='echo "tags: $INPUT_TAGS"'),
        double.step("Smoke test", job="deploy", fails=True),
    ])
    assert run.job("rollback").ran

A doubled step keeps its id, name, condition and `continue-on-error`; a doubled job keeps its needs, condition and
matrix, and runs whatever machine or container it asks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Double:
    """One stand-in; `job()`, `step()` and `action()` make them."""

    workflow: str = ""
    job: str = ""
    step: str | int = ""
    uses: str = ""
    run: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)
    fails: bool = False

    def data(self) -> dict[str, Any]:
        """Its JSON form (schemas/doubles.schema.json)."""
        texts = {
            "workflow": self.workflow,
            "job": self.job,
            "step": self.step,
            "uses": self.uses,
            "run": self.run,
            "outputs": dict(self.outputs),
            "conclusion": "failure" if self.fails else "",
        }
        return {name: value for name, value in texts.items() if value}


def job(
    name: str, *, outputs: Mapping[str, str] = _NOTHING, run: str = "", fails: bool = False, workflow: str = ""
) -> Double:
    """A job, with one step in the place of all of its own.

    Args:
        name: the key under `jobs:`, `caller / inner` in a called workflow; `*` and `?` match.
        outputs: what `needs.<job>.outputs` has.
        run: a script for bash, without expressions.
        fails: the job ends as a failure.
        workflow: only in this workflow, by its path or its file's name; in all without it.
    """
    return Double(workflow=workflow, job=name, outputs=outputs, run=run, fails=fails)


def step(
    name: str | int,
    *,
    job: str = "",
    outputs: Mapping[str, str] = _NOTHING,
    run: str = "",
    fails: bool = False,
    workflow: str = "",
) -> Double:
    """One step.

    Args:
        name: its id, its name as written in the file (`*` and `?` match), or its number in the job, from 1.
        job: only in this job; in all without it.
        outputs: what `steps.<id>.outputs` has.
        run: a script for bash, without expressions. Inputs of a replaced action are in its environment: `$INPUT_PATH`.
        fails: the step ends as a failure.
        workflow: only in this workflow.
    """
    return Double(workflow=workflow, job=job, step=name, outputs=outputs, run=run, fails=fails)


def action(
    uses: str,
    *,
    job: str = "",
    outputs: Mapping[str, str] = _NOTHING,
    run: str = "",
    fails: bool = False,
    workflow: str = "",
) -> Double:
    """Every step of a job that uses an action.

    Args:
        uses: what stands behind `uses:`, with or without its `@ref`; `*` and `?` match: `docker/*`, `./deploy`.
        job: only in this job; in all without it.
        outputs, run, fails, workflow: as for `step`.
    """
    return Double(workflow=workflow, job=job, uses=uses, outputs=outputs, run=run, fails=fails)
