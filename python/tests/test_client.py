"""The client against the real program."""

import asyncio
import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from ropewalk import (
    BinaryNotFoundError,
    Conclusion,
    InvalidWorkflowError,
    Level,
    Ropewalk,
    RopewalkError,
    RunStarted,
    UnknownEvent,
    UsageError,
    find_binary,
    read_event,
)
from ropewalk.client import Request

MakeClient = Callable[[dict[str, str]], Ropewalk]


async def test_a_run_has_its_jobs_steps_outputs_and_texts(ci: Ropewalk) -> None:
    run = await ci.run("ci.yml", event="pull_request", secrets={"TOKEN": "hunter2-horse"})
    assert run.succeeded, run
    assert (run.name, run.workflow, run.event) == ("CI", ".github/workflows/ci.yml", "pull_request")
    assert run.conclusions == {
        "build": "success",
        "Test (red)": "success",
        "Test (green)": "success",
        "never": "skipped",
    }
    build = run.job("build")
    assert build.outputs == {"number": "7"}
    assert build.step("count") is build.step("Count") is build.step("C*")
    assert build.step("Count").succeeded and build.step("Count").exit_code == 0
    assert build.step("Count").duration >= timedelta()
    assert "the token is ***" in build.log
    assert "hunter2-horse" not in run.text
    assert build.summary == "## Built\n"
    (note,) = run.annotations
    assert (note.level, note.file, note.line, note.message) == (Level.WARNING, "a.c", 3, "look here")


async def test_order_and_overlap_are_known(ci: Ropewalk) -> None:
    run = await ci.run("ci", max_jobs=1)
    build, red, green = run.job("build"), run.job("Test (red)"), run.job("Test (green)")
    assert run.order()[0] == "build"
    assert build.ended_before(red) and build.ended_before(green)
    assert not red.overlaps(green)
    assert red.matrix == {"color": "red"}
    assert [leg.name for leg in run.legs("test")] == ["Test (red)", "Test (green)"]
    assert not run.job("never").ran and not run.job("never").overlaps(build)


async def test_a_failed_run_is_returned_and_says_why(ci: Ropewalk) -> None:
    run = await ci.run("ci.yml", variables={"BROKEN": "green"})
    assert run.failed and not run.succeeded
    assert run.conclusion == "failure" and run.conclusion is Conclusion.FAILURE
    green = run.job("Test (green)")
    assert [step.name for step in green.failed_steps] == ["Look"]
    assert green.step("Look").exit_code == 1
    assert "✗ Test (green)" in repr(run) and "Look: exit code 1" in repr(run)
    assert ci.runs == [run]


async def test_one_job_runs_with_what_it_needs(ci: Ropewalk) -> None:
    run = await ci.run("ci.yml", job="build")
    assert [job.name for job in run.jobs.values() if job.ran] == ["build"]


async def test_inputs_payload_and_changes_reach_the_run(make_client: MakeClient) -> None:
    client = make_client(
        {
            ".github/workflows/a.yml": "on:\n  workflow_dispatch:\n"
            "    inputs: {who: {type: string}, loud: {type: boolean}}\n"
            "  pull_request:\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
            "      - run: echo 'I ${{ inputs.who }} ${{ inputs.loud }} ${{ github.event.pull_request.draft }}'\n"
        }
    )
    run = await client.run("a.yml", event="workflow_dispatch", inputs={"who": "Ada", "loud": True})
    assert "I Ada true" in run.job("a").log
    run = await client.run("a.yml", event="pull_request", changes={"github.event.pull_request.draft": True})
    assert "I   true" in run.job("a").log or "I  true" in run.job("a").log
    payload = {"action": "opened", "pull_request": {"draft": True, "number": 5}}
    run = await client.run("a.yml", event="pull_request", payload=payload)
    assert run.job("a").succeeded, run


async def test_events_come_as_they_happen_and_leaving_cancels(make_client: MakeClient) -> None:
    client = make_client(
        {
            ".github/workflows/a.yml": "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
            "      - run: echo begun; sleep 600\n"
        }
    )
    async with client:
        async with asyncio.timeout(60):
            async for event in client.events(Request(workflows=["a.yml"])):
                if isinstance(event, RunStarted):
                    assert event.workflow == ".github/workflows/a.yml"
                if getattr(event, "text", "") == "begun":
                    break


async def test_a_timeout_ends_the_run(make_client: MakeClient) -> None:
    client = make_client(
        {".github/workflows/a.yml": "on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: sleep 600}]}}\n"}
    )
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await client.run("a.yml")


async def test_wrong_use_is_told_apart_from_wrong_files(ci: Ropewalk) -> None:
    with pytest.raises(UsageError, match="nonsense"):
        await ci.run("ci.yml", event="nonsense")
    with pytest.raises(RopewalkError, match="no-such"):
        await ci.run("no-such")
    (ci.directory / ".github/workflows/bad.yml").write_text("on: push\njobs: {a: {stesp: []}}\n", encoding="utf-8")
    with pytest.raises(InvalidWorkflowError, match=r"bad\.yml:2"):
        await ci.run("bad.yml")
    with pytest.raises(InvalidWorkflowError, match=r"bad\.yml:2"):
        await ci.workflows()


async def test_looking_for_what_is_not_there_names_what_is(ci: Ropewalk) -> None:
    run = await ci.run("ci.yml", job="build")
    with pytest.raises(LookupError, match=r"no job 'biuld'; its jobs: 'build'"):
        run.job("biuld")
    with pytest.raises(LookupError, match="no step 'Cuont'"):
        run.job("build").step("Cuont")


async def test_several_legs_are_not_one_job(ci: Ropewalk) -> None:
    run = await ci.run("ci.yml")
    with pytest.raises(LookupError, match="more than one job"):
        run.job("test")


async def test_all_workflows_of_an_event(make_client: MakeClient) -> None:
    one = "on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: echo A}]}}\n"
    client = make_client({".github/workflows/a.yml": one, ".github/workflows/b.yml": one})
    runs = await client.run_all(event="push")
    assert {run.workflow for run in runs} == {".github/workflows/a.yml", ".github/workflows/b.yml"}


async def test_the_plan_says_what_runs_and_why_not(ci: Ropewalk) -> None:
    plan = await ci.plan(event="push")
    run = plan.run("ci")
    assert run.runs and plan.run("CI") is run
    assert run.job("test").needs == ("build",)
    legs = run.job("test").legs
    assert legs is not None and [leg.name for leg in legs] == ["Test (red)", "Test (green)"]
    assert run.job("build").permissions == {"contents": "read"}
    never = run.job("never")
    assert not never.runs and "github.event_name == 'release'" in str(never.refusal)
    assert "+ build" in plan.outline() and "Test (green) on ubuntu-latest" in plan.outline()
    with pytest.raises(LookupError, match="no job 'x'"):
        run.job("x")
    with pytest.raises(LookupError, match="no workflow 'x'"):
        plan.run("x")


async def test_what_workflows_use(ci: Ropewalk) -> None:
    (workflow,) = await ci.workflows()
    assert workflow.jobs == ("build", "test", "never")
    (use,) = workflow.uses
    assert (use.name, use.ref, use.job, use.is_pinned) == ("actions/checkout", "v4", "never", False)
    assert workflow.unpinned == (use,)
    assert workflow.timeout_minutes("build") is None
    assert str(use).startswith(".github/workflows/ci.yml: never.")
    with pytest.raises(LookupError):
        workflow.timeout_minutes("nobody")


async def test_the_version(ci: Ropewalk) -> None:
    assert (await ci.version()).count(".") == 2


def test_a_binary_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(BinaryNotFoundError, match="the given path"):
        find_binary(tmp_path / "nothing")
    monkeypatch.setenv("ROPEWALK", str(tmp_path / "nothing"))
    with pytest.raises(BinaryNotFoundError, match=r"\$ROPEWALK"):
        find_binary()
    monkeypatch.delenv("ROPEWALK")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(BinaryNotFoundError, match="looked at"):
        find_binary()
    program = tmp_path / "ropewalk"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert find_binary() == program
    assert os.access(find_binary(), os.X_OK)


def test_events_of_a_newer_kind_are_kept() -> None:
    line = json.dumps({"type": "weather", "run": "1", "sequence": 3, "time": "2026-01-02T03:04:05.5Z", "sun": True})
    event = read_event(line)
    assert isinstance(event, UnknownEvent) and event.type == "weather" and event.fields["sun"] is True


@pytest.mark.parametrize("line", ["[]", "{}", "nonsense", '{"type": "log", "run": "1"}', '{"type": "log", "time": 3}'])
def test_lines_that_are_no_events_are_errors(line: str) -> None:
    with pytest.raises(ValueError):
        read_event(line)
