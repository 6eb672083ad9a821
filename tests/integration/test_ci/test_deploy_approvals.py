"""Deployments that wait for reviewers, for real: HAProxy, processes, votes."""

from __future__ import annotations

import getpass
import json
import re
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from receivers import Receiver  # noqa: E402
from service_project import NEEDS_HAPROXY, ROPEWALK, ServiceProject, wait_until  # noqa: E402

RULES = """\
environments:
  production:
    bake: 1s
    health_timeout: 10s
    drain_timeout: 2s
    reviewers: [{reviewers}]
"""

pytestmark = NEEDS_HAPROXY


@pytest.fixture
def project(tmp_path):
    made = ServiceProject(tmp_path, ROPEWALK)
    yield made
    made.end()


def history(project: ServiceProject) -> dict[int, dict]:
    lines = project.run("history", "production", "--json").output.splitlines()
    return {row["number"]: row for row in map(json.loads, lines)}


def test_the_last_approval_starts_it_and_the_older_one_is_superseded(project):
    project.configure(RULES.format(reviewers=getpass.getuser()))
    project.commit("one")
    first = project.run("deploy", "production")
    assert first.code == 3, first.output + first.errors
    assert "ropewalk approve 1" in first.output
    project.commit("two")
    assert project.run("deploy", "production").code == 3
    assert history(project)[2]["result"] == "waiting"
    done = project.run("approve", "2")
    assert done.code == 0, done.output + done.errors
    wait_until(lambda: history(project)[2]["result"] == "succeeded", 60)
    rows = history(project)
    assert rows[1]["result"] == "superseded"
    assert rows[1]["detail"] == "superseded by 2"
    assert project.run("approve", "1").code == 1
    assert project.run("audit", "verify").code == 0


def test_what_is_rejected_never_ships_and_channels_are_told(project):
    receiver = Receiver()
    project.configure(
        RULES.format(reviewers=getpass.getuser()) + f"notify:\n  hook: {{type: webhook, url: '{receiver.url}/hook'}}\n"
    )
    project.commit("one")
    assert project.run("deploy", "production").code == 3
    assert project.run("reject", "1", "--reason", "no").code == 0
    row = history(project)[1]
    assert (row["result"], row["reason"]) == ("rejected", "rejected")
    told = [json.loads(body)["data"]["customData"]["what"] for _, _, body in receiver.requests]
    assert told == ["waiting", "rejected"]
    receiver.close()


CD = """\
name: CD
on: push
jobs:
  production:
    runs-on: ubuntu-latest
    environment: Production
    steps:
      - uses: actions/checkout@v4
        with: {fetch-depth: 0}
      - run: ropewalk deploy production $VERSION
        env: {VERSION: "${{ vars.VERSION }}"}
"""


def run_and_approve(project: ServiceProject, *words: str) -> tuple[int, str]:
    """Runs the workflow and approves its job once, as soon as it waits; the exit code, and all that was printed."""
    run = project.start("run", "cd", *words)
    wait_until(lambda: "--environment production" in project.run("status").output, 60)
    waiting = re.search(r"ropewalk approve (\d+) --environment production", project.run("status").output)
    done = project.run("approve", waiting[1], "--environment", "Production")
    assert done.code == 0, done.output + done.errors
    output, _ = run.communicate(timeout=120)
    return run.returncode, output


def test_who_approves_a_job_approves_what_it_deploys_of_its_commit(project):
    project.configure(RULES.format(reviewers=getpass.getuser()) + "    wait: 2s\n")
    workflow = project.folder / ".github/workflows/cd.yml"
    workflow.parent.mkdir(parents=True, exist_ok=True)
    workflow.write_text(CD)
    first = project.commit("one")
    code, output = run_and_approve(project)
    assert code == 0, output
    assert "approved the job 'production' of" in output
    assert history(project)[1]["result"] == "succeeded"
    # What the job deploys of another commit is another thing: nobody has approved that.
    project.commit("two")
    code, output = run_and_approve(project, "--var", f"VERSION={first}")
    assert code == 1, output
    assert "1 more approval" in output
    assert history(project)[2]["result"] == "waiting"
    assert project.run("audit", "verify").code == 0


def test_the_same_again_joins_what_waits_and_waits_for_nobody(project):
    project.configure(RULES.format(reviewers=getpass.getuser()))
    project.commit("one")
    assert project.run("deploy", "production").code == 3
    again = project.run("deploy", "production")
    assert again.code == 3, again.output + again.errors
    assert "as deployment 1: this command joins it" in again.output
    assert list(history(project)) == [1]
    assert project.run("approve", "1").code == 0
    joined = project.run("deploy", "production")
    assert joined.code == 0, joined.output + joined.errors
    assert history(project)[1]["result"] == "succeeded"


IN_DAYS = f"{datetime.now(UTC) + timedelta(days=3):%a}"
WAITS = ("reviewers: [alice]", f'windows: ["{IN_DAYS} 03:00-03:01"]', "wait: 1h")


@pytest.mark.parametrize("waits", WAITS, ids=("reviewers", "window", "timer"))
def test_one_that_is_ready_passes_over_one_that_waits(project, waits):
    project.configure("environments:\n  production: {bake: 0s}\n")
    project.commit("one")
    assert project.run("deploy", "production").code == 0
    project.configure(f"environments:\n  production:\n    bake: 0s\n    {waits}\n")
    project.commit("two")
    command = project.start("deploy", "production")
    wait_until(lambda: history(project).get(2, {}).get("result") == "waiting", 30)
    project.configure("environments:\n  production: {bake: 0s}\n")
    project.commit("three")
    done = project.run("deploy", "production")
    assert done.code == 0, done.output + done.errors
    wait_until(lambda: history(project)[2]["result"] == "superseded", 30)
    assert history(project)[2]["detail"] == "superseded by 3"
    command.wait(30)


def test_a_lock_holds_what_waits(project):
    project.configure(RULES.format(reviewers=getpass.getuser()))
    project.commit("one")
    assert project.run("deploy", "production").code == 3
    assert project.run("lock", "production", "-m", "a freeze").code == 0
    assert project.run("approve", "1").code == 0
    time.sleep(3)
    assert history(project)[1]["result"] == "waiting"
    assert project.run("unlock", "production").code == 0
    wait_until(lambda: history(project)[1]["result"] == "succeeded", 60)
