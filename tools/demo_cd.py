#!/usr/bin/env python3
"""The example's whole delivery, here and from nothing, by its cd.yml: an image is built, published to a registry, scanned,
signed, and brought to staging and, once somebody has approved that, to production by the same digest. A bad version goes back
by itself, a rollback by hand, and all the while a client that never asks twice counts what it does not get."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/integration/test_ci"))
from images import Store, local_registry  # noqa: E402
from strict_client import StrictClient  # noqa: E402

ROPEWALK = os.environ.get("ROPEWALK", str(ROOT / "build/ropewalk"))
FOLDER = ROOT / "build/demo-cd"
PROJECT = FOLDER / "parcels"
POLICY = FOLDER / "policy.yml"
CONFIGURATION = f"""\
service: {{health: /readyz}}
environments:
  staging:
    bake: 5s
    smoke: [/readyz]
    verify: {POLICY}
  production:
    strategy: canary
    steps: [10, 50]
    bake: 5s
    branches: [main]
    reviewers: [{getpass.getuser()}]
    verify: {POLICY}
"""


def say(text: str) -> None:
    print(f"\ndemo: {text}", flush=True)


def expect(is_true: bool, claim: str) -> None:
    if not is_true:
        raise SystemExit(f"demo: this is not so: {claim}")


class Demo:
    """The example in a repository of its own, with a user, a storage of images and a registry that are the demo's alone."""

    def __init__(self, image: str) -> None:
        self.image = image
        self.store = Store(FOLDER / "store", Path(ROPEWALK))
        self.variables = self.store.environ | {
            "PATH": os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin",
            "XDG_STATE_HOME": str(FOLDER / "state"),
            "SIGNING_KEY_PASSPHRASE": self.store.environ["ROPEWALK_KEY_PASSPHRASE"],
        }

    def ropewalk(self, *words: str) -> int:
        print("$ ropewalk", *words, flush=True)
        return subprocess.run([ROPEWALK, *words], cwd=PROJECT, env=self.variables, check=False).returncode

    def asked(self, *words: str) -> str:
        return subprocess.run(
            [ROPEWALK, *words], cwd=PROJECT, env=self.variables, capture_output=True, text=True, check=False
        ).stdout

    def git(self, *words: str) -> None:
        identity = ["-c", "user.name=Ropewalk demo", "-c", "user.email=demo@ropewalk.invalid"]
        subprocess.run(["git", *identity, *words], cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)

    def prepare(self) -> None:
        shutil.copytree(ROOT / "examples/parcels", PROJECT)
        (PROJECT / ".github/ropewalk.yml").write_text(CONFIGURATION)
        say("the base image, from Debian's packages: nothing can be pulled from everywhere")
        base = self.store.load_base("amd64")
        dockerfile = PROJECT / "Dockerfile"
        dockerfile.write_text(re.sub("^ARG BASE=.*", f"ARG BASE={base}", dockerfile.read_text()))
        self.git("init", "-q", "-b", "main")
        self.git("add", "-A")
        self.git("commit", "-qm", "Track parcels")
        self.git("remote", "add", "origin", "https://github.com/ropewalk-demo/parcels.git")
        key = self.store.keys("release")
        self.variables["SIGNING_KEY"] = key.read_text()
        POLICY.write_text(f"keys: [{key.with_suffix('.pub')}]\n")

    def pipeline(self) -> int:
        """Runs cd.yml for a push; whoever sees the job of production wait approves it."""
        done = threading.Event()
        approver = threading.Thread(target=self.approve, args=(done,))
        approver.start()
        words = ["--var", "DEPLOYS=image", "--var", f"IMAGE={self.image}"]
        words += ["--secret", "SIGNING_KEY", "--secret", "SIGNING_KEY_PASSPHRASE"]
        # Jobs have an environment of their own; the storage of images goes with them.
        words += ["--env", f"CONTAINERS_STORAGE_CONF={self.variables['CONTAINERS_STORAGE_CONF']}"]
        code = self.ropewalk("run", "cd.yml", "--event", "push", *words)
        done.set()
        approver.join()
        return code

    def approve(self, done: threading.Event) -> None:
        while not done.wait(1):
            if waiting := re.search(r"ropewalk approve (\d+) --environment production", self.asked("status")):
                self.ropewalk("approve", waiting[1], "--environment", "production")
                return

    def port(self, environment: str) -> int:
        folder = FOLDER / f"state/ropewalk/deployments/parcels/environments/{environment}"
        return int((folder / "edge.port").read_text())

    def deliver(self) -> None:
        say("the first version, from a push to main to production")
        expect(self.pipeline() == 0, "the pipeline is green")
        with StrictClient(self.port("production"), threads=4, path="/readyz") as client:
            say("a second version, while a client asks without a pause")
            (PROJECT / "README.md").write_text((PROJECT / "README.md").read_text() + "\nParcels arrive.\n")
            self.git("commit", "-qam", "Say that parcels arrive")
            expect(self.pipeline() == 0, "the pipeline is green")
            say("a bad version: it ends before it is healthy")
            main = PROJECT / "src/parcels/__main__.py"
            good = main.read_text()
            broken = "def main() -> None:\n    raise SystemExit('broken')\n"
            main.write_text(good.replace("def main() -> None:\n", broken, 1))
            self.git("commit", "-qam", "Break the start")
            expect(self.pipeline() != 0, "the pipeline stops at the bad version")
            main.write_text(good)
            self.git("commit", "-qam", "Mend the start")
            say("what nobody has signed is refused")
            expect(self.ropewalk("image", "build", "--tag", f"{self.image}:unsigned", "--push") == 0, "it is built")
            expect(self.ropewalk("deploy", "staging", f"{self.image}:unsigned") == 1, "it is refused")
            say("a rollback by hand")
            expect(self.ropewalk("rollback", "production") == 0, "production is back at its first version")
            client.wait_for(200)
        self.ropewalk("history", "staging")
        self.ropewalk("history", "production")
        print(f"\nThe client asked {client.answers + len(client.failed):,} times; {len(client.failed)} failed.")
        for line in client.failed[:5]:
            print("  ", line)
        expect(not client.failed, "nothing failed")

    def end(self) -> None:
        for environment in ("staging", "production"):
            if (FOLDER / f"state/ropewalk/deployments/parcels/environments/{environment}").is_dir():
                self.ropewalk("undeploy", environment, "--yes")
        left = subprocess.run(
            ["podman", "ps", "--all", "--quiet"], env=self.variables, capture_output=True, text=True, check=False
        ).stdout
        expect(not left, f"no container is left: {left.split()}")


def main() -> None:
    if FOLDER.exists():
        subprocess.run(["umount", "-l", str(FOLDER / "store/root/overlay")], capture_output=True, check=False)
        shutil.rmtree(FOLDER)
    FOLDER.mkdir(parents=True)
    begin = time.monotonic()
    with local_registry(FOLDER / "registry") as registry:
        demo = Demo(f"{registry.name}/parcels".replace("127.0.0.1", "localhost"))
        try:
            demo.prepare()
            demo.deliver()
            print(f"All of it took {time.monotonic() - begin:.0f} s.")
        finally:
            demo.end()


if __name__ == "__main__":
    main()
