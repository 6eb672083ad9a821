"""Actions: a JavaScript action against bare node, and a run with ten actions of other repositories (fetched before) against
one without any. Medians, minima and CPU
time, with the machine's load beside them; both sides in turn.

    bench/actions.py [TIMES]
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROPEWALK = os.environ.get("ROPEWALK") or str(Path(__file__).resolve().parents[1] / "build" / "release" / "ropewalk")
GIT = ["git", "-c", "user.name=a", "-c", "user.email=a@b"]


def workflow(steps: list[str]) -> str:
    lines = ["on: push", "jobs:", "  a:", "    runs-on: ubuntu-latest", "    steps:"]
    return "\n".join([*lines, *(f"      - {step}" for step in steps)]) + "\n"


def repository(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    subprocess.run([*GIT, "init", "-q", "-b", "main", str(folder)], check=True)
    subprocess.run([*GIT, "-C", str(folder), "add", "-A"], check=True)
    subprocess.run([*GIT, "-C", str(folder), "commit", "-qm", "start"], check=True)
    return folder


class Row:
    def __init__(self, words: list[str], folder: Path, environ: dict[str, str]) -> None:
        self.words, self.folder, self.environ, self.times, self.work = words, folder, environ, [], []

    def once(self) -> None:
        start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(self.words, cwd=self.folder, env=self.environ, capture_output=True, check=True)
        self.times.append((time.monotonic() - start) * 1000)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.work.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000)

    def text(self) -> str:
        return f"{statistics.median(self.times):.1f} ms (least {min(self.times):.1f}, CPU {statistics.median(self.work):.1f})"


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    node = shutil.which("node")
    if node is None:
        sys.exit("actions.py: no node on this machine")
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        folders = {"HOME": name, "XDG_STATE_HOME": f"{name}/state", "XDG_CACHE_HOME": f"{name}/cache"}
        environ = os.environ | folders
        composite = "name: x\nruns: {using: composite, steps: [{run: 'true', shell: bash}]}\n"
        for i in range(10):
            remote = repository(top / f"remotes/acme/tool{i}", {"action.yml": composite})
            subprocess.run([*GIT, "-C", str(remote), "tag", "v1"], check=True)
        Path(f"{name}/.gitconfig").write_text(f'[url "{name}/remotes/"]\n\tinsteadOf = https://github.com/\n')
        action = {"js/action.yml": "name: x\nruns: {using: node20, main: main.js}\n", "js/main.js": "console.log(1)\n"}
        checkout = "uses: actions/checkout@v4"
        with_node = repository(top / "a", action | {".github/workflows/ci.yml": workflow([checkout, "uses: ./js"])})
        without = repository(top / "b", action | {".github/workflows/ci.yml": workflow([checkout])})
        remote = repository(
            top / "c", {".github/workflows/ci.yml": workflow([f"uses: acme/tool{i}@v1" for i in range(10)])}
        )
        scripts = repository(
            top / "d", {".github/workflows/ci.yml": workflow(["run: 'true'\n        shell: bash"] * 10)}
        )
        run = [ROPEWALK, "run", "--quiet"]
        rows = [Row([node, str(with_node / "js/main.js")], top, environ)]
        rows += [Row(run, folder, environ) for folder in (with_node, without, remote, scripts)]
        for row in rows:
            row.once()  # fetches, and fills caches
            row.times.clear()
            row.work.clear()
        for _ in range(times):
            for row in rows:
                row.once()
        bare, one, none, ten, plain = rows
        step = statistics.median(one.times) - statistics.median(none.times)
        more = statistics.median(ten.times) - statistics.median(plain.times)
        least = min(ten.times) - min(plain.times)
        work = statistics.median(ten.work) - statistics.median(plain.work)
        print(f"load {os.getloadavg()[0]:.1f}, {times} times")
        print(f"bare node {bare.text()}; a run with a JavaScript action {one.text()}, without {none.text()}: {step:.1f} ms a step, "
              f"{step / statistics.median(bare.times):.2f} of bare node")  # fmt: skip
        print(f"ten remote actions, warm: {ten.text()}; the same ten scripts as steps {plain.text()}: "
              f"{more:.1f} ms more (least {least:.1f}, CPU {work:.1f}; goal 10)")  # fmt: skip


if __name__ == "__main__":
    main()
