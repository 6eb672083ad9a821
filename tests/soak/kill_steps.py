#!/usr/bin/env python3
"""Kills a deployment at every step of every strategy, before and after the step was done, and looks at what becomes of it:
the next command settles it within ten seconds on one version that somebody chose, nobody's request fails, nothing of the
other version is left, and the environment takes the next deployment.

    kill_steps.py [STRATEGY ...]
"""

import os
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/integration/test_ci"))
from service_project import ServiceProject, wait_until  # noqa: E402
from strict_client import StrictClient  # noqa: E402

ROPEWALK = os.environ.get("ROPEWALK", str(ROOT / "build/ropewalk"))
PREPARE = ["fetch", "build", "edge", "migrate"]
END = ["keep", "bake", "stop-old", "record"]
STEPS = {
    "blue-green": [*PREPARE, "start", "health", "smoke", "warm", "admit", "switch", "drain", *END],
    "canary": [
        *PREPARE, "start", "health", "smoke", "warm", "admit",
        "share-10", "watch-10", "share-50", "watch-50", "switch", "drain", *END,
    ],
    "rolling": [
        *PREPARE,
        *(f"{step}-{replica}" for replica in (1, 2) for step in ("start", "health", "smoke", "warm", "turn", "retire")),
        "switch", *END,
    ],
    "recreate": [*PREPARE, "end-old", "start", "health", "smoke", "admit", "switch", "keep", "bake", "record"],
}  # fmt: skip
# What the keeper carries out: it is the one that is killed.
OF_KEEPER = {"bake:acted", "stop-old", "stop-old:acted", "record"}
CONFIGURATION = """\
environments:
  staging:
    strategy: {strategy}
    bake: 1s
    health_timeout: 20s
    drain_timeout: 5s
    replicas: {replicas}
"""


def points(strategy: str) -> list[str]:
    """Where it is killed: at the journal's word of each step, and between what was done and the word of that."""
    names = [point for step in STEPS[strategy] for point in (step, f"{step}:acted")]
    return [*(name for name in names if name != "record:acted"), "undo", "undo:acted"]


def only(client: StrictClient, version: str) -> bool:
    before = client.versions.copy()
    client.wait_for(20)
    return set(client.versions - before) == {version}


class Sweep:
    def __init__(self, folder: Path, strategy: str) -> None:
        self.strategy = strategy
        self.project = ServiceProject(folder / strategy, ROPEWALK)
        self.troubles: list[str] = []
        self.worst = 0.0
        self.kills = 0

    def run(self) -> None:
        project = self.project
        project.configure(CONFIGURATION.format(strategy=self.strategy, replicas=2 if self.strategy == "rolling" else 1))
        project.commit("v0")
        done = project.run("deploy", "staging")
        assert done.code == 0, done.output + done.errors
        chosen = "v0"
        with StrictClient(project.port(), threads=2, pause=0.01) as client:
            for count, point in enumerate(points(self.strategy), 1):
                chosen = self.kill_at(point, f"v{count}", chosen, client)
        self.requests = client.answers
        failed = Counter(client.failed)
        # Between the end of the old version and the start of the new one nobody answers: that is what recreate means.
        if self.strategy != "recreate" and failed:
            self.troubles.append(f"requests failed: {dict(failed)}")

    def kill_at(self, point: str, version: str, chosen: str, client: StrictClient) -> str:
        project = self.project
        project.commit(version, "never-healthy" if point.startswith("undo") else "")
        if point.startswith("undo"):
            project.configure(
                CONFIGURATION.format(strategy=self.strategy, replicas=2 if self.strategy == "rolling" else 1).replace(
                    "health_timeout: 20s", "health_timeout: 2s"
                )
            )
        before = client.failed.copy()
        if point in OF_KEEPER:
            project.kill("ROPEWALK_KEEPER")
            process = project.start("deploy", "staging", "--detach", ROPEWALK_FAULT=point)
            process.communicate(timeout=120)
            wait_until(lambda: not project.pids_of("ROPEWALK_KEEPER"), timeout=60)
        else:
            process = project.start("deploy", "staging", ROPEWALK_FAULT=point)
            process.communicate(timeout=120)
            if process.returncode != -signal.SIGKILL:
                self.troubles.append(f"{point}: was not killed ({process.returncode})")
        self.kills += 1
        begin = time.monotonic()
        status = project.status()
        took = time.monotonic() - begin
        self.worst = max(self.worst, took)
        if took >= 10:
            self.troubles.append(f"{point}: settled after {took:.1f} s")
        row = project.history()[0]
        chosen = version if row["result"] in ("waiting", "succeeded") else chosen
        try:
            wait_until(lambda: only(client, chosen))
            wait_until(lambda: project.status()["state"] == "idle")
            wait_until(lambda: self.numbers() == {project.status()["number"]})
        except AssertionError:
            self.troubles.append(f"{point}: {chosen} was chosen; {status}, instances of {self.numbers()}")
        if client.failed != before and self.strategy != "recreate":
            self.troubles.append(f"{point}: {client.failed[len(before) :]}")
        print(f"  {self.strategy:<11}{point:<17}{row['result']:<11}{chosen:<5}{took:.2f} s", flush=True)
        return chosen

    def kill_parts(self, version: str) -> None:
        """HAProxy, the service and the keeper, at rest and while a version bakes, with no client at work: they end without
        a word. The next command finds the chosen version serving within ten seconds, on the same port."""
        project = self.project
        port = project.port()
        for state in ("at rest", "baking"):
            if state == "baking":
                project.configure(
                    CONFIGURATION.format(
                        strategy=self.strategy, replicas=2 if self.strategy == "rolling" else 1
                    ).replace("bake: 1s", "bake: 60s")
                )
                version = "v-parts"
                project.commit(version)
                assert project.run("deploy", "staging", "--detach").code == 0
            for marks in (["EDGE"], ["INSTANCE"], ["KEEPER"], ["EDGE", "INSTANCE", "KEEPER"]):
                chosen = project.status()["number"]
                for mark in marks:
                    project.kill(f"ROPEWALK_{mark}")
                self.kills += 1
                begin = time.monotonic()
                status = project.status()
                took = time.monotonic() - begin
                self.worst = max(self.worst, took)
                # One that dies while it bakes may be taken back to the version before, which then is the chosen one.
                took_back = state == "baking" and "INSTANCE" in marks and status["number"] < chosen
                if took >= 10 or (status["number"] != chosen and not took_back):
                    self.troubles.append(f"{'+'.join(marks)} {state}: {took:.1f} s, {status}")
                with StrictClient(port, threads=1, pause=0.01) as client:
                    client.wait_for(20)
                if client.failed or len(client.versions) != 1:
                    self.troubles.append(f"{'+'.join(marks)} {state}: {client.failed[:3]}, {dict(client.versions)}")
                name = "+".join(marks).lower() + " " + state
                print(f"  {self.strategy:<11}{name:<30}{dict(client.versions)} {took:.2f} s", flush=True)
                if took_back:
                    return

    def numbers(self) -> set[int]:
        """Of which deployments something runs."""
        found = set()
        for pid in self.project.pids_of("ROPEWALK_INSTANCE"):
            for part in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
                if part.startswith(b"ROPEWALK_DEPLOYMENT="):
                    found.add(int(part.split(b"=")[1]))
        return found


def main() -> int:
    failed = False
    for strategy in sys.argv[1:] or STEPS:
        with tempfile.TemporaryDirectory(prefix="ropewalk-kill-") as folder:
            sweep = Sweep(Path(folder), strategy)
            try:
                sweep.run()
                if strategy != "recreate":
                    sweep.kill_parts(sweep.project.status()["version"])
            finally:
                sweep.project.end()
        print(
            f"{strategy}: killed at {sweep.kills} points, settled within {sweep.worst:.2f} s, "
            f"{sweep.requests} requests, {len(sweep.troubles)} troubles",
            flush=True,
        )
        for trouble in sweep.troubles:
            print(f"  ! {trouble}", flush=True)
        failed = failed or bool(sweep.troubles)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
