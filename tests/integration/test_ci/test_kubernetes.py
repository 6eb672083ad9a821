"""Deployments to a cluster: every request of the program to an API that behaves as Kubernetes' does (cluster_server.py)."""

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from cluster_project import DIGESTS, IMAGES, ROPEWALK, good, images  # noqa: E402
from cluster_server import Behaviour, Fault  # noqa: E402
from service_project import wait_until  # noqa: E402

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")


@pytest.fixture
def project(cluster_project):
    return cluster_project


def test_a_first_deployment_makes_what_a_version_needs(project, cluster):
    done = project.deploy("one")
    good(done)
    assert "started the Service shop-production" in done.stdout + done.stderr
    [deployment] = cluster.of("deployments")
    labels = deployment["metadata"]["labels"]
    assert deployment["metadata"]["name"] == "shop-production-n1"
    assert labels["app.kubernetes.io/name"] == "shop"
    assert labels["app.kubernetes.io/instance"] == "shop-production"
    assert labels["app.kubernetes.io/managed-by"] == "ropewalk"
    assert labels["app.kubernetes.io/version"] == "shop-one"
    assert labels["ropewalk/deployment"] == "1"
    [container] = deployment["spec"]["template"]["spec"]["containers"]
    assert container["image"] == "registry.example/shop@" + DIGESTS["one"]
    assert container["readinessProbe"]["httpGet"] == {"port": 8000, "path": "/healthz"}
    assert deployment["spec"]["replicas"] == 2
    assert deployment["spec"]["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    assert cluster.service()["spec"]["selector"]["ropewalk/deployment"] == "1"
    assert images(cluster) == {DIGESTS["one"]}
    status = project.status()
    assert (status["state"], status["number"], status["digest"]) == ("idle", 1, DIGESTS["one"])
    assert status["url"] == "http://shop-production.shop.svc:8000"


@pytest.mark.parametrize(
    "strategy", ["blue-green", "rolling", pytest.param("canary", marks=pytest.mark.slow), "recreate"]
)
def test_each_strategy_leads_to_the_new_version_alone(project, cluster, strategy):
    project.configure(strategy, replicas=3)
    good(project.deploy("one"))
    good(project.deploy("two"))
    assert images(cluster) == {DIGESTS["two"]}
    assert len(cluster.endpoints()) == 3
    assert [one["metadata"]["name"] for one in cluster.of("deployments")] == ["shop-production-n2"]
    assert strategy == "recreate" or cluster.without_endpoint == []
    assert [row["result"] for row in project.history()] == ["succeeded", "succeeded"]


@pytest.mark.slow
def test_a_canary_has_its_share_of_the_pods(project, cluster):
    project.configure("canary", replicas=9, more="    steps: [{weight: 10, pause: 2s}]\n")
    good(project.deploy("one"))
    command = subprocess.Popen(
        [ROPEWALK, "deploy", "production", IMAGES["two"]], cwd=project.folder, env=project.environ(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wait_until(lambda: len(images(cluster)) == 2, 30)
    served = cluster.endpoints()
    assert command.wait(60) == 0
    assert sum(DIGESTS["two"] in image for image in served) == 1
    assert len(served) == 10
    assert images(cluster) == {DIGESTS["two"]}
    assert len(cluster.endpoints()) == 9
    assert cluster.without_endpoint == []


@pytest.mark.parametrize(
    ("acts", "reason"),
    [
        (Behaviour(trouble="CrashLoopBackOff", log="no database\n"), "exited"),
        (Behaviour(trouble="ImagePullBackOff"), "exited"),
        (Behaviour(ready_after=3600), "never_healthy"),
        (Behaviour(smoke=404), "smoke"),
    ],
    ids=["crash-loop", "no-image", "slow", "smoke"],
)
def test_a_version_that_does_not_come_up_changes_nothing(project, cluster, acts, reason):
    project.configure(more="    smoke: [/smoke]\n")
    good(project.deploy("one"))
    cluster.behaviour[DIGESTS["two"]] = acts
    done = project.deploy("two")
    assert done.returncode == 1
    row = project.history()[0]
    assert (row["result"], row["reason"]) == ("failed", reason)
    if acts.trouble:
        assert acts.trouble in row["detail"]
    if acts.trouble == "CrashLoopBackOff":
        assert "no database" in row["detail"]
    assert images(cluster) == {DIGESTS["one"]}
    assert [one["metadata"]["name"] for one in cluster.of("deployments")] == ["shop-production-n1"]
    assert cluster.without_endpoint == []


def test_a_slow_start_is_waited_for(project, cluster):
    cluster.behaviour[DIGESTS["one"]] = Behaviour(ready_after=1.0)
    good(project.deploy("one"))
    assert len(cluster.endpoints()) == 2


def test_a_canary_with_errors_goes_back(project, cluster):
    project.configure("canary", replicas=3, more="    steps: [{weight: 10, pause: 20s}]\n")
    good(project.deploy("one"))
    cluster.behaviour[DIGESTS["two"]] = Behaviour(errors_after=2.0)
    done = project.deploy("two")
    assert done.returncode == 1
    assert project.history()[0]["result"] == "rolled_back"
    assert images(cluster) == {DIGESTS["one"]}
    assert len(cluster.endpoints()) == 3
    assert cluster.without_endpoint == []


def test_a_rollback_while_the_old_version_bakes_only_turns_the_selector(project, cluster):
    good(project.deploy("one"))
    before = [one["metadata"]["name"] for one in cluster.of("pods")]
    project.configure(bake="60s")
    good(project.deploy("two", "--detach"))
    assert images(cluster) == {DIGESTS["two"]}
    wait_until(lambda: project.status()["state"] == "baking", 30)
    good(project.run("rollback", "production"))
    assert images(cluster) == {DIGESTS["one"]}
    assert [one["metadata"]["name"] for one in cluster.of("pods")] == before
    assert cluster.without_endpoint == []


def test_a_rollback_later_starts_the_recorded_version_again(project, cluster):
    for version in ("one", "two"):
        good(project.deploy(version))
    assert images(cluster) == {DIGESTS["two"]}
    good(project.run("rollback", "production"))
    assert images(cluster) == {DIGESTS["one"]}
    assert len(cluster.endpoints()) == 2
    assert cluster.without_endpoint == []
    assert project.history()[0]["strategy"] == "rollback"


def test_another_machine_goes_on_with_the_same_journal(project, cluster, tmp_path):
    good(project.deploy("one"))
    project.machine = tmp_path / "another"
    assert project.status()["number"] == 1
    good(project.deploy("two"))
    rows = project.history()
    assert [(row["number"], row["result"]) for row in rows] == [(2, "succeeded"), (1, "succeeded")]
    good(project.run("audit", "verify"))
    good(project.run("rollback", "production"))
    assert images(cluster) == {DIGESTS["one"]}


@pytest.mark.slow
def test_another_machine_waits_for_the_one_at_work(project, cluster):
    good(project.deploy("one"))
    lease = next(one for one in cluster.objects.values() if one["kind"] == "Lease")
    lease["spec"] |= {
        "holderIdentity": "somebody-else", "leaseDurationSeconds": 15,
        "renewTime": time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(time.time() + 3600)),
    }  # fmt: skip
    command = subprocess.Popen(
        [ROPEWALK, "deploy", "production", IMAGES["two"]], cwd=project.folder, env=project.environ(),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    wait_until(lambda: any(one["number"] == 2 for one in cluster.journal()["deployments"]), 20)
    time.sleep(0.5)
    assert images(cluster) == {DIGESTS["one"]}
    lease["spec"]["renewTime"] = "2020-01-01T00:00:00.000000Z"
    output, _ = command.communicate(timeout=60)
    assert command.returncode == 0, output
    assert images(cluster) == {DIGESTS["two"]}


def test_secrets_are_objects_named_by_their_content_and_go_with_their_version(project, cluster):
    project.configure(service="  secrets: [DATABASE]\n")
    assert project.deploy("one").returncode == 2
    good(project.deploy("one", DATABASE="first"))
    [before] = [one["metadata"]["name"] for one in cluster.of("secrets")]
    good(project.deploy("two", DATABASE="kept-apart"))
    [after] = [one["metadata"]["name"] for one in cluster.of("secrets")]
    assert before != after
    [deployment] = cluster.of("deployments")
    variables = {one["name"]: one for one in deployment["spec"]["template"]["spec"]["containers"][0]["env"]}
    assert variables["DATABASE"] == {
        "name": "DATABASE",
        "valueFrom": {"secretKeyRef": {"name": after, "key": "DATABASE"}},
    }
    assert "kept-apart" not in json.dumps(cluster.of("configmaps"))


def test_a_migration_is_a_job_that_runs_once(project, cluster):
    project.configure(service="  migrate: python -m shop.migrate\n")
    good(project.deploy("one"))
    [job] = cluster.of("jobs")
    assert job["spec"]["template"]["spec"]["containers"][0]["args"] == ["python", "-m", "shop.migrate"]
    assert job["spec"]["backoffLimit"] == 0
    cluster.behaviour[DIGESTS["two"]] = Behaviour(migration="fails", log="no such table\n")
    assert project.deploy("two").returncode == 1
    row = project.history()[0]
    assert (row["result"], row["reason"]) == ("failed", "migration")
    assert "no such table" in row["detail"]
    assert images(cluster) == {DIGESTS["one"]}


@pytest.mark.parametrize(
    "fault",
    [
        Fault("PATCH", 429, times=3, headers={"Retry-After": "0"}),
        Fault("PATCH", 500, times=2),
        Fault("configmaps", 503, times=3, headers={"Retry-After": "0"}),
        Fault("PATCH", times=2),
        Fault("configmaps", times=3),
        Fault("PUT", times=4, after=True),
        Fault("POST", times=2, after=True),
        Fault("GET", 500, times=3),
    ],
    ids=lambda one: f"{one.words}-{one.status or 'cut'}{'-after' if one.after else ''}",
)
def test_what_passes_is_tried_again(project, cluster, fault):
    good(project.deploy("one"))
    cluster.faults.append(fault)
    good(project.deploy("two"))
    assert fault.times == 0 or fault.words == "POST"
    assert images(cluster) == {DIGESTS["two"]}
    numbers = [one["sequence"] for one in cluster.journal()["events"]]
    assert numbers == sorted(set(numbers))
    assert [row["number"] for row in project.history()] == [2, 1]


def test_writes_of_others_to_the_journal_are_never_lost(project, cluster):
    good(project.deploy("one"))
    commands = [
        subprocess.Popen([ROPEWALK, *words], cwd=project.folder, env=project.environ(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for words in (["deploy", "production", IMAGES["two"]], ["lock", "production", "a freeze"], ["status", "production"])
    ]  # fmt: skip
    for command in commands:
        command.wait(60)
    numbers = [one["sequence"] for one in cluster.journal()["events"]]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_field_that_somebody_else_manages_is_named_with_its_manager(project, cluster):
    good(project.deploy("one"))
    cluster.take_over("services", "shop-production", "kubectl-edit", ("spec", "selector"), {"app": "other"})
    done = project.deploy("two")
    assert done.returncode == 1
    detail = project.run("history", "production", "--json").stdout
    assert ".spec.selector" in detail
    assert "kubectl-edit" in detail


def test_credentials_that_are_not_taken(project, cluster):
    cluster.write_kubeconfig(token="old")
    done = project.deploy("one")
    assert done.returncode == 1
    assert "does not take the credentials of context 'test' of " in done.stderr


def test_a_right_that_is_missing_is_named(project, cluster):
    cluster.forbids.append("PATCH /apis/apps")
    done = project.deploy("one")
    assert done.returncode == 1
    row = project.history()[0]
    assert 'User "ada" cannot patch' in row["detail"]
    assert "Role" in row["detail"]


def test_without_the_right_to_ask_pods_readiness_is_gone_by(project, cluster):
    cluster.forbids.append("/proxy/")
    good(project.deploy("one"))
    assert images(cluster) == {DIGESTS["one"]}


def test_a_namespace_that_is_not_there(project, cluster):
    project.configure(more="    kubernetes: {namespace: nowhere}\n")
    done = project.deploy("one")
    assert done.returncode == 1
    assert 'namespaces "nowhere" not found' in done.stderr


def test_what_the_api_refuses_is_named_by_its_field(project, cluster):
    project.configure(service="  environment: {'': x}\n")
    assert project.deploy("one").returncode == 2
    project.configure()
    cluster._validate_more = True
    cluster.faults.append(Fault("PATCH /apis/apps", 422))
    done = project.deploy("one")
    assert done.returncode == 1
    assert "is refused" in project.history()[0]["detail"]


def test_credential_plugins_are_run(project, cluster, tmp_path):
    plugin = cluster.folder / "plugin"
    plugin.write_text(
        "#!/bin/sh\necho '"
        + json.dumps({"kind": "ExecCredential", "status": {"token": "a-token-of-this-test"}})
        + "'\n"
    )
    plugin.chmod(0o755)
    cluster.write_kubeconfig(user="exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin}")
    good(project.deploy("one"))
    plugin.write_text("#!/bin/sh\necho 'log in first' >&2\nexit 1\n")
    done = project.deploy("two")
    assert done.returncode == 3
    assert "log in first" in done.stderr
    assert "kubeconfig:15" in done.stderr


@pytest.mark.parametrize(
    ("step", "strategy"),
    [
        ("start", "blue-green"), ("switch:acted", "blue-green"), ("turn-1:acted", "rolling"),
        ("share-10:acted", "canary"), ("end-old:acted", "recreate"),
        *[pytest.param(*one, marks=pytest.mark.slow) for one in (
            ("switch", "blue-green"), ("drain", "blue-green"), ("admit", "canary"),
        )],
    ],
)  # fmt: skip
def test_a_command_that_is_killed_leaves_one_chosen_version(project, cluster, step, strategy):
    project.configure(strategy, more="    steps: [10]\n" if strategy == "canary" else "")
    good(project.deploy("one"))
    done = project.deploy("two", ROPEWALK_FAULT=step)
    assert done.returncode == -signal.SIGKILL
    wait_until(lambda: project.status()["state"] == "idle", 30)
    status = project.status()
    assert images(cluster) == {status["digest"]}
    assert len(cluster.endpoints()) == 2
    assert strategy == "recreate" or cluster.without_endpoint == []
    assert len(cluster.of("deployments")) == 1


def test_doctor_says_what_serves(project, cluster):
    good(project.deploy("one"))
    done = project.run("doctor", "production")
    assert "production: proxy" in done.stdout
    assert "the Service shop-production" in done.stdout


def test_undeploy_removes_what_was_made(project, cluster):
    good(project.deploy("one"))
    good(project.run("undeploy", "production", "--yes"))
    assert cluster.of("deployments") == []
    assert cluster.of("services") == []
    assert cluster.of("secrets") == []


def test_a_commit_is_nothing_that_a_cluster_runs(project):
    done = project.run("deploy", "production")
    assert done.returncode == 2
    assert "a cluster runs images" in done.stderr


def test_a_bad_configuration_is_told_with_its_line(project):
    project.configure(more="    kubernetes: {contxt: a, namespace: Bad_Name}\n    hosts: [a]\n")
    done = project.deploy("one")
    assert done.returncode == 2
    assert ".github/ropewalk.yml:13" in done.stderr
    assert "did you mean 'context'?" in done.stderr
    assert "a namespace has small letters" in done.stderr
    assert "has hosts, too" in done.stderr
