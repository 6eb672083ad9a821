"""Concurrency groups and cancellation between real processes (docs/decisions/0025, 0026).

A job that has to be running writes a line and then waits for a file, so nothing here waits for luck: who wants to know
that it runs reads the line, who wants it to end makes the file.
"""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

PROGRAM = Path(os.environ.get("ROPEWALK", Path(__file__).parents[2] / "build" / "ropewalk")).resolve()

HOLDER = """
on: push
concurrency: deploy
jobs:
  hold: {runs-on: ubuntu-latest, steps: [{run: 'echo holding; until [ -e "$GO" ]; do sleep 0.05; done; echo let go'}]}
  clean: {needs: hold, if: always(), runs-on: ubuntu-latest, steps: [{run: "echo clean after ${{ needs.hold.result }}"}]}
"""
NEXT = """
on: push
concurrency: {group: DEPLOY, cancel-in-progress: CANCEL}
jobs:
  next: {runs-on: ubuntu-latest, steps: [{run: echo next}]}
"""


class Project:
    """A repository, and the home of its user."""

    def __init__(self, folder: Path) -> None:
        self.top = folder / "project"
        self.go = folder / "go"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder / "home"),
            "XDG_STATE_HOME": str(folder / "state"),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        self.groups = folder / "state" / "ropewalk" / "groups"
        workflows = self.top / ".github" / "workflows"
        workflows.mkdir(parents=True)
        (workflows / "holder.yml").write_text(HOLDER)
        (workflows / "next.yml").write_text(NEXT.replace("CANCEL", "false"))
        (workflows / "newer.yml").write_text(NEXT.replace("CANCEL", "true"))
        git = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
        for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "Start"]):
            subprocess.run([*git, *words], cwd=self.top, env=self.environment, check=True)

    def start(self, workflow: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [PROGRAM, "run", workflow, "--env", f"GO={self.go}"],
            cwd=self.top,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def members(self) -> list[Path]:
        return list(self.groups.glob("*.member"))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    if not PROGRAM.exists():
        pytest.fail(f"{PROGRAM} is not there: build it, or say in ROPEWALK where it is")
    return Project(tmp_path)


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """What it prints up to a line with these words."""
    assert process.stdout is not None
    text = ""
    for line in process.stdout:
        text += line
        if words in line:
            return text
    pytest.fail(f"it never said {words!r}:\n{text}")


def rest(process: subprocess.Popen[str]) -> str:
    return process.communicate()[0]


def test_a_run_waits_for_the_group_that_another_process_is_in(project: Project) -> None:
    holder = project.start("holder")
    read_until(holder, "] holding")
    following = project.start("next")
    read_until(following, "run ")
    project.go.touch()
    assert "let go" in rest(holder)
    assert "] next" in rest(following)
    assert (holder.returncode, following.returncode) == (0, 0)
    assert project.members() == []


def test_cancel_in_progress_reaches_another_process(project: Project) -> None:
    holder = project.start("holder")
    read_until(holder, "] holding")
    newer = project.start("newer")
    assert "] next" in rest(newer)
    output = rest(holder)
    assert "a newer run of the concurrency group 'deploy' has come" in output
    assert "clean after cancelled" in output
    assert (holder.returncode, newer.returncode) == (1, 0)


def test_a_killed_process_is_in_no_group(project: Project) -> None:
    holder = project.start("holder")
    read_until(holder, "] holding")
    holder.kill()
    holder.wait()
    following = project.start("next")
    assert "] next" in rest(following)
    assert following.returncode == 0
    assert project.members() == []
    project.go.touch()  # for the step that the killed one has left


def test_an_interrupt_runs_the_jobs_that_always_run(project: Project) -> None:
    holder = project.start("holder")
    read_until(holder, "] holding")
    holder.send_signal(signal.SIGINT)
    output = rest(holder)
    assert "the run was cancelled" in output
    assert "] clean after cancelled" in output
    assert holder.returncode == 130
