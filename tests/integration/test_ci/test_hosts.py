"""Deployments to other hosts for real: three network namespaces, each with an ssh server and a home of its own."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from service_project import SERVER, ServiceProject, wait_until  # noqa: E402
from strict_client import StrictClient  # noqa: E402

ROPEWALK = os.environ.get("ROPEWALK", str(Path(__file__).parents[3] / "build/ropewalk"))
SEARCH = os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin:/sbin"
NEEDED = ("haproxy", "sshd", "ssh", "ssh-keygen", "ip", "tar")
HOSTS = ("web1", "web2", "web3")


def missing() -> str:
    """Why this machine cannot have hosts of its own; empty when it can."""
    absent = [name for name in NEEDED if shutil.which(name, path=SEARCH) is None]
    if absent:
        return f"not installed: {', '.join(absent)} (tools/setup_hosts.sh)"
    if os.geteuid() != 0:
        return "only root makes network namespaces"
    name = f"rw-try-{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True, check=False)
    subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
    return f"no network namespaces here: {made.stderr.strip()}" if made.returncode else ""


WHY_NOT = missing()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT or "hosts can be made"),
]


def command(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)


class Host:
    """A namespace, reached over a pair of virtual cables."""

    def __init__(self, name: str, folder: Path, key: Path) -> None:
        self.name = name
        self.space = f"rw{os.getpid()}{name}"
        self.cable = f"rw{os.getpid() % 100000}{name[-1]}"
        net = f"10.{200 + os.getpid() % 50}.{int(name[-1])}"
        self.address = f"{net}.2"
        self.home = folder / name
        self.home.mkdir()
        command("ip", "netns", "add", self.space)
        command("ip", "link", "add", f"{self.cable}a", "type", "veth", "peer", "name", f"{self.cable}b")
        command("ip", "link", "set", f"{self.cable}b", "netns", self.space)
        command("ip", "addr", "add", f"{net}.1/30", "dev", f"{self.cable}a")
        command("ip", "link", "set", f"{self.cable}a", "up")
        self.inside("ip", "addr", "add", f"{self.address}/30", "dev", f"{self.cable}b")
        self.inside("ip", "link", "set", f"{self.cable}b", "up")
        self.inside("ip", "link", "set", "lo", "up")
        configuration = folder / f"{name}.sshd"
        command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / f"{name}.host"))
        configuration.write_text(
            f"Port 22\nListenAddress {self.address}\nHostKey {folder}/{name}.host\nPidFile none\nUsePAM no\n"
            f"AuthorizedKeysFile {key}.pub\nStrictModes no\nPermitRootLogin yes\nSetEnv HOME={self.home}\n"
        )
        Path("/run/sshd").mkdir(exist_ok=True)
        self.server = subprocess.Popen(
            [
                "ip",
                "netns",
                "exec",
                self.space,
                shutil.which("sshd", path=SEARCH),
                "-D",
                "-e",
                "-f",
                str(configuration),
            ],
            stdout=subprocess.DEVNULL,
            stderr=(folder / f"{name}.log").open("w"),
        )

    def inside(self, *words: str) -> None:
        command("ip", "netns", "exec", self.space, *words)

    def end(self) -> None:
        self.server.terminate()
        self.server.wait(timeout=10)
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                with contextlib.suppress(OSError):
                    if f"={self.home}/".encode() in (folder / "environ").read_bytes():
                        os.kill(int(folder.name), 9)
        for words in (("ip", "link", "del", f"{self.cable}a"), ("ip", "netns", "del", self.space)):
            subprocess.run(words, check=False, capture_output=True)


@pytest.fixture
def hosts(tmp_path):
    folder = tmp_path / "hosts"
    folder.mkdir()
    key = folder / "key"
    command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key))
    made = []
    try:
        for name in HOSTS:
            made.append(Host(name, folder, key))
        (folder / "ssh_config").write_text(
            "".join(
                f"Host {one.name}\n  HostName {one.address}\n  User root\n  IdentityFile {key}\n"
                f"  IdentitiesOnly yes\n  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null\n  LogLevel ERROR\n"
                for one in made
            )
        )
        yield made
    finally:
        for one in made:
            one.end()


@pytest.fixture
def project(tmp_path, hosts):
    made = ServiceProject(tmp_path, ROPEWALK)
    made.variables["ROPEWALK_SSH_CONFIG"] = str(tmp_path / "hosts/ssh_config")
    configure(made)
    return made


def configure(project, bake="2s", names=HOSTS):
    project.configure(
        f"environments:\n  production:\n    hosts: [{', '.join(names)}]\n    bake: {bake}\n"
        "    health_timeout: 10s\n    drain_timeout: 5s\n    url: http://shop.example:8080\n"
    )


def commit(project, version, fault="", on=""):
    """A version that has its fault on one of the hosts alone."""
    source = SERVER.replace("{version}", version).replace(
        '"{fault}"', f'"{fault}" if "/{on}/" in os.environ["HOME"] else ""'
    )
    project.write("server.py", source + '\n# app.get("/healthz")\n')
    project.git("add", "-A")
    project.git("commit", "-q", "--allow-empty", "-m", version)


@contextlib.contextmanager
def clients(hosts):
    with contextlib.ExitStack() as stack:
        all_of_them = [
            stack.enter_context(StrictClient(8080, threads=2, pause=0.01, address=one.address)) for one in hosts
        ]
        for client in all_of_them:
            client.wait_for(10)
        yield all_of_them
        for client in all_of_them:
            before = client.versions.copy()
            client.wait_for(30)
            client.last = set(client.versions - before)


def test_all_hosts_are_ready_before_any_switches_and_go_back_together(project, hosts):
    commit(project, "one")
    done = project.run("deploy", "production")
    assert done.code == 0, done.output + done.errors
    assert "all 3 hosts are ready" in done.output
    for host in hosts:
        [program] = host.home.glob(".cache/ropewalk/bin/*/ropewalk")
        assert len(program.parent.name) == 64

    with clients(hosts) as asking:
        commit(project, "two")
        done = project.run("deploy", "production")
        assert done.code == 0, done.output + done.errors
    assert [client.failed for client in asking] == [[], [], []]
    assert [client.last for client in asking] == [{"two"}] * 3

    # Never ready on one of them: none switches.
    with clients(hosts) as asking:
        commit(project, "three", "never-healthy", "web2")
        done = project.run("deploy", "production")
        assert done.code == 1, done.output + done.errors
        assert "web2" in done.errors + done.output
    assert [client.failed for client in asking] == [[], [], []]
    assert [set(client.versions) for client in asking] == [{"two"}] * 3
    row = project.history("production")[0]
    assert (row["result"], row["reason"]) == ("failed", "host")
    assert "web2" in row["detail"]

    # It dies on one of them while it bakes: all go back.
    with clients(hosts) as asking:
        commit(project, "four", "late-crash", "web3")
        configure(project, bake="8s")
        done = project.run("deploy", "production")
        assert done.code == 1, done.output + done.errors
    assert [client.last for client in asking] == [{"two"}] * 3
    assert asking[0].failed == asking[1].failed == []

    # The history is the first host's, whoever asks; a rollback is everywhere.
    assert project.status("production")["version"] == project.history("production")[2]["version"]
    with clients(hosts) as asking:
        done = project.run("rollback", "production")
        assert done.code == 0, done.output + done.errors
    assert [client.last for client in asking] == [{"one"}] * 3
    assert [client.failed for client in asking] == [[], [], []]
    assert project.run("undeploy", "production", "--yes").code == 0


def test_a_host_that_cannot_be_reached_leaves_all_as_they_were(project, hosts):
    configure(project, names=("web1", "nowhere.invalid"))
    commit(project, "one")
    done = project.run("deploy", "production")
    assert done.code == 3, done.output + done.errors
    assert "nowhere.invalid cannot be reached" in done.errors
    assert not list(hosts[0].home.glob(".local/state/ropewalk/deployments/*/environments/production/instances/*"))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_command_that_ends_while_all_bake_leaves_all_to_themselves(project, hosts, how):
    commit(project, "one")
    done = project.run("deploy", "production")
    assert done.code == 0, done.output + done.errors
    configure(project, bake="4s")
    with clients(hosts) as asking:
        commit(project, "two")
        process = project.start("deploy", "production")
        while "bake" not in process.stdout.readline():
            pass
        process.send_signal(how)
        output, errors = process.communicate(timeout=60)
        assert process.returncode == (130 if how == signal.SIGINT else -how), output + errors
        assert how == signal.SIGKILL or "Deployment 2 goes on without this command" in output
        wait_until(lambda: project.history("production")[0]["ended"], 60)
    assert [client.failed for client in asking] == [[], [], []]
    assert [client.last for client in asking] == [{"two"}] * 3
    assert project.history("production")[0]["result"] == "succeeded"
