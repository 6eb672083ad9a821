#!/usr/bin/env python3
"""From the moment that somebody types `ropewalk rollback` to the first good answer of the version before: while that one is
still baking, and later, from what this machine has kept.

    rollback_time.py [ROUNDS]
"""

import http.client
import os
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/integration/test_ci"))
from service_project import ServiceProject, wait_until  # noqa: E402

ROPEWALK = os.environ.get("ROPEWALK", str(ROOT / "build/ropewalk"))
MOST_BAKING = 0.050
MOST_LATER = 10.0


class Asker:
    """Asks without a pause over one connection, and remembers when each version was first heard after `since`."""

    def __init__(self, port: int) -> None:
        self.heard: list[tuple[float, str]] = []
        self.failed = 0
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self._thread.start()

    def _ask(self) -> None:
        last = ""
        while not self._stop.is_set():
            self._connection.request("GET", "/")
            answer = self._connection.getresponse()
            version = answer.read().decode()
            self.failed += answer.status != 200
            if version != last:
                self.heard.append((time.monotonic(), version))
                last = version

    def first(self, version: str, since: float) -> float:
        wait_until(lambda: any(at >= since and one == version for at, one in self.heard), timeout=30, every=0.005)
        return next(at for at, one in self.heard if at >= since and one == version) - since

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()


def measure(project: ServiceProject, count: int, bakes: bool) -> float:
    project.configure(f"environments:\n  staging:\n    bake: {'60s' if bakes else '1s'}\n    drain_timeout: 5s\n")
    old, new = f"old{count}", f"new{count}"
    for version in (old, new):
        project.configure(f"environments:\n  staging:\n    bake: {'60s' if bakes and version == new else '1s'}\n")
        project.commit(version)
        words = ["--detach"] if bakes and version == new else []
        done = project.run("deploy", "staging", *words)
        assert done.code == 0, done.output + done.errors
    asker = Asker(project.port())
    asker.first(new, 0)
    begin = time.monotonic()
    process = project.start("rollback", "staging")
    took = asker.first(old, begin)
    process.communicate(timeout=60)
    assert process.returncode == 0
    asker.stop()
    assert asker.failed == 0
    return took


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    is_well = True
    with tempfile.TemporaryDirectory(prefix="ropewalk-rollback-") as folder:
        project = ServiceProject(Path(folder), ROPEWALK)
        try:
            for name, bakes, most in (("while it bakes", True, MOST_BAKING), ("later", False, MOST_LATER)):
                times = [measure(project, count + (100 if bakes else 0), bakes) for count in range(rounds)]
                middle = statistics.median(times)
                is_well = is_well and middle <= most
                print(
                    f"rollback {name}: first good answer after {middle * 1000:.0f} ms (median of {rounds}; "
                    f"{min(times) * 1000:.0f} to {max(times) * 1000:.0f}; at most {most * 1000:.0f} allowed)",
                    flush=True,
                )
        finally:
            project.end()
    print(f"load {os.getloadavg()[0]:.1f}")
    return 0 if is_well else 1


if __name__ == "__main__":
    raise SystemExit(main())
