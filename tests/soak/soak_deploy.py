#!/usr/bin/env python3
"""Deployments until a number of requests is reached: new versions, rollbacks, versions that are bad in every way, and a
command that is killed at a random step, all under clients that never ask twice (HTTP/1.1 kept, POST, chunked uploads, 1.5 s
answers, HTTP/2, and all of that over TLS; WebSockets reported apart). Beside it what a reload of the proxy and a recreate
cost such clients. Prints the counts and the upper bound of the share that fails (95 %).

    SOAK_REQUESTS=1000000 SOAK_DEPLOYMENTS=200 SOAK_ROLLBACKS=100 SOAK_FAILURES=50
    SOAK_SECONDS=30 ends it earlier, whatever was reached: the short form.
"""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/integration/test_ci"), str(ROOT / "tests/soak")]
from mixed_client import MixedClient  # noqa: E402
from service_project import SERVER, ServiceProject, wait_until  # noqa: E402

ROPEWALK = os.environ.get("ROPEWALK", str(ROOT / "build/ropewalk"))
REQUESTS = int(os.environ.get("SOAK_REQUESTS", "1000000"))
DEPLOYMENTS = int(os.environ.get("SOAK_DEPLOYMENTS", "200"))
ROLLBACKS = int(os.environ.get("SOAK_ROLLBACKS", "100"))
FAILURES = int(os.environ.get("SOAK_FAILURES", "50"))
SECONDS = float(os.environ.get("SOAK_SECONDS", "inf"))
CLIENTS = int(os.environ.get("SOAK_CLIENTS", "4"))
PAUSE = float(os.environ.get("SOAK_PAUSE", "0.001"))
# The share of everything that goes without TLS, and that with it.
PHASES = {"plain": 0.7, "tls": 0.3}
KINDS = {
    "HTTP/1.1": CLIENTS,
    "POST": 1,
    "1.5 s answers": 2,
    "chunked uploads": 1,
    "HTTP/2": CLIENTS // 2,
    "WebSocket": 1,
}
SEARCH = os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin"

CONFIGURATION = """\
environments:
  staging:
    strategy: {strategy}
    bake: {bake}
    health_timeout: 20s
    drain_timeout: 5s
    smoke: [/smoke]
    environment: {{ERROR_SHARE: "0.05"}}
{more}"""
# Never healthy, crash loop, out of memory, hang, a smoke test that fails: none of them gets traffic.
BAD = ["never-healthy", "crash", "out-of-memory", "hang", "no-smoke"]
MOST_BAD = 30


class Soak:
    def __init__(self, folder: Path, has_tls: bool) -> None:
        self.project = ServiceProject(folder, ROPEWALK)
        self.count = 0
        self.done = {"deployments": 0, "rollbacks": 0, "failures": 0, "canaries with errors": 0, "killed": 0}
        self.certificate = ""
        self.most_bad = 0
        if has_tls:
            self.make_certificate()

    def make_certificate(self) -> None:
        folder = self.project.folder
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem", "-out", folder / "shop.pem"],
            check=True, capture_output=True,
        )  # fmt: skip
        (folder / "both.pem").write_text((folder / "shop.pem").read_text() + (folder / "key.pem").read_text())
        self.certificate = str(folder / "shop.pem")

    def configure(self, strategy: str, bake: str = "1s") -> None:
        more = "    certificate: both.pem\n" if self.certificate else ""
        self.project.configure(CONFIGURATION.format(strategy=strategy, bake=bake, more=more))

    def deploy(self, fault: str = "", **variables: str) -> int:
        self.count += 1
        self.project.commit(f"v{self.count}", fault)
        return self.project.run("deploy", "staging", **variables).code

    def good(self) -> None:
        self.configure(random.choice(["blue-green", "blue-green", "rolling", "canary"]))
        code = self.deploy(random.choice(["", "", "", "slow-start"]))
        assert code == 0, f"a good version ended with {code}: {self.project.history()[0]}"
        self.done["deployments"] += 1

    def rollback(self) -> None:
        if random.random() < 0.5:
            self.configure("blue-green", "60s")
            self.count += 1
            self.project.commit(f"v{self.count}")
            assert self.project.run("deploy", "staging", "--detach").code == 0
            wait_until(lambda: self.project.status()["state"] == "baking")
        done = self.project.run("rollback", "staging")
        assert done.code == 0, done.output + done.errors
        self.done["rollbacks"] += 1

    def bad(self) -> None:
        self.configure(random.choice(["blue-green", "canary"]))
        fault = random.choice(BAD)
        code = self.deploy(fault)
        assert code == 1, f"{fault} ended with {code}"
        self.done["failures"] += 1

    def bad_canary(self, client: MixedClient) -> None:
        """5 % of its answers are errors: it goes back by itself before it has cost much."""
        self.configure("canary")
        before = client.bad
        code = self.deploy("errors")
        cost = client.bad - before
        if code == 3:  # too few requests to decide by: somebody does
            self.done["held"] = self.done.get("held", 0) + 1
            assert self.project.run("rollback", "staging").code == 0
        else:
            assert code == 1, f"a version with errors ended with {code}: {self.project.history()[0]}"
        self.most_bad = max(self.most_bad, cost)
        self.done["canaries with errors"] += 1
        self.done["failures"] += 1

    def killed(self, steps: list[str]) -> None:
        self.configure("blue-green")
        step = random.choice(steps)
        code = self.deploy(ROPEWALK_FAULT=step)
        begin = time.monotonic()
        status = self.project.status()
        took = time.monotonic() - begin
        assert took < 10 and status["number"], (step, took, status)
        wait_until(lambda: self.project.status()["state"] == "idle")
        self.done["killed"] += 1 if code == -9 else 0

    def act(self, draw: float, client: MixedClient, steps: list[str]) -> None:
        if draw < 0.5:
            self.good()
        elif draw < 0.75:
            self.rollback()
        elif draw < 0.85:
            self.bad()
        elif draw < 0.92:
            self.bad_canary(client)
        else:
            self.killed(steps)


def compare(soak: Soak) -> None:
    """What such clients see of a recreate, and of a proxy that is reloaded."""
    project = soak.project
    soak.configure("recreate")
    with MixedClient(project.port(), KINDS, certificate=soak.certificate) as client:
        for version in ("r1", "r2", "r3") if SECONDS > 60 else ("r1",):
            project.commit(version)
            project.run("deploy", "staging")
    print(
        f"recreate: {3 if SECONDS > 60 else 1} deployments, {client.total():,} requests, {len(client.failed):,} failed"
    )
    reload(project.folder.parent / "reload", switches=10 if SECONDS > 60 else 3)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def reload(folder: Path, switches: int) -> None:
    """The usual way: a new configuration with the new version in it, SIGUSR2, SIGTERM for the old version."""
    folder.mkdir()
    edge = free_port()
    program = shutil.which("haproxy", path=SEARCH)

    def start(version: str) -> tuple[subprocess.Popen, int]:
        port = free_port()
        (folder / f"{version}.py").write_text(SERVER.replace("{version}", version).replace("{fault}", ""))
        process = subprocess.Popen(
            [sys.executable, f"{version}.py"],
            cwd=folder,
            env=os.environ | {"PORT": str(port)},
            stderr=subprocess.DEVNULL,
        )
        for _ in range(500):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return process, port
            time.sleep(0.02)
        raise AssertionError("it does not start")

    def configure(port: int) -> None:
        (folder / "haproxy.cfg").write_text(
            "global\n  master-worker\ndefaults\n  mode http\n  timeout connect 1s\n  timeout client 75s\n  timeout server 75s\n"
            f"frontend edge\n  bind 127.0.0.1:{edge}\n  default_backend app\nbackend app\n  server a 127.0.0.1:{port}\n"
        )

    old, port = start("v0")
    configure(port)
    proxy = subprocess.Popen([program, "-W", "-f", "haproxy.cfg"], cwd=folder, stderr=subprocess.DEVNULL)
    time.sleep(1)
    kinds = {name: count for name, count in KINDS.items() if name not in ("WebSocket", "1.5 s answers")}
    with MixedClient(edge, kinds) as client:
        for count in range(1, switches + 1):
            time.sleep(0.5)
            new, port = start(f"v{count}")
            configure(port)
            proxy.send_signal(signal.SIGUSR2)
            time.sleep(1)
            old.terminate()
            old.wait()
            old = new
    proxy.terminate()
    old.terminate()
    print(f"reload: {switches} switches, {client.total():,} requests, {len(client.failed):,} failed")


class Counts:
    """What all phases together have come to."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.answers: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()
        self.failed: list[str] = []
        self.troubles: list[str] = []
        self.requests = self.bad = self.most_bad = 0
        self.seconds = 0.0

    def add(self, soak: Soak, client: MixedClient, seconds: float) -> None:
        self.done.update(soak.done)
        for name in KINDS:
            label = f"{name}{' over TLS' if soak.certificate else ''}"
            self.answers[label] += client.answers[name]
            self.failures[label] += client.failures[name]
        self.failed += client.failed
        self.requests += client.total()
        self.bad += client.bad
        self.most_bad = max(self.most_bad, soak.most_bad)
        self.seconds += seconds

    def show(self) -> None:
        print(f"{dict(self.done)}, {self.seconds:.0f} s")
        share = 3 / max(self.requests, 1)
        print(f"{self.requests:,} requests, {len(self.failed)} failed; with 95 % certainty under {share:.1e} of all")
        for name, count in self.answers.items():
            print(f"  {name:<26}{count:>10,} answered, {self.failures[name]} failed")
        print(f"{self.bad} answers of canaries with errors, at most {self.most_bad} of one", flush=True)
        for line in self.failed[:10]:
            print("  ", line)


def main() -> None:
    random.seed(int(os.environ.get("SOAK_SEED", "1")))
    counts = Counts()
    with tempfile.TemporaryDirectory() as folder:
        for name, share in PHASES.items():
            soak = Soak(Path(folder) / name, has_tls=name == "tls")
            try:
                run(soak, share, counts)
                if name == "plain":
                    compare(soak)
            finally:
                soak.project.end()
            counts.show()
            if counts.failed:
                break
    if counts.failed or counts.troubles or counts.most_bad >= MOST_BAD:
        raise SystemExit(1)


def run(soak: Soak, share: float, counts: Counts) -> None:
    """Until this phase has its share of everything, or its share of the time is over."""
    soak.configure("blue-green")
    soak.good()
    soak.good()
    steps = ["fetch", "start", "start:acted", "health", "smoke", "admit", "admit:acted", "switch", "switch:acted"]
    steps += ["drain", "drain:acted", "keep", "keep:acted", "bake:acted", "stop-old", "stop-old:acted"]
    begin = last_word = time.monotonic()
    with MixedClient(soak.project.port(), KINDS, pause=PAUSE, certificate=soak.certificate) as client:
        while time.monotonic() - begin < SECONDS * share and (
            client.total() < REQUESTS * share
            or soak.done["deployments"] < DEPLOYMENTS * share
            or soak.done["rollbacks"] < ROLLBACKS * share
            or soak.done["failures"] < FAILURES * share
        ):
            try:
                soak.act(random.random(), client, steps)
            except AssertionError as error:
                counts.troubles.append(str(error))
                print(f"  ! {error}", flush=True)
            if time.monotonic() - last_word > 60:
                last_word = time.monotonic()
                print(f"  {client.total():,} requests, {len(client.failed)} failed, {soak.done}", flush=True)
            if client.failed:
                break
    counts.add(soak, client, time.monotonic() - begin)


if __name__ == "__main__":
    main()
