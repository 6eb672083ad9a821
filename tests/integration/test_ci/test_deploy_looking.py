"""What `status` and `logs` say of an environment, and letters of its name in any case."""

import getpass
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from service_project import NEEDS_HAPROXY, ROPEWALK, ServiceProject  # noqa: E402

pytestmark = NEEDS_HAPROXY


@pytest.fixture
def project(tmp_path):
    made = ServiceProject(tmp_path, ROPEWALK)
    made.configure("environments:\n  staging: {bake: 0s, drain_timeout: 2s}\n")
    yield made
    made.end()


def test_an_approved_deployment_waits_for_its_window(project):
    day = time.strftime("%a", time.gmtime(time.time() + 3 * 86400))
    project.configure(
        f'environments:\n  staging: {{bake: 0s, windows: ["{day} 10:00-11:00"], reviewers: [{getpass.getuser()}]}}\n'
    )
    project.commit("one")
    assert project.run("deploy", "staging").code == 3
    assert "approval" in project.status()["waiting_for"]
    assert project.run("approve", "1", "--yes").code == 0
    assert project.status()["waiting_for"].startswith("its change window, from ")
    assert "waits for    its change window, from " in project.run("status", "staging").output


def test_letters_of_a_name_count_in_any_case(project):
    project.commit("one")
    assert project.run("deploy", "Staging").code == 0
    assert [folder.name for folder in project.state.glob("ropewalk/deployments/*/environments/*")] == ["staging"]
    assert project.run("status", "STAGING", "--json").one()["environment"] == "staging"
    assert len(project.history("sTaging")) == 1
    assert project.run("deploy", "stagin").code == 2
    project.configure("environments:\n  staging: {bake: 0s}\n  Staging: {bake: 1s}\n")
    done = project.run("deploy", "staging")
    assert done.code == 2
    assert "ropewalk.yml:3" in done.errors
    project.environments = {"staging"}
    project.configure("environments:\n  staging: {bake: 0s}\n")


def test_logs_of_an_environment_are_searched_and_what_is_for_runs_is_refused(project):
    project.commit("one")
    server = (project.folder / "server.py").read_text()
    project.write("server.py", "print('hello Ada', flush=True)\nprint('hello Grace', flush=True)\n" + server)
    project.git("commit", "-qam", "it says something")
    assert project.run("deploy", "staging").code == 0
    shown = project.run("logs", "staging", "--search", "ada", "-i")
    assert shown.code == 0
    assert shown.output.splitlines()[1:] == ["hello Ada"]
    assert project.run("logs", "staging", "--search", "hello", "--count").output == "2\n"
    assert project.run("logs", "staging", "--search", "nothing").code == 1
    for words in (["--follow"], ["--failed"], ["--job", "x"], ["--count"]):
        refused = project.run("logs", "staging", *words)
        assert (refused.code, refused.output) == (2, "")
        assert words[0] in refused.errors
    unknown = project.run("logs", "nosuch")
    assert unknown.code == 2
    assert "the environments staging" in unknown.errors
