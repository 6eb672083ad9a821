"""An environment that was shut down: nothing says that it serves, and nothing of it comes back by itself."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from service_project import NEEDS_HAPROXY, ROPEWALK, ServiceProject, wait_until  # noqa: E402

pytestmark = NEEDS_HAPROXY


@pytest.fixture
def project(tmp_path):
    made = ServiceProject(tmp_path, ROPEWALK)
    made.configure("environments:\n  staging: {bake: 0s, drain_timeout: 2s}\n  slow: {bake: 60s, drain_timeout: 2s}\n")
    yield made
    made.end()


def test_nothing_says_that_it_serves(project):
    project.commit("one")
    assert project.run("deploy", "staging").code == 0
    assert "deploy_info{" in project.run("metrics").output
    assert "one" not in project.run("undeploy", "staging", "--yes").errors
    status = project.status()
    assert (status["number"], status["version"], status["url"], status["state"]) == (None, "", "", "idle")
    shown = project.run("status", "staging").output
    assert "nothing: it was shut down" in shown
    assert "http://" not in shown
    assert "deploy_info{" not in project.run("metrics").output
    doctor = project.run("doctor", "staging")
    assert doctor.code == 0, doctor.output
    assert "it was shut down: nothing serves" in doctor.output
    assert project.run("history", "staging").output.startswith(" ")
    assert "nothing runs in staging" in project.run("logs", "staging").errors
    assert project.run("rollback", "staging").code == 1
    assert project.run("promote", "staging", "slow").code == 1
    assert "nothing served there" in project.run("undeploy", "staging", "--yes").output


def test_a_first_version_that_is_shut_down_in_its_bake_had_served(project):
    commit = project.commit("one")
    assert project.run("deploy", "slow", "--detach").code == 0
    ended = project.run("undeploy", "slow", "--yes")
    assert f"{commit[:10]} served there" in ended.output
    [row] = project.history("slow")
    assert (row["result"], row["reason"]) == ("rolled_back", "by_hand")
    assert project.status("slow")["number"] is None


def test_what_was_shut_down_does_not_come_back_when_the_next_one_fails_or_waits(project):
    project.commit("one")
    assert project.run("deploy", "staging").code == 0
    project.run("undeploy", "staging", "--yes")
    project.commit("two", fault="crash")
    assert project.run("deploy", "staging").code == 1
    assert project.status()["number"] is None
    assert project.history()[0]["result"] == "failed"
    assert project.pids_of("ROPEWALK_INSTANCE") == []
    project.commit("three")
    assert project.run("deploy", "staging").code == 0
    assert project.status()["number"] == 3


def test_what_waits_ends_with_the_environment(project):
    project.configure("environments:\n  staging: {bake: 0s, reviewers: [ada]}\n")
    project.commit("one")
    assert project.run("deploy", "staging").code == 3
    assert project.run("undeploy", "staging", "--yes").code == 0
    [row] = project.history()
    assert (row["result"], row["reason"]) == ("failed", "interrupted")
    assert "was shut down by" in row["detail"]
    wait_until(lambda: not project.pids_of("ROPEWALK_KEEPER"))
