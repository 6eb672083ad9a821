"""Stand-ins for jobs, steps and actions, and chosen legs."""

from collections.abc import Callable

import pytest

from ropewalk import Double, Ropewalk, UsageError, double

MakeClient = Callable[[dict[str, str]], Ropewalk]

RELEASE = """\
name: Release
on: [push, workflow_dispatch]
permissions: {contents: read}
jobs:
  build:
    runs-on: windows-latest
    outputs: {version: "${{ steps.version.outputs.version }}"}
    steps:
      - id: version
        run: exit 9
  deploy:
    needs: build
    runs-on: ubuntu-latest
    permissions: {contents: write}
    steps:
      - uses: nobody/push@v1
        with: {tags: "app:${{ needs.build.outputs.version }}"}
      - name: Smoke test
        run: exit 9
      - name: Tell
        if: failure()
        run: echo "told of ${{ needs.build.outputs.version }}"
  rollback:
    needs: deploy
    if: failure()
    runs-on: ubuntu-latest
    steps: [{run: echo back}]
"""


@pytest.fixture
def release(make_client: MakeClient) -> Ropewalk:
    return make_client({".github/workflows/release.yml": RELEASE})


BUILD = double.job("build", outputs={"version": "1.2.0"})
PUSH = double.action("nobody/*", run='echo "pushed $INPUT_TAGS"')


async def test_what_surrounds_a_double_is_real(release: Ropewalk) -> None:
    run = await release.run("release.yml", doubles=[BUILD, PUSH, double.step("Smoke test")])
    assert run.succeeded, run
    assert run.job("build").outputs == {"version": "1.2.0"}
    assert "pushed app:1.2.0" in run.job("deploy").log
    assert run.job("deploy").step("Tell").skipped
    assert not run.job("rollback").ran and run.job("rollback").skipped


async def test_a_step_that_fails_takes_the_way_of_failures(release: Ropewalk) -> None:
    run = await release.run("release.yml", doubles=[BUILD, PUSH, double.step("Smoke*", job="deploy", fails=True)])
    assert run.failed
    assert [step.name for step in run.job("deploy").failed_steps] == ["Smoke test"]
    assert "told of 1.2.0" in run.job("deploy").log
    assert run.job("rollback").succeeded
    assert run.order() == ["build", "deploy", "rollback"]


async def test_a_job_that_fails_stops_what_needs_it(release: Ropewalk) -> None:
    run = await release.run("release.yml", doubles=[double.job("build", fails=True, workflow="release")])
    assert run.conclusions == {"build": "failure", "deploy": "skipped", "rollback": "success"}


async def test_a_double_that_stands_for_nothing_is_an_error(release: Ropewalk) -> None:
    with pytest.raises(UsageError, match="the step 'Smoke tset'"):
        await release.run("release.yml", doubles=[double.step("Smoke tset")])
    with pytest.raises(UsageError, match="the job 'build'"):
        await release.run("release.yml", doubles=[double.job("build", workflow="ci.yml")])


async def test_plans_know_doubles_and_jobs(release: Ropewalk) -> None:
    plan = await release.plan("release.yml", doubles=[BUILD], job="deploy")
    assert [job.id for job in plan.run("release").jobs] == ["build", "deploy"]
    assert plan.run("release").job("deploy").may_write == ("contents",)
    assert plan.run("release").job("build").may_write == ()


async def test_plans_know_legs(make_client: MakeClient) -> None:
    matrix = (
        "on: push\njobs: {a: {runs-on: x, strategy: {matrix: {python: ['3.11', '3.12', '3.13']}}, steps: [run: ':']}}\n"
    )
    client = make_client({".github/workflows/a.yml": matrix})
    legs = (await client.plan("a.yml", legs={"python": ["3.11", "3.13"]})).run("a").job("a").legs
    assert legs is not None and [leg.matrix["python"] for leg in legs] == ["3.11", "3.13"]


async def test_chosen_legs(ci: Ropewalk) -> None:
    run = await ci.run("ci.yml", legs={"color": "red"}, doubles=[double.step(1, job="test", run="echo one")])
    assert [job.name for job in run.legs("test")] == ["Test (red)"]
    assert "one" in run.job("Test (red)").log
    with pytest.raises(UsageError, match="color=blue"):
        await ci.run("ci.yml", legs={"color": "blue"})


async def test_leaks_name_the_places(ci: Ropewalk) -> None:
    run = await ci.run("ci.yml", secrets={"TOKEN": "hunter2-horse"})
    assert not run.leaks("hunter2-horse")
    assert any("LogLine" in place for place in run.leaks("the token is ***"))
    assert run.summary == "## Built\n"


def test_the_json_form_leaves_out_what_is_empty() -> None:
    assert Double(job="a").data() == {"job": "a"}
    made = double.step(2, job="a", outputs={"x": "1"}, run="echo", fails=True, workflow="w")
    assert made.data() == {
        "workflow": "w",
        "job": "a",
        "step": 2,
        "run": "echo",
        "outputs": {"x": "1"},
        "conclusion": "failure",
    }
