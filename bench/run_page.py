"""The page of a run with a million lines: how long it takes to make, to open and to search in Chromium; and whether it
counts as grep does. Beside it the physical limits: writing the bytes, and grep over the log.

    bench/run_page.py [LINES]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from chromium import Browser

ROPEWALK = os.environ.get("ROPEWALK") or str(Path(__file__).resolve().parents[1] / "build" / "release" / "ropewalk")
WORKFLOW = """
on: push
jobs:
  many:
    runs-on: ubuntu-latest
    steps:
      - run: |
          seq LINES | awk '{ printf "tests/test_%d.py::test_%d PASSED in 0.%ds needle-%d\\n", $1 % 997, $1, $1 % 10, $1 % 100003 }'
"""
PATTERN = "needle-777"


def main() -> None:
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        work = top / "work"
        (work / ".github/workflows").mkdir(parents=True)
        (work / ".github/workflows/ci.yml").write_text(WORKFLOW.replace("LINES", str(lines)))
        environ = os.environ | {
            "HOME": folder,
            "XDG_STATE_HOME": f"{folder}/state",
            "XDG_CACHE_HOME": f"{folder}/cache",
        }

        def call(*words: str) -> tuple[float, str]:
            start = time.monotonic()
            done = subprocess.run(words, cwd=work, env=environ, capture_output=True, text=True, check=True)
            return time.monotonic() - start, done.stdout

        call("git", "init", "-q")
        call("git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "start")
        call(ROPEWALK, "run", "--quiet")
        made, _ = call(ROPEWALK, "open", "--to", "run.html")
        _, log = call(ROPEWALK, "logs")
        (work / "log.txt").write_text(log)
        grep, counted = call("grep", "-c", PATTERN, "log.txt")
        browser = Browser()
        start = time.monotonic()
        browser.open(f"file://{work}/run.html", "document.body && document.body.dataset.ready")
        opened = time.monotonic() - start
        browser.wait("document.body.dataset.opened")
        whole = time.monotonic() - start
        took = browser.run(f"search({PATTERN!r}).then(() => document.body.dataset.took)")
        again = browser.run(f"search({'needle-7'!r}).then(() => document.body.dataset.took)")
        found = browser.run(f"search({PATTERN!r}).then(() => document.body.dataset.found)")
        browser.close()
        size = (work / "run.html").stat().st_size
        print(f"{lines} lines, log {len(log) / 1e6:.0f} MB, page {size / 1e6:.1f} MB, made in {made:.2f} s")
        print(f"opened in {opened:.2f} s (goal 2), all blocks open after {whole:.2f} s")
        print(
            f"found in {int(took) / 1000:.2f} s, another text in {int(again) / 1000:.2f} s (goal 1); grep {grep:.2f} s"
        )
        print(
            f"lines found {found}, grep -c {counted.strip()}: {'the same' if found == counted.strip() else 'NOT THE SAME'}"
        )


if __name__ == "__main__":
    main()
