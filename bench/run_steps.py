"""What `ropewalk run` costs: one `true` step and 100 of them, against bash alone and against act in host mode.

Prints the median of each command's wall time and the ratios, all taken in turn in one process so that a machine whose
speed drifts does not favour anybody. act takes part when it is on the PATH or named by ACT; without it the row says so.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROPEWALK = os.environ.get("ROPEWALK", str(Path(__file__).resolve().parent.parent / "build" / "ropewalk"))
ACT = os.environ.get("ACT") or shutil.which("act")
ROUNDS = int(os.environ.get("ROUNDS", "9"))
GIT = ["git", "-c", "user.name=bench", "-c", "user.email=bench@ropewalk.invalid"]


def workflow(steps: int) -> str:
    lines = ["on: push", "jobs:", "  bench:", "    runs-on: ubuntu-latest", "    steps:"]
    return "\n".join(lines + ["      - run: 'true'"] * steps) + "\n"


def make_repository(folder: Path, steps: int) -> Path:
    path = folder / f"steps-{steps}"
    (path / ".github" / "workflows").mkdir(parents=True)
    (path / ".github" / "workflows" / "bench.yml").write_text(workflow(steps), encoding="utf-8")
    subprocess.run([*GIT, "init", "-q", "-b", "main", str(path)], check=True)
    subprocess.run([*GIT, "-C", str(path), "add", "-A"], check=True)
    subprocess.run([*GIT, "-C", str(path), "commit", "-qm", "bench"], check=True)
    subprocess.run([*GIT, "-C", str(path), "remote", "add", "origin", "https://github.com/bench/bench.git"], check=True)
    return path


def milliseconds(command: Sequence[str], environment: dict[str, str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    elapsed = (time.perf_counter() - start) * 1000
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout.decode(errors='replace')[-2000:]}")
    return elapsed


def act_command(repository: Path) -> list[str]:
    return [
        str(ACT), "push", "-C", str(repository), "-P", "ubuntu-latest=-self-hosted", "--pull=false",
        "--action-offline-mode", "--no-cache-server", "--container-daemon-socket", "-", "-s", "GITHUB_TOKEN=x",
    ]  # fmt: skip


def bash_loop(steps: int) -> list[str]:
    return ["bash", "-c", f"for ((i = 0; i < {steps}; ++i)); do bash -e -c true; done"]


def measure(commands: dict[str, list[str]], environment: dict[str, str]) -> dict[str, float]:
    """Median wall milliseconds of each command, taken in turn after one round that is not counted."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for round_number in range(ROUNDS + 1):
        for name, command in commands.items():
            elapsed = milliseconds(command, environment)
            if round_number > 0:
                times[name].append(elapsed)
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="ropewalk-bench.") as name:
        folder = Path(name)
        environment = dict(os.environ)
        environment |= {"ACT_DISABLE_VERSION_CHECK": "1", "XDG_STATE_HOME": str(folder / "state"),
                        "XDG_CACHE_HOME": str(folder / "cache")}  # fmt: skip
        print(f"{'steps':>6} {'ropewalk':>10} {'bash':>10} {'act':>10} {'ropewalk/bash':>14} {'act/ropewalk':>13}")
        for steps in (1, 10, 100, 900):
            repository = make_repository(folder, steps)
            bash = ["bash", "-c", "true"] if steps == 1 else bash_loop(steps)
            commands = {"ropewalk": [ROPEWALK, "run", "-C", str(repository), "--quiet"], "bash": bash}
            if ACT and steps <= 100:
                commands["act"] = act_command(repository)
            median = measure(commands, environment)
            act = f"{median['act']:>8.1f}ms" if "act" in median else f"{'-':>10}"
            over = f"{median['act'] / median['ropewalk']:>12.1f}x" if "act" in median else f"{'-':>13}"
            ratio = median["ropewalk"] / median["bash"]
            print(f"{steps:>6} {median['ropewalk']:>8.1f}ms {median['bash']:>8.1f}ms {act} {ratio:>13.2f}x {over}")
        if not ACT:
            print("act is not on the PATH (and ACT names none): its column is left out")


if __name__ == "__main__":
    main()
