"""The one check that a branch protection rule names: green only when every other job is."""

import pytest
from conftest import BUILT, JOBS, only
from ropewalk import double

ALONE = [*only(), BUILT, double.step("Report", job="gate")]
"""The gate without reports: no other job leaves any."""


async def test_it_is_green_when_all_are(ours):
    run = await ours.run("ci", event="pull_request", doubles=[*ALONE])
    assert run.succeeded, run
    assert set(run.conclusions.values()) == {"success"}
    gate = run.job("gate")
    assert all(job.ended_before(gate) for job in run.jobs.values() if job is not gate)


@pytest.mark.parametrize("job", JOBS)
async def test_it_is_red_when_one_job_is(ours, job):
    run = await ours.run("ci", event="pull_request", doubles=[*ALONE, double.job(job, fails=True)])
    assert run.failed
    gate = run.job("gate")
    assert [step.name for step in gate.failed_steps] == ["Every job has succeeded"], run
    (note,) = gate.errors[:1]
    assert note.title == "Gate" and "failure" in note.message


async def test_a_build_that_fails_lets_nothing_run_that_needs_it(ours):
    run = await ours.run("ci", event="pull_request", doubles=[double.job("build", fails=True), double.job("lint")])
    waiting = [leg for job in ("cases", "real", "package", "pipeline", "images") for leg in run.legs(job)]
    assert [leg.name for leg in waiting if leg.ran or not leg.skipped] == []
    assert run.job("gate").failed
    assert run.job("gate").step("Report").skipped


async def test_lint_does_not_wait_for_the_build(ours):
    run = await ours.run(
        "ci",
        doubles=[*ALONE, double.job("lint", run="sleep 2"), double.job("build", run="sleep 2")],
        max_jobs=4,
    )
    assert run.job("lint").overlaps(run.job("build")), run
