#!/usr/bin/env python3
"""The example's whole delivery, here and from nothing: its cd.yml brings it to staging and production, a bad version goes
back by itself, a rollback by hand, and all the while a client that never asks twice counts what it does not get."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/integration/test_ci"))
from strict_client import StrictClient  # noqa: E402

ROPEWALK = os.environ.get("ROPEWALK", str(ROOT / "build/ropewalk"))
FOLDER = ROOT / "build/demo-cd"
PROJECT = FOLDER / "parcels"
VARIABLES = os.environ | {"XDG_STATE_HOME": str(FOLDER / "state")}
CONFIGURATION = """\
environments:
  staging:
    bake: 5s
    smoke: [/readyz]
  production:
    strategy: canary
    steps: [10, 50]
    bake: 5s
    branches: [main]
"""


def say(text: str) -> None:
    print(f"\ndemo: {text}", flush=True)


def git(*words: str) -> None:
    identity = ["-c", "user.name=Ropewalk demo", "-c", "user.email=demo@ropewalk.invalid"]
    subprocess.run(["git", *identity, *words], cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)


def ropewalk(*words: str) -> int:
    print("$ ropewalk", *words, flush=True)
    return subprocess.run([ROPEWALK, *words], cwd=PROJECT, env=VARIABLES, check=False).returncode


def pipeline() -> int:
    return ropewalk("run", "cd.yml", "--event", "push")


def port(environment: str) -> int:
    return int((FOLDER / f"state/ropewalk/deployments/parcels/environments/{environment}/edge.port").read_text())


def expect(is_true: bool, claim: str) -> None:
    if not is_true:
        raise SystemExit(f"demo: this is not so: {claim}")


def deliver() -> None:
    say("the first version, from a push to main to production")
    expect(pipeline() == 0, "the pipeline is green")
    with StrictClient(port("production"), threads=4, path="/readyz") as client:
        say("a second version, while a client asks without a pause")
        (PROJECT / "README.md").write_text((PROJECT / "README.md").read_text() + "\nParcels arrive.\n")
        git("commit", "-qam", "Say that parcels arrive")
        expect(pipeline() == 0, "the pipeline is green")
        say("a bad version: it ends before it is healthy")
        main = PROJECT / "src/parcels/__main__.py"
        good = main.read_text()
        main.write_text(
            good.replace("def main() -> None:\n", "def main() -> None:\n    raise SystemExit('broken')\n", 1)
        )
        git("commit", "-qam", "Break the start")
        expect(pipeline() != 0, "the pipeline stops at the bad version")
        main.write_text(good)
        git("commit", "-qam", "Mend the start")
        say("a rollback by hand")
        expect(ropewalk("rollback", "production") == 0, "production is back at its first version")
        client.wait_for(200)
    ropewalk("history", "staging")
    ropewalk("history", "production")
    print(f"\nThe client asked {client.answers + len(client.failed):,} times; {len(client.failed)} failed.")
    for line in client.failed[:5]:
        print("  ", line)
    expect(not client.failed, "nothing failed")


def main() -> None:
    end()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    shutil.copytree(ROOT / "examples/parcels", PROJECT)
    (PROJECT / ".github/ropewalk.yml").write_text(CONFIGURATION)
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=PROJECT, check=True)
    git("add", "-A")
    git("commit", "-qm", "Track parcels")
    git("remote", "add", "origin", "https://github.com/ropewalk-demo/parcels.git")
    begin = time.monotonic()
    try:
        deliver()
        print(f"All of it took {time.monotonic() - begin:.0f} s.")
    finally:
        end()


def end() -> None:
    for environment in ("staging", "production"):
        if (FOLDER / f"state/ropewalk/deployments/parcels/environments/{environment}").is_dir():
            ropewalk("undeploy", environment, "--yes")


if __name__ == "__main__":
    main()
