"""Deployments for real: HAProxy, processes, a client that never retries."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from service_project import NEEDS_HAPROXY, ROPEWALK, ServiceProject, wait_until  # noqa: E402
from strict_client import StrictClient  # noqa: E402

pytestmark = NEEDS_HAPROXY

SHORT = """\
environments:
  staging:
    bake: {bake}
    health_timeout: 8s
    drain_timeout: 5s
    strategy: {strategy}
"""


@pytest.fixture
def project(tmp_path):
    made = ServiceProject(tmp_path, ROPEWALK)
    yield made
    made.end()


def short(project, strategy="blue-green", bake="1s", more=""):
    project.configure(SHORT.format(strategy=strategy, bake=bake) + more)


def test_a_first_deployment_needs_no_configuration(project):
    commit = project.commit("one")
    done = project.run("deploy", "staging", "--detach")
    assert done.code == 0, done.output + done.errors
    assert "health /healthz" in done.output
    assert "port 8000" in done.output
    status = project.status()
    assert status["state"] == "baking"
    assert status["number"] == 1
    assert status["commit"] == commit
    assert status["version"] == commit[:10]
    assert status["url"].startswith("http://127.0.0.1:")
    assert status["previous"] is None
    with StrictClient(project.port(), threads=1) as client:
        client.wait_for(5)
    assert client.versions["one"] >= 5
    assert not client.failed


def test_a_version_replaces_another_without_a_failed_request(project):
    short(project)
    project.commit("one")
    assert project.run("deploy", "staging").code == 0
    with StrictClient(project.port()) as client:
        client.wait_for(50)
        for version in ("two", "three"):
            project.commit(version)
            done = project.run("deploy", "staging")
            assert done.code == 0, done.output + done.errors
        client.wait_for(50)
    assert client.failed == []
    assert list(client.versions)[-1] == "three"
    rows = project.history()
    assert [row["result"] for row in rows] == ["succeeded"] * 3
    assert rows[1]["requests"] >= client.versions["two"] > 0
    assert all(row["cut"] == 0 for row in rows)
    assert rows[0]["started"].endswith("Z") and rows[0]["ended"] > rows[0]["started"]


@pytest.mark.parametrize("strategy", ["rolling", "canary"])
def test_other_strategies_drop_nothing_either(project, strategy):
    short(project, strategy, more="    replicas: 2\n")
    project.commit("one")
    assert project.run("deploy", "staging").code == 0
    with StrictClient(project.port()) as client:
        client.wait_for(50)
        project.commit("two")
        done = project.run("deploy", "staging")
        assert done.code == 0, done.output + done.errors
        client.wait_for(50)
    assert client.failed == []
    assert client.versions["two"] > 0


def test_recreate_ends_the_old_version_first(project):
    short(project, "recreate")
    project.commit("one")
    assert project.run("deploy", "staging").code == 0
    project.commit("two")
    done = project.run("deploy", "staging", "--json")
    assert done.code == 0, done.output + done.errors
    steps = [line["step"] for line in done.lines() if line["event"] == "step" and line["phase"] == "done"]
    assert steps.index("end-old") < steps.index("start")


@pytest.mark.parametrize(
    ("fault", "reason", "result"),
    [
        ("never-healthy", "never_healthy", "failed"),
        ("crash", "exited", "failed"),
        ("hang", "hang", "failed"),
        ("no-smoke", "smoke", "failed"),
        ("late-crash", "exited", "rolled_back"),
        ("errors", "errors", "rolled_back"),
    ],
)
def test_a_bad_version_is_taken_back_by_itself(project, fault, reason, result):
    short(project, bake="4s", more="    smoke: [/smoke]\n")
    project.commit("one")
    assert project.run("deploy", "staging").code == 0
    with StrictClient(project.port()) as client:
        client.wait_for(50)
        project.commit("bad", fault)
        done = project.run("deploy", "staging")
        assert done.code == 1, done.output + done.errors
        client.wait_for(20)
        before = client.versions["bad"]
        client.wait_for(50)
        assert client.versions["bad"] == before
    if fault in ("never-healthy", "crash", "hang", "no-smoke"):
        assert client.failed == []
        assert client.versions["bad"] == 0
    row = project.history()[0]
    assert (row["result"], row["reason"]) == (result, reason)
    assert row["detail"]
    assert project.status()["number"] == 1


@pytest.mark.parametrize("strategy", ["rolling", "canary", "recreate"])
def test_smoke_requests_come_before_traffic(project, strategy):
    short(project, bake="0s", strategy=strategy, more="    replicas: 2\n    smoke: [/smoke]\n")
    project.commit("one")
    assert project.run("deploy", "staging").code == 0
    with StrictClient(project.port()) as client:
        client.wait_for(20)
        project.commit("bad", "no-smoke")
        assert project.run("deploy", "staging").code == 1
        wait_until(lambda: project.status()["number"] == 1)
        client.wait_for(20)
        assert client.versions["bad"] == 0
        assert strategy == "recreate" or client.failed == []
    row = project.history()[0]
    assert (row["result"], row["reason"]) == ("failed", "smoke")


def test_rollback_goes_back_to_the_last_good_version(project):
    short(project, bake="1s")
    project.commit("one")
    assert project.run("deploy", "staging").code == 0
    short(project, bake="60s")
    project.commit("two")
    assert project.run("deploy", "staging", "--detach").code == 0
    wait_until(lambda: project.status()["state"] == "baking")
    with StrictClient(project.port()) as client:
        client.wait_for(50)
        assert client.versions["two"] > 0
        done = project.run("rollback", "staging", "--json")
        assert done.code == 0, done.output + done.errors
        client.wait_for(50)
    assert client.failed == []
    rows = project.history()
    assert (rows[1]["result"], rows[1]["reason"]) == ("rolled_back", "by_hand")
    assert rows[0]["version"] == rows[2]["version"]
    assert rows[0]["result"] == "succeeded"
    # Later it comes from what the machine has kept.
    short(project, bake="1s")
    project.commit("three")
    assert project.run("deploy", "staging").code == 0
    done = project.run("rollback", "staging", "--to", "1")
    assert done.code == 0, done.output + done.errors
    with StrictClient(project.port(), threads=1) as client:
        client.wait_for(5)
    assert set(client.versions) == {"one"}


def test_what_serves_outlives_a_killed_proxy_and_a_killed_service(project):
    short(project, bake="1s")
    project.commit("one")
    assert project.run("deploy", "staging").code == 0
    port = project.port()
    with StrictClient(port) as client:
        client.wait_for(20)
        project.kill("ROPEWALK_INSTANCE")
        client.wait_for(50)
    # An answer that was half sent cannot be made whole, and a POST is not sent twice.
    assert [line for line in client.failed if line.startswith("GET") and "IncompleteRead" not in line] == []
    project.kill("ROPEWALK_EDGE")
    project.kill("ROPEWALK_KEEPER")
    begin = time.monotonic()
    assert project.status()["number"] == 1
    assert time.monotonic() - begin < 10
    with StrictClient(port, threads=1) as client:
        client.wait_for(5)
    assert client.versions["one"] >= 5
    assert client.failed == []


def answers_only(client, version):
    before = client.versions.copy()
    client.wait_for(30)
    return set(client.versions - before) == {version}


FAULTS = {
    "blue-green": ["fetch", "start", "start:acted", "health", "admit:acted", "switch", "switch:acted", "drain", "keep"],
    "canary": ["share-10", "watch-10", "share-50:acted", "switch"],
    "rolling": ["turn-1", "turn-1:acted", "retire-1", "retire-1:acted", "smoke-1"],
    "recreate": ["end-old", "end-old:acted", "start", "switch"],
}


@pytest.mark.parametrize("strategy", list(FAULTS))
def test_a_command_that_is_killed_at_a_step_leaves_one_chosen_version(project, strategy):
    short(project, strategy, bake="1s")
    project.commit("v0")
    assert project.run("deploy", "staging").code == 0
    port = project.port()
    names = set(project.run("deploy", "--list-steps").output.split())
    chosen = "v0"
    with StrictClient(port, threads=2) as client:
        for count, step in enumerate(FAULTS[strategy], 1):
            if "-" not in step:
                assert step in names
            version = f"v{count}"
            project.commit(version)
            done = project.run("deploy", "staging", ROPEWALK_FAULT=step)
            assert done.code == -signal.SIGKILL, (step, done.code, done.output, done.errors)
            begin = time.monotonic()
            status = project.status()
            assert time.monotonic() - begin < 10
            row = project.history()[0]
            chosen = version if row["result"] in ("waiting", "succeeded") else chosen
            assert status["number"] is not None

            wait_until(lambda only=chosen: answers_only(client, only))
            wait_until(lambda: project.status()["state"] == "idle")
    if strategy != "recreate":
        assert client.failed == []


def test_a_second_deployment_waits_for_the_first_and_a_same_one_joins_it(project):
    short(project, bake="3s")
    project.commit("one")
    project.environments.add("staging")
    first = project.start("deploy", "staging")
    wait_until(lambda: "Deployment 1" in first.stdout.readline(), every=0)
    same = project.start("deploy", "staging", "--json")
    assert first.wait(timeout=60) == 0
    output, _ = same.communicate(timeout=60)
    assert same.returncode == 0
    assert '"number":1' in output and '"number":2' not in output
    assert len(project.history()) == 1


def test_services_are_no_children_of_the_command(project):
    short(project)
    project.commit("one")
    project.environments.add("staging")
    done = project.run("deploy", "staging", RUNNER_TRACKING_ID="job-1")
    assert done.code == 0
    for marker in ("ROPEWALK_INSTANCE", "ROPEWALK_EDGE", "ROPEWALK_KEEPER"):
        pids = project.pids_of(marker)
        assert pids, marker
        for pid in pids:
            environment = Path(f"/proc/{pid}/environ").read_bytes()
            assert b"RUNNER_TRACKING_ID" not in environment
            assert os.getsid(pid) == pid
            assert os.readlink(f"/proc/{pid}/fd/0") == "/dev/null"


def test_errors_of_the_configuration_have_their_line(project):
    project.commit("one")
    project.configure("environments:\n  staging:\n    stratgy: canary\n    bake: soon\n")
    done = project.run("deploy", "staging")
    assert done.code == 2
    assert "ropewalk.yml:3:" in done.errors and "did you mean 'strategy'" in done.errors
    assert "ropewalk.yml:4:" in done.errors
    project.configure("environments:\n  staging: {}\n")
    done = project.run("deploy", "stagin")
    assert done.code == 2
    assert "did you mean 'staging'" in done.errors


def test_a_deployment_that_takes_longer_than_its_budget_is_told(project):
    short(project, more="budgets:\n  deploy: 5m\n")
    project.commit("one")
    assert project.run("deploy", "staging").code == 0
    # It starts after 1.5 seconds.
    short(project, more="budgets:\n  deploy: 1s\n")
    commit = project.commit("two", "slow-start")
    done = project.run("deploy", "staging")
    assert done.code == 1, done.output + done.errors
    assert "more than its budget of 1.0s" in done.errors
    assert project.status()["commit"] == commit
    assert project.history()[0]["result"] == "succeeded"


def test_an_interrupt_before_the_switch_changes_nothing(project):
    short(project)
    project.commit("one")
    assert project.run("deploy", "staging").code == 0
    project.commit("two", "slow-start")
    process = project.start("deploy", "staging")
    wait_until(lambda: project.status()["phase"] == "health")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 130
    assert project.history()[0]["reason"] == "interrupted"
    assert project.status()["number"] == 1


def test_promote_brings_the_same_digest_to_another_environment(project):
    project.configure("environments:\n  staging: {bake: 1s}\n  production: {bake: 1s, branches: [main]}\n")
    project.commit("one")
    assert project.run("deploy", "staging").code == 0
    project.commit("two")
    project.environments.add("production")
    done = project.run("promote", "staging", "production")
    assert done.code == 0, done.output + done.errors
    assert project.history("production")[0]["digest"] == project.history("staging")[0]["digest"]
    with StrictClient(project.port("production"), threads=1) as client:
        client.wait_for(3)
    assert set(client.versions) == {"one"}
    digest = project.status("staging")["digest"]
    assert project.run("deploy", "production", digest).code == 0
    assert project.run("deploy", "production", "sha256:0000").code == 2


def test_a_refused_deployment_stays_in_the_history(project):
    project.configure("environments:\n  staging: {bake: 1s, branches: [release]}\n")
    project.commit("one")
    done = project.run("deploy", "staging", "--json")
    assert done.code == 1
    assert done.lines()[-1]["result"] == "failed"
    row = project.history()[0]
    assert (row["result"], row["reason"]) == ("failed", "refused")
    project.configure("environments:\n  staging: {bake: 1s}\n")
    assert project.run("deploy", "staging").code == 0
    assert project.run("lock", "staging", "--reason", "sale").code == 0
    project.commit("two")
    done = project.run("deploy", "staging")
    assert done.code == 1 and "sale" in done.output
    assert project.run("unlock", "staging").code == 0
    assert project.run("deploy", "staging").code == 0


IMAGE = """\
FROM scratch
COPY busybox /bin/busybox
COPY www /www
EXPOSE 8000
ENTRYPOINT ["/bin/busybox", "httpd", "-f", "-p", "8000", "-h", "/www"]
"""


def build_image(folder, version):
    (folder / "www").mkdir(parents=True, exist_ok=True)
    (folder / "www/index.html").write_text(version)
    (folder / "Containerfile").write_text(IMAGE)
    shutil.copy("/bin/busybox", folder / "busybox")
    name = f"localhost/ropewalk-test-{folder.name}:{version}"
    build = ["buildah", "--isolation", "chroot", "bud", "-q", "-t", name, str(folder)]
    subprocess.run(build, check=True, capture_output=True)
    return name


@pytest.mark.skipif(
    shutil.which("podman") is None or shutil.which("buildah") is None or not Path("/bin/busybox").exists(),
    reason="podman, buildah or busybox-static are not installed",
)
def test_an_image_is_deployed_as_a_container(project, tmp_path):
    folder = tmp_path / f"image{os.getpid()}"
    project.configure("environments:\n  staging: {bake: 1s}\n")
    project.commit("unused")
    names = [build_image(folder, version) for version in ("one", "two")]
    try:
        done = project.run("deploy", "staging", names[0])
        assert done.code == 0, done.output + done.errors
        assert project.status()["digest"].startswith("sha256:")
        with StrictClient(project.port(), path="/index.html", threads=2) as client:
            client.wait_for(20)
            done = project.run("deploy", "staging", names[1])
            assert done.code == 0, done.output + done.errors
            client.wait_for(20)
            done = project.run("rollback", "staging")
            assert done.code == 0, done.output + done.errors
            client.wait_for(20)
        assert client.failed == []
        assert set(client.versions) == {"one", "two"}
    finally:
        project.end()
        subprocess.run(["podman", "rmi", "--force", *names], check=False, capture_output=True)


if __name__ == "__main__":
    raise SystemExit(subprocess.call([sys.executable, "-m", "pytest", "-q", __file__]))


def test_requests_wait_while_all_instances_of_a_version_are_dead(project):
    short(project, more="    replicas: 2\n")
    project.commit("one")
    assert project.run("deploy", "staging").code == 0
    port = project.port()
    with StrictClient(port, threads=4) as client:
        client.wait_for(50)
        for _ in range(3):
            before = set(project.pids_of("ROPEWALK_INSTANCE"))
            assert len(before) >= 2
            project.kill("ROPEWALK_INSTANCE")
            wait_until(lambda was=before: len(set(project.pids_of("ROPEWALK_INSTANCE")) - was) >= 2)
            client.wait_for(50)
    # What a dead process was answering is cut; nobody is told that there is no server.
    assert not [one for one in client.failed if "503" in str(one)], client.failed
    assert len(client.failed) <= 12, client.failed


def test_a_rollback_does_not_bring_back_what_was_rolled_back_from(project):
    short(project, bake="0s")
    for version in ("one", "two", "three"):
        project.commit(version)
        assert project.run("deploy", "staging").code == 0
    for number in (2, 1):
        assert project.status()["previous"] is not None
        done = project.run("rollback", "staging")
        assert done.code == 0, done.output + done.errors
        digest = project.status()["digest"]
        assert digest == next(row["digest"] for row in project.history() if row["number"] == number)
    # Only versions are left that somebody went back from: nobody is taken to one of them without saying so.
    assert project.status()["previous"] is None
    done = project.run("rollback", "staging")
    assert done.code == 1, done.output + done.errors
    assert "--to" in done.errors
    assert project.run("rollback", "staging", "--to", "2").code == 0


def test_logs_of_an_environment_are_lines_of_json_too(project):
    short(project, bake="0s")
    project.commit("one")
    assert project.run("deploy", "staging").code == 0
    done = project.run("logs", "staging", "--json")
    assert done.code == 0, done.output + done.errors
    for line in done.lines():
        assert line["environment"] == "staging" and line["instance"] == "n1r1" and isinstance(line["text"], str)


def test_what_is_under_way_has_no_result_yet(project):
    short(project, bake="3s")
    project.commit("one")
    done = project.run("deploy", "staging", "--detach")
    assert done.code == 0, done.output + done.errors
    row = project.history()[0]
    assert (row["result"], row["ended"]) == ("waiting", None)
    assert "no command was at work" not in project.run("status", "staging").errors
