"""What scheduling costs: a run against the longest path through its jobs, and how time and memory grow with jobs.

The first table is a diamond of 20 uneven jobs, each a `sleep`, against the bare sleeps of its longest path, taking turns
ROUNDS times; the goal is 1.03. The second runs jobs that do nothing, as legs of one matrix and as jobs that need each
other in rows of ten: the time of one must not grow with their number. With ACT set to nektos/act's program it runs the
diamond too, as `-P ubuntu-latest=-self-hosted`.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("ROPEWALK", str(PROJECT / "build" / "release" / "src" / "ropewalk"))
ACT = os.environ.get("ACT", "")
ROUNDS = int(os.environ.get("ROUNDS", "5"))
GOAL = 1.03
MIDDLE = [round(0.3 + 0.07 * i, 2) for i in range(18)]
FIRST, LAST = 0.5, 0.7


def job(name: str, script: str, needs: list[str]) -> str:
    listed = f"needs: [{', '.join(needs)}], " if needs else ""
    return f"  {name}: {{{listed}runs-on: ubuntu-latest, steps: [{{run: {script}}}]}}\n"


def diamond() -> str:
    """One job, 18 of different lengths that need it, and one that needs them all."""
    middle = [f"m{i}" for i in range(len(MIDDLE))]
    text = "on: push\njobs:\n" + job("first", f"sleep {FIRST}", [])
    for name, seconds in zip(middle, MIDDLE, strict=True):
        text += job(name, f"sleep {seconds}", ["first"])
    return text + job("last", f"sleep {LAST}", middle)


def legs(count: int) -> str:
    values = ", ".join(str(i) for i in range(count))
    return (
        "on: push\njobs:\n  t: {runs-on: ubuntu-latest, strategy: {matrix: {v: ["
        + values
        + "]}}, steps: [{run: ':'}]}\n"
    )


def rows(count: int) -> str:
    text = "on: push\njobs:\n"
    for i in range(count):
        row = i // 10
        needs = [f"j{(row - 1) * 10 + i % 10}"] if row else []
        text += job(f"j{i}", "':'", needs)
    return text


class Repository:
    """A repository with one workflow, and a home of its own for what runs leave."""

    def __init__(self, folder: Path, workflow: str) -> None:
        self.folder = folder / "repository"
        target = self.folder / ".github" / "workflows" / "ci.yml"
        target.parent.mkdir(parents=True)
        target.write_text(workflow)
        self.environment = {
            **os.environ,
            "HOME": str(folder),
            "XDG_STATE_HOME": str(folder / "state"),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        git = ["git", "-c", "user.name=bench", "-c", "user.email=bench@example.com"]
        for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "Start"]):
            subprocess.run([*git, *words], cwd=self.folder, env=self.environment, check=True)

    def run(self, command: list[str]) -> tuple[float, int]:
        """Seconds, and the most memory of the process in KiB."""
        start = time.monotonic()
        done = subprocess.Popen(
            command, cwd=self.folder, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        errors = done.stderr.read() if done.stderr else b""
        _, status, usage = os.wait4(done.pid, 0)
        if status != 0:
            raise SystemExit(f"{' '.join(command)} ended with {status}:\n{errors.decode()}")
        return time.monotonic() - start, usage.ru_maxrss


def measure_diamond() -> None:
    path = f"sleep {FIRST}; sleep {max(MIDDLE)}; sleep {LAST}"
    with tempfile.TemporaryDirectory() as folder:
        repository = Repository(Path(folder), diamond())
        limit, ours, theirs = [], [], []
        for _ in range(ROUNDS):
            limit.append(repository.run(["bash", "-c", path])[0])
            ours.append(repository.run([PROGRAM, "run", "--jobs", "20", "--quiet"])[0])
            if ACT:
                theirs.append(repository.run([ACT, "-P", "ubuntu-latest=-self-hosted"])[0])
    ratios = sorted(a / b for a, b in zip(ours, limit, strict=True))
    print(f"diamond of 20 jobs         median s   against the longest path (lowest to highest of {ROUNDS})")
    print(f"  the sleeps of the path   {statistics.median(limit):8.3f}")
    print(
        f"  ropewalk                 {statistics.median(ours):8.3f}   {ratios[0]:.3f} to {ratios[-1]:.3f}, goal {GOAL}"
    )
    if theirs:
        ratios = sorted(a / b for a, b in zip(theirs, limit, strict=True))
        print(f"  act                      {statistics.median(theirs):8.3f}   {ratios[0]:.3f} to {ratios[-1]:.3f}")


def measure_growth() -> None:
    print("\njobs that do nothing       seconds   ms a job   MiB")
    for name, make, counts in (
        ("legs of a matrix", legs, (16, 64, 256)),
        ("jobs in rows of 10", rows, (10, 100, 1000)),
    ):
        for count in counts:
            with tempfile.TemporaryDirectory() as folder:
                repository = Repository(Path(folder), make(count))
                seconds, memory = repository.run([PROGRAM, "run", "--quiet"])
            print(f"  {count:4} {name:19} {seconds:8.2f}   {1000 * seconds / count:8.1f}   {memory / 1024:4.0f}")


def main() -> int:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    measure_diamond()
    measure_growth()
    return 0


if __name__ == "__main__":
    sys.exit(main())
