"""Where an environment is reached is where its `url` says, for real: HAProxy on real ports."""

from __future__ import annotations

import socket
import sys
import urllib.request
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from service_project import NEEDS_HAPROXY, ROPEWALK, ServiceProject, wait_until  # noqa: E402

pytestmark = NEEDS_HAPROXY


@pytest.fixture
def project(tmp_path):
    made = ServiceProject(tmp_path, ROPEWALK)
    made.configure("environments: {staging: {bake: 0s}}\n")
    made.commit("one")
    yield made
    made.end()


def free_port(address: str = "127.0.0.1") -> int:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as one:
        one.bind((address, 0))
        return one.getsockname()[1]


def configure(project: ServiceProject, url: str, more: str = "") -> None:
    project.configure(f"environments:\n  staging: {{bake: 0s, url: '{url}'{more}}}\n")


def answer(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as response:
        return response.read().decode()


def test_another_url_is_refused_while_the_proxy_runs_and_taken_when_it_does_not(project):
    first, second = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
    configure(project, first)
    assert project.run("deploy", "staging").code == 0
    assert answer(first) == "one"
    configure(project, second)
    project.commit("two")
    done = project.run("deploy", "staging")
    assert done.code == 2, done.output + done.errors
    assert first.rsplit(":", 1)[1] in done.errors and "ropewalk undeploy staging" in done.errors
    assert ".github/ropewalk.yml:2:" in done.errors
    assert project.status()["url"] == first
    assert len(project.history()) == 1
    assert answer(first) == "one"
    assert project.run("undeploy", "staging", "--yes").code == 0
    done = project.run("deploy", "staging")
    assert done.code == 0, done.output + done.errors
    assert project.status()["url"] == second
    assert answer(second) == "two"
    # Back to the version whose url was another one: what is told is where it is.
    assert project.run("rollback", "staging").code == 0
    assert project.status()["url"] == second
    assert answer(second) == "one"


def test_a_proxy_that_was_killed_comes_back_where_it_was(project):
    url = f"http://127.0.0.1:{free_port()}"
    configure(project, url)
    assert project.run("deploy", "staging").code == 0
    project.kill("ROPEWALK_EDGE")

    def is_back() -> bool:
        try:
            return answer(url) == "one"
        except OSError:
            return False

    wait_until(is_back, 30)
    assert project.status()["url"] == url


def test_a_first_deployment_that_waited_is_reached_at_its_url(project):
    url = f"http://127.0.0.1:{free_port()}"
    configure(project, url, ", wait: 2s")
    assert project.run("deploy", "staging").code in (0, 3)
    wait_until(lambda: project.history()[0]["result"] == "succeeded", 60)
    assert project.status()["url"] == url
    assert answer(url) == "one"


def test_an_address_of_ipv6_is_listened_on(project):
    try:
        port = free_port("::1")
    except OSError:
        pytest.skip("this machine has no ::1")
    configure(project, f"http://[::1]:{port}")
    done = project.run("deploy", "staging")
    assert done.code == 0, done.output + done.errors
    assert answer(f"http://[::1]:{port}") == "one"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://0.0.0.0:99999", "'99999' is no port"),
        ("http://bad host:80", "'bad host' is no name of a host"),
        ("http://127.0.0.1:0", "'0' is no port"),
        ("https://127.0.0.1:8443", "no certificate"),
        ("http://192.0.2.1:8080", "answers on loopback alone"),
    ],
)
def test_a_url_that_nothing_could_answer_at_is_an_error_with_its_line(project, url, told):
    configure(project, url)
    done = project.run("deploy", "staging")
    assert done.code == 2, done.output + done.errors
    assert told in done.errors
    assert ".github/ropewalk.yml:2:" in done.errors
