#!/usr/bin/env python3
"""Deployments until a number of requests is reached: new versions, rollbacks, versions that are bad in every way, and a
command that is killed at a random step, all under clients that never ask twice. Beside it what a reload of the proxy and
a recreate cost the same clients. Prints the counts and the upper bound of the share that fails (95 %).

    SOAK_REQUESTS=1000000 SOAK_DEPLOYMENTS=200 SOAK_ROLLBACKS=100 SOAK_FAILURES=50 (the short form: make of CI)
"""

import os
import random
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/integration/test_ci"))
from service_project import ServiceProject, wait_until  # noqa: E402
from strict_client import StrictClient  # noqa: E402

ROPEWALK = os.environ.get("ROPEWALK", str(ROOT / "build/ropewalk"))
REQUESTS = int(os.environ.get("SOAK_REQUESTS", "1000000"))
DEPLOYMENTS = int(os.environ.get("SOAK_DEPLOYMENTS", "200"))
ROLLBACKS = int(os.environ.get("SOAK_ROLLBACKS", "100"))
FAILURES = int(os.environ.get("SOAK_FAILURES", "50"))
CLIENTS = int(os.environ.get("SOAK_CLIENTS", "8"))

CONFIGURATION = """\
environments:
  staging:
    strategy: {strategy}
    bake: {bake}
    health_timeout: 8s
    drain_timeout: 5s
    smoke: [/smoke]
"""
BAD = ["never-healthy", "crash", "hang", "no-smoke"]


class Soak:
    def __init__(self, folder: Path) -> None:
        self.project = ServiceProject(folder, ROPEWALK)
        self.count = 0
        self.done = {"deployments": 0, "rollbacks": 0, "failures": 0, "killed": 0}

    def configure(self, strategy: str, bake: str = "1s") -> None:
        self.project.configure(CONFIGURATION.format(strategy=strategy, bake=bake))

    def deploy(self, fault: str = "", **variables: str) -> int:
        self.count += 1
        self.project.commit(f"v{self.count}", fault)
        return self.project.run("deploy", "staging", **variables).code

    def good(self) -> None:
        self.configure(random.choice(["blue-green", "blue-green", "rolling", "canary"]))
        code = self.deploy()
        assert code == 0, f"a good version ended with {code}: {self.project.history()[0]}"
        self.done["deployments"] += 1

    def good_of(self, strategy: str) -> None:
        self.configure(strategy)
        code = self.deploy()
        assert code == 0, (code, self.project.history()[0])
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


def every_step(soak: Soak) -> None:
    """The command is killed at each step of each strategy, before and after it acted: the client sees nothing of it, and
    the next command finds one chosen version."""
    for strategy in ("blue-green", "canary", "rolling"):
        soak.configure(strategy)
        soak.good_of(strategy)
        names = soak.project.run("deploy", "--list-steps").output.split()
        known = {line["step"] for line in soak.project.run("deploy", "staging", "--json").lines() if "step" in line}
        points = [name for name in names if name.split(":")[0] in known]
        print(f"{strategy}: {len(points)} points", flush=True)
        for point in points:
            soak.count += 1
            soak.project.commit(f"v{soak.count}")
            soak.project.run("deploy", "staging", ROPEWALK_FAULT=point)
            begin = time.monotonic()
            status = soak.project.status()
            took = time.monotonic() - begin
            assert took < 10, (strategy, point, took)
            assert status["number"], (strategy, point, status)
            wait_until(lambda: soak.project.status()["state"] == "idle", timeout=60)
            row = soak.project.history()[0]
            assert row["result"] in ("succeeded", "failed", "rolled_back"), (strategy, point, row)
            soak.done["killed"] += 1


def compare(project: ServiceProject) -> None:
    """What the same clients see of a recreate, and of a reload."""
    project.configure(CONFIGURATION.format(strategy="recreate", bake="1s"))
    with StrictClient(project.port(), threads=CLIENTS) as client:
        for version in ("r1", "r2", "r3"):
            project.commit(version)
            project.run("deploy", "staging")
    print(f"recreate: 3 deployments, {client.answers + len(client.failed):,} requests, {len(client.failed):,} failed")


def main() -> None:
    random.seed(int(os.environ.get("SOAK_SEED", "1")))
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(Path(folder) / "soak")
        try:
            run(soak)
            compare(soak.project)
        finally:
            soak.project.end()


def run(soak: Soak) -> None:
    soak.configure("blue-green")
    soak.good()
    soak.good()
    steps = ["fetch", "start", "start:acted", "health", "smoke", "admit", "admit:acted", "switch", "switch:acted"]
    steps += ["drain", "drain:acted", "keep", "keep:acted", "bake:acted", "stop-old", "stop-old:acted"]
    begin = time.monotonic()
    with StrictClient(soak.project.port(), threads=CLIENTS, pause=0.001) as client:
        while (
            client.answers < REQUESTS
            or soak.done["deployments"] < DEPLOYMENTS
            or soak.done["rollbacks"] < ROLLBACKS
            or soak.done["failures"] < FAILURES
        ):
            draw = random.random()
            if draw < 0.5:
                soak.good()
            elif draw < 0.75:
                soak.rollback()
            elif draw < 0.9:
                soak.bad()
            else:
                soak.killed(steps)
            if client.failed:
                break
        if not client.failed and os.environ.get("SOAK_STEPS", "yes") == "yes":
            every_step(soak)
    total = client.answers + len(client.failed)
    bound = 3 / total if not client.failed else float("nan")
    print(f"{soak.done}, {time.monotonic() - begin:.0f} s")
    print(f"{total:,} requests, {len(client.failed)} failed; with 95 % certainty under {bound:.1e} of all")
    for line in client.failed[:10]:
        print("  ", line)
    if client.failed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
