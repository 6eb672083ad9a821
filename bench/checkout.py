"""What `actions/checkout` costs of a clean working tree, against a copy of the same files by `cp -r --reflink=auto`.

A checkout is the time of a run with that one step less that of a run whose one step is `true`. All are taken in turn, so
that a machine whose speed drifts does not favour anybody; each copy and each checkout is removed outside of the time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

from run_steps import GIT, ROPEWALK

ROUNDS = int(os.environ.get("ROUNDS", "5"))
SIZES = [int(size) for size in os.environ.get("SIZES", "500,5000,50000").split(",")]
FILES_IN_FOLDER = 50


def workflow(step: str) -> str:
    return f"on: push\njobs: {{ bench: {{ runs-on: ubuntu-latest, steps: [{{ {step} }}] }} }}\n"


def make_repository(path: Path, size: int) -> None:
    workflows = path / ".github" / "workflows"
    workflows.mkdir(parents=True)
    (workflows / "checkout.yml").write_text(workflow("uses: actions/checkout@v4"), encoding="utf-8")
    (workflows / "true.yml").write_text(workflow("run: 'true'"), encoding="utf-8")
    for number in range(size):
        folder = path / f"src{number // FILES_IN_FOLDER // 50}" / f"part{number // FILES_IN_FOLDER}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"file{number}.py").write_text(
            f"# file {number}\n" + "value = 1\n" * (number % 400), encoding="utf-8"
        )
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "bench"], ["repack", "-adq"]):
        subprocess.run([*GIT, *words], cwd=path, check=True)


def milliseconds(command: list[str], environment: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - start) * 1000


def main() -> None:
    print(f"{'files':>6} {'checkout':>12} {'cp -r':>12} {'ratio':>7}   (the run's own cost is taken off)")
    with tempfile.TemporaryDirectory(prefix="ropewalk-bench.") as name:
        folder = Path(name)
        environment = dict(os.environ) | {
            "XDG_STATE_HOME": str(folder / "state"),
            "XDG_CACHE_HOME": str(folder / "cache"),
        }
        for size in SIZES:
            repository = folder / f"files-{size}"
            make_repository(repository, size)
            files = [str(path) for path in repository.iterdir() if path.name != ".git"]
            copy = folder / "copy"
            commands = {
                "true": [ROPEWALK, "run", "-C", str(repository), "-q", "--keep", "true"],
                "checkout": [ROPEWALK, "run", "-C", str(repository), "-q", "--keep", "checkout"],
                "cp": ["cp", "-r", "--reflink=auto", *files, str(copy)],
            }
            times: dict[str, list[float]] = {name: [] for name in commands}
            for round_number in range(ROUNDS + 1):
                for name_, command in commands.items():
                    copy.mkdir(exist_ok=True)
                    elapsed = milliseconds(command, environment)
                    shutil.rmtree(copy, ignore_errors=True)
                    for left in (folder / "cache" / "ropewalk").glob("run-*"):
                        shutil.rmtree(left, ignore_errors=True)
                    if round_number > 0:
                        times[name_].append(elapsed)
            checkout = median(times["checkout"]) - median(times["true"])
            print(
                f"{size:>6} {checkout:>10.1f}ms {median(times['cp']):>10.1f}ms {checkout / median(times['cp']):>6.2f}x"
            )
            shutil.rmtree(repository)


if __name__ == "__main__":
    main()
