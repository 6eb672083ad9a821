"""What people are told of deployments to a cluster, whose journal many machines write."""

import contextlib
import json
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from cluster_project import good  # noqa: E402
from receivers import Receiver  # noqa: E402
from service_project import wait_until  # noqa: E402

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")


@pytest.fixture
def project(cluster_project):
    return cluster_project


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.close()


def told(receiver: Receiver) -> list[tuple[int, str]]:
    """Each event as often as it is seen: what a killed process may have sent comes again with the same id."""
    data = [json.loads(body)["data"]["customData"] for _, _, body in receiver.requests]
    seen = {one["id"]: (one["number"], one["what"]) for one in data}
    return sorted(seen.values())


def all_of(*numbers: int) -> list[tuple[int, str]]:
    return [(number, what) for number in numbers for what in ("started", "succeeded")]


def test_each_event_is_told_once_whichever_machine_runs_the_next_command(project, cluster, receiver, tmp_path):
    project.configure(more=f"notify:\n  hook: {{type: webhook, url: '{receiver.url}/hook'}}\n")
    good(project.deploy("one"))
    assert told(receiver) == all_of(1)
    first = project.machine
    project.machine = tmp_path / "another"
    good(project.run("status", "production"))
    good(project.deploy("two"))
    project.end()  # as a runner that is gone: should it have been telling, that is its own for 15 seconds
    project.machine = first
    good(project.deploy("three"))
    with contextlib.suppress(AssertionError):  # what was told by then says more than that time is over
        wait_until(lambda: told(receiver) == all_of(1, 2, 3), 60)
    assert told(receiver) == all_of(1, 2, 3)
    good(project.run("status", "production"))
    assert told(receiver) == all_of(1, 2, 3)


def test_what_a_machine_could_not_tell_another_one_does(project, cluster, receiver, tmp_path):
    project.configure(more="notify:\n  hook: {type: webhook, url: $HOOK}\n")
    good(project.deploy("one"))  # nobody knows its address here
    project.end()
    project.machine = tmp_path / "another"
    project.variables["HOOK"] = receiver.url + "/hook"
    good(project.deploy("two"))
    wait_until(lambda: told(receiver) == all_of(1, 2), 60)
