#!/usr/bin/env python3
"""Canaries for real, at 10 % of the traffic of clients that never stop: equal versions, versions with 5 % and more errors,
versions that are twice as slow and more, and a service that is asked hardly at all. Says how many were taken back, how soon
after they had traffic, and what it cost.

    CANARY_ROUNDS=10 (of each kind)
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/integration/test_ci"), str(ROOT / "tests/soak")]
from mixed_client import MixedClient  # noqa: E402
from service_project import ServiceProject  # noqa: E402
from strict_client import StrictClient  # noqa: E402

ROPEWALK = os.environ.get("ROPEWALK", str(ROOT / "build/ropewalk"))
ROUNDS = int(os.environ.get("CANARY_ROUNDS", "10"))
CONFIGURATION = """\
environments:
  staging:
    strategy: canary
    steps: [{{weight: 10}}]
    bake: 1s
    health_timeout: 20s
    drain_timeout: 5s
    environment: {{ERROR_SHARE: "{share}"}}
"""
# What it is, the fault, the share of errors, whether it has to go back.
KINDS = [
    ("equal", "", "0", False),
    ("5 % errors", "errors", "0.05", True),
    ("10 % errors", "errors", "0.1", True),
    ("30 % errors", "errors", "0.3", True),
    ("far slower", "slow", "0", True),
]


def seconds_between(first: str, last: str) -> float:
    return (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds()


class Canaries:
    def __init__(self, folder: Path) -> None:
        self.project = ServiceProject(folder, ROPEWALK)
        self.count = 0

    def deploy(self, fault: str, share: str) -> tuple[int, float, list[str]]:
        """How it ended, how long after it first had traffic, and what was decided."""
        self.count += 1
        self.project.configure(CONFIGURATION.format(share=share))
        self.project.commit(f"v{self.count}", fault)
        done = self.project.run("deploy", "staging", "--json")
        events = done.lines()
        shared = [
            one["time"] for one in events if one.get("step", "").startswith("share-") and one.get("phase") == "begins"
        ]
        decided = [one["time"] for one in events if one.get("decision") and one["decision"]["verdict"] == "roll_back"]
        took = seconds_between(shared[0], decided[-1]) if shared and decided else 0.0
        return done.code, took, [one["text"] for one in events if one.get("decision") and one["text"]]

    def rounds(self, client: MixedClient, name: str, fault: str, share: str, is_bad: bool) -> bool:
        back, times, costs = 0, [], []
        for _ in range(ROUNDS):
            before = client.bad
            code, took, _ = self.deploy(fault, share)
            back += code == 1
            if code == 1:
                times.append(took)
                costs.append(client.bad - before)
        text = f"{name}: {back} of {ROUNDS} taken back"
        if times:
            text += f", {statistics.median(times):.1f} s after the first traffic (median; at most {max(times):.1f} s)"
            text += f", {statistics.median(costs):.0f} bad answers (median; at most {max(costs)})"
        print(text, flush=True)
        return back == (ROUNDS if is_bad else 0) and all(cost < 30 for cost in costs)

    def hardly_asked(self) -> bool:
        """0.2 requests a second: probes say what traffic does not, and the record says so."""
        with StrictClient(self.project.port(), threads=1, pause=5) as client:
            code, _, said = self.deploy("", "0")
        print(f"0.2 requests a second: ended with {code} after {client.answers} requests: {said}")
        return code == 3 or (code == 0 and any("promoted by probes" in text for text in said))


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="ropewalk-canary-") as folder:
        canaries = Canaries(Path(folder))
        try:
            canaries.deploy("", "0")
            is_well = True
            with MixedClient(canaries.project.port(), {"HTTP/1.1": 6}) as client:
                begin = time.monotonic()
                for kind in KINDS:
                    is_well = canaries.rounds(client, *kind) and is_well
                rate = client.total() / (time.monotonic() - begin)
            print(f"{rate:.0f} requests a second, {len(client.failed)} failed")
            is_well = canaries.hardly_asked() and is_well and not client.failed
        finally:
            canaries.project.end()
    return 0 if is_well else 1


if __name__ == "__main__":
    raise SystemExit(main())
