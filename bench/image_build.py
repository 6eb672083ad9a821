"""`ropewalk image build` beside plain `buildah bud` on the same Dockerfile: nothing changed, and one source file changed.

Needs tools/setup_images.sh. Figures are ratios of medians of runs in turn, on a storage of their own."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "integration" / "test_ci"))

import images  # noqa: E402

ROUNDS = int(os.environ.get("ROUNDS", "7"))
DOCKERFILE = """FROM localhost/base:1 AS build
RUN python -m venv --without-pip /opt/app
COPY src /opt/app/src
RUN python -m compileall -q /opt/app/src && sleep 0.5
FROM localhost/base:1
COPY --from=build /opt/app /opt/app
CMD ["/opt/app/bin/python"]
"""


def seconds(run: object) -> float:
    begin = time.perf_counter()
    run()  # type: ignore[operator]
    return time.perf_counter() - begin


def main() -> None:
    program = Path(os.environ.get("ROPEWALK") or ROOT / "build" / "ropewalk").resolve()
    with tempfile.TemporaryDirectory(prefix="ropewalk-bench-") as top:
        store = images.Store(Path(top) / "store", program)
        store.load_base("amd64")
        files = {"Dockerfile": DOCKERFILE} | {f"src/module_{i}.py": f"VALUE = {i}\n" * 20 for i in range(100)}
        project = images.project(Path(top) / "project", files)
        changed = project / "src" / "module_0.py"

        def ours() -> None:
            done = store.run("image", "build", ".", "--pull", "never", cwd=project)
            assert done.returncode == 0, done.stderr

        def theirs() -> None:
            subprocess.run(
                ["buildah", "bud", "--isolation", "chroot", "--layers", "--pull-never", "-q", "."],
                cwd=project,
                env=store.environ,
                check=True,
                capture_output=True,
            )

        ours()
        theirs()
        print(f"{'':24} {'ropewalk':>10} {'buildah':>10} {'ratio':>7}")
        for name, change in (("nothing changed", False), ("one file changed", True)):
            times: dict[str, list[float]] = {"ours": [], "theirs": []}
            for number in range(ROUNDS):
                for which, run in (("ours", ours), ("theirs", theirs)):
                    if change:
                        changed.write_text(f"VALUE = '{number} {which}'\n")
                    times[which].append(seconds(run))
            a, b = (statistics.median(times[which]) for which in ("ours", "theirs"))
            print(f"{name:24} {a:9.2f}s {b:9.2f}s {a / b:7.2f}")


if __name__ == "__main__":
    main()
