"""This repository's own pipeline, tested as other code is (https://pypi.org/project/ropewalk/)."""

import pytest

pytest.importorskip("ropewalk", reason="needs the package ropewalk")

MINUTES = 15


async def test_every_workflow_is_valid_and_pinned(ropewalk) -> None:
    workflows = await ropewalk.workflows()
    assert workflows
    for workflow in workflows:
        assert not workflow.unpinned, f"pin these to commits: {', '.join(map(str, workflow.unpinned))}"


async def test_every_job_has_a_time_limit(ropewalk) -> None:
    for workflow in await ropewalk.workflows():
        for job in workflow.jobs:
            minutes = workflow.timeout_minutes(job)
            assert minutes is not None and minutes <= MINUTES, f"{workflow.path}: {job}"


async def test_a_pull_request_starts_the_ci_workflow(ropewalk) -> None:
    plan = await ropewalk.plan(event="pull_request")
    assert plan.run("ci").runs


async def test_no_job_may_write(ropewalk) -> None:
    plan = await ropewalk.plan("ci", event="pull_request")
    for job in plan.run("ci").jobs:
        assert "write" not in job.permissions.values(), job.id


async def test_the_gate_waits_for_every_other_job(ropewalk) -> None:
    run = (await ropewalk.plan("ci", event="pull_request")).run("ci")
    others = {job.id for job in run.jobs} - {"gate"}
    assert set(run.job("gate").needs) == others
