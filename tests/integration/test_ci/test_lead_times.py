"""The commits that a deployment brings, from a real repository, and their lead times."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from service_project import NEEDS_HAPROXY, ROPEWALK, ServiceProject  # noqa: E402

pytestmark = NEEDS_HAPROXY


@pytest.fixture
def project(tmp_path):
    made = ServiceProject(tmp_path, ROPEWALK)
    made.configure("environments:\n  production: {bake: 0s, health_timeout: 20s}\n  staging: {bake: 0s}\n")
    yield made
    made.end()


def deploy(project: ServiceProject, *words: str) -> str:
    done = project.run("deploy", *words)
    assert done.code == 0, done.output + done.errors
    return done.errors


def records(project: ServiceProject, environment: str = "production") -> dict[int, dict]:
    rows = project.run("dora", environment, "--dump").lines()
    return {row["number"]: row for row in rows if "sequence" not in row}


def lead_time(project: ServiceProject) -> dict:
    return project.run("dora", "production", "--json").one()["lead_time"]


def commits(record: dict) -> list[str]:
    return [change["commit"] for change in record["changes"]]


def test_a_deployment_brings_what_git_has_between_it_and_what_ran_before(project):
    project.commit("one")
    deploy(project, "production")
    new = [project.commit(version) for version in ("two", "three", "four")]
    deploy(project, "production")
    found = records(project)
    assert commits(found[1]) == []  # nothing ran before it
    assert commits(found[2]) == new[::-1]
    for change in found[2]["changes"]:
        told = datetime.fromisoformat(project.git("log", "-1", "--format=%cI", change["commit"]))
        assert datetime.fromisoformat(change["time"].replace("Z", "+00:00")) == told
    keys = lead_time(project)
    assert (keys["commits"], keys["unknown"]) == (3, [])
    assert sorted(row["commit"] for row in keys["rows"]) == sorted(new)
    assert "median of 3 commits" in project.run("dora").output
    # Back to an older commit, which brings none, and forth again: all have served before.
    deploy(project, "production", "HEAD~2")
    deploy(project, "production")
    found = records(project)
    assert commits(found[3]) == []
    assert lead_time(project)["commits"] == 3


def test_commits_of_a_merge_and_of_what_never_served_count_when_they_serve(project):
    project.commit("one")
    deploy(project, "production")
    project.git("checkout", "-q", "-b", "side")
    side = project.commit("two", "crash")
    assert project.run("deploy", "production").code == 1
    project.git("checkout", "-q", "main")
    main = project.commit("three")
    project.git("merge", "-q", "--no-ff", "-m", "merge", "-s", "ours", "side")
    merge = project.git("rev-parse", "HEAD")
    deploy(project, "production")
    assert sorted(commits(records(project)[3])) == sorted([side, main, merge])
    assert lead_time(project)["commits"] == 3


def test_a_promotion_counts_from_what_its_own_environment_ran(project):
    project.commit("one")
    deploy(project, "production")
    two = project.commit("two")
    deploy(project, "staging")
    three = project.commit("three")
    deploy(project, "staging")
    done = project.run("promote", "staging", "production")
    assert done.code == 0, done.output + done.errors
    assert commits(records(project)[2]) == [three, two]
    assert commits(records(project, "staging")[2]) == [three]


def test_commits_that_are_not_in_the_repository_are_not_known(project, tmp_path):
    project.commit("one")
    deploy(project, "production")
    project.commit("two")
    project.commit("three")
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{project.folder}", shallow / "shop"], check=True)
    whole, project.folder = project.folder, shallow / "shop"
    assert "are not in this repository" in deploy(project, "production")
    project.folder = whole
    assert records(project)[2]["changes"] is None
    keys = lead_time(project)
    assert (keys["commits"], keys["unknown"]) == (0, [{"number": 2}])
    assert "not known are those of 1 deployment" in project.run("dora").output
    assert "deployment 2  commits not known" in project.run("dora", "--rows").output
    # The next one, in a repository that has all, is known again.
    four = project.commit("four")
    assert "are not in this repository" not in deploy(project, "production")
    assert commits(records(project)[3]) == [four]
    dumped = project.run("dora", "production", "--dump").output
    (tmp_path / "history.jsonl").write_text(dumped)
    again = project.run("dora", "--history", str(tmp_path / "history.jsonl"), "--json").one()
    assert again["lead_time"] == lead_time(project), json.dumps(again)


def test_of_two_that_wait_for_the_first_deployment_the_second_brings_its_own(project):
    project.configure("environments:\n  production: {bake: 0s, required: 1, reviewers: [" + user() + "]}\n")
    project.commit("one")
    assert project.run("deploy", "production").code == 3
    two = project.commit("two")
    assert project.run("deploy", "production").code == 3
    assert commits(records(project)[2]) == [two]


def user() -> str:
    return subprocess.run(["id", "-un"], check=True, capture_output=True, text=True).stdout.strip()
