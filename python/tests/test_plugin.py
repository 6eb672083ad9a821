"""The plugin, in test suites of its own."""

import os
from pathlib import Path

import pytest
from conftest import CI

from ropewalk.project import Project


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    """A repository with a workflow, and room for its tests."""
    folder = pytester.path / ".github/workflows"
    folder.mkdir(parents=True)
    (folder / "ci.yml").write_text(CI, encoding="utf-8")
    pytester.makeini("[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\n")
    # The folders of the inner test runs lie within the repository; what other workers write there is no part of it.
    (pytester.path / ".gitignore").write_text("runpytest-*\n", encoding="utf-8")
    for words in (["init", "--quiet"], ["add", "--all"]):
        pytester.run("git", *words)
    return pytester


def test_fixtures_and_the_mark(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        import pytest

        async def test_async(ropewalk):
            run = await ropewalk.run("ci.yml", job="build")
            assert run.succeeded

        @pytest.mark.workflow("ci.yml", event="pull_request", variables={"BROKEN": "red"})
        def test_mark(workflow_run):
            assert workflow_run.job("Test (red)").failed
            assert workflow_run.job("Test (green)").cancelled or workflow_run.job("Test (green)").succeeded

        def test_blocking(ropewalk_blocking):
            assert ropewalk_blocking.run("ci.yml", job="build").succeeded
            assert ropewalk_blocking.plan(event="push").run("ci").runs
            assert [use.name for use in ropewalk_blocking.workflows()[0].uses] == ["actions/checkout"]
            assert len(ropewalk_blocking.run_all(event="push")) == 1

        async def test_changes_stay_in_the_test(ropewalk, ropewalk_project):
            ropewalk_project.replace(".github/workflows/ci.yml", "number=7", "number=8")
            run = await ropewalk.run("ci.yml", job="build")
            assert run.job("build").outputs == {"number": "8"}
        """
    )
    result = suite.runpytest("-p", "no:cacheprovider")
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["ropewalk: /*"])
    assert "number=7" in (suite.path / ".github/workflows/ci.yml").read_text(encoding="utf-8")


def test_a_failure_shows_the_run(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        """
        async def test_red(ropewalk):
            run = await ropewalk.run("ci.yml", variables={"BROKEN": "green"})
            assert run.succeeded
        """
    )
    result = suite.runpytest()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*ropewalk run of .github/workflows/ci.yml*", "*✗ Test (green)*", "*Look: exit code 1*"]
    )


def test_the_mark_is_needed_for_workflow_run(suite: pytest.Pytester) -> None:
    suite.makepyfile("def test_it(workflow_run):\n    pass\n")
    result = suite.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*workflow_run needs the mark*"])


def test_plans_are_kept_and_compared(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        test_plan="""
        async def test_pull_request(ropewalk, plan_snapshot):
            plan_snapshot(await ropewalk.plan(event="pull_request"))
        """
    )
    missing = suite.runpytest()
    missing.assert_outcomes(failed=1)
    missing.stdout.fnmatch_lines(["*no plan is kept*"])
    suite.runpytest("--ropewalk-update").assert_outcomes(passed=1)
    kept = suite.path / "__plans__/test_plan.test_pull_request.txt"
    assert "+ build" in kept.read_text(encoding="utf-8")
    suite.runpytest().assert_outcomes(passed=1)
    workflow = suite.path / ".github/workflows/ci.yml"
    workflow.write_text(CI.replace("[red, green]", "[red, blue]"), encoding="utf-8")
    changed = suite.runpytest()
    changed.assert_outcomes(failed=1)
    changed.stdout.fnmatch_lines(["*the plan has changed*", "*-*Test (green)*", "*+*Test (blue)*"])


def test_tests_run_side_by_side(suite: pytest.Pytester) -> None:
    pytest.importorskip("xdist")
    suite.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize("number", range(4))
        async def test_one(ropewalk, number):
            assert (await ropewalk.run("ci.yml", job="build")).succeeded
        """
    )
    suite.runpytest_subprocess("-n", "2").assert_outcomes(passed=4)


def test_a_source_that_is_set_and_a_binary_that_is_not_there(suite: pytest.Pytester, tmp_path: Path) -> None:
    other = Project.create(tmp_path / "other", {".github/workflows/ci.yml": CI.replace("name: CI", "name: Other")})
    suite.makeini(
        "[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\n"
        f"ropewalk_source = {other.path}\n"
    )
    suite.makepyfile(
        "async def test_name(ropewalk):\n    assert (await ropewalk.run('ci.yml', job='build')).name == 'Other'\n"
    )
    suite.runpytest().assert_outcomes(passed=1)
    wrong = suite.runpytest("--ropewalk", os.devnull + "x")
    wrong.assert_outcomes(errors=1)
    wrong.stdout.fnmatch_lines(["ropewalk: no ropewalk at*"])


def test_projects(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "a", {"x/y.txt": "one\n", ".gitignore": "*.log\n"})
    project.write("noise.log", "…")
    assert project.append("x/y.txt", "two\n") == 2
    with pytest.raises(ValueError, match="0 times"):
        project.replace("x/y.txt", "three", "four")
    project.branch("change")
    sha = project.commit("More")
    assert project.git("rev-parse", "change").strip() == sha
    copy = Project.copy(project.path, tmp_path / "b")
    assert copy.read("x/y.txt") == "one\ntwo\n" and not (copy.path / "noise.log").exists()
    with pytest.raises(ValueError, match="no git repository"):
        Project.copy(tmp_path, tmp_path / "c")
