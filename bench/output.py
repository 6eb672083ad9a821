"""What a step's output costs on its way into the record: lines with a masked word, against `cat` of the same into a file.

Prints seconds, the ratio, peak memory of `ropewalk run --quiet`, and what reading the log again takes. MEGABYTES (100)
says how much is printed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROPEWALK = os.environ.get("ROPEWALK", str(Path(__file__).resolve().parent.parent / "build" / "ropewalk"))
MEGABYTES = int(os.environ.get("MEGABYTES", "100"))
GIT = ["git", "-c", "user.name=bench", "-c", "user.email=bench@ropewalk.invalid"]
WORKFLOW = """on: push
jobs:
  bench:
    runs-on: ubuntu-latest
    steps:
      - run: cat "{text}"
"""


def write_lines(path: Path) -> None:
    line = b"2026-01-02T03:04:05Z building target %07d with the key s3cr3t-value of somebody\n"
    with path.open("wb") as out:
        for start in range(0, MEGABYTES * 1_000_000 // len(line % 0), 10_000):
            out.write(b"".join(line % number for number in range(start, start + 10_000)))


def timed(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds, and megabytes at the peak."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)} ended with {status}")
    return time.perf_counter() - start, usage.ru_maxrss / 1000


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="ropewalk-bench.") as name:
        folder = Path(name)
        text = folder / "text"
        write_lines(text)
        repository = folder / "repository"
        (repository / ".github" / "workflows").mkdir(parents=True)
        (repository / ".github" / "workflows" / "bench.yml").write_text(WORKFLOW.format(text=text), encoding="utf-8")
        subprocess.run([*GIT, "init", "-q", "-b", "main", str(repository)], check=True)
        subprocess.run([*GIT, "-C", str(repository), "add", "-A"], check=True)
        subprocess.run([*GIT, "-C", str(repository), "commit", "-qm", "bench"], check=True)
        environment = dict(os.environ) | {"KEY": "s3cr3t-value", "XDG_STATE_HOME": str(folder / "state"),
                                          "XDG_CACHE_HOME": str(folder / "cache")}  # fmt: skip
        copied, _ = timed(["sh", "-c", f"cat '{text}' > '{folder}/copy'"], environment)
        ran, peak = timed([ROPEWALK, "run", "-C", str(repository), "--quiet", "--secret", "KEY"], environment)
        read, peak_of_reading = timed([ROPEWALK, "logs", "-C", str(repository)], environment)
        kept = sum(path.stat().st_size for path in (folder / "state").rglob("runs.db*")) / 1e6
        print(f"{MEGABYTES} MB of output: cat {copied:.2f}s, ropewalk run {ran:.2f}s ({ran / copied:.1f} times), "
              f"{MEGABYTES / ran:.0f} MB/s, {peak:.0f} MB of memory, {kept:.1f} MB kept")  # fmt: skip
        print(f"its log read again: {read:.2f}s, {peak_of_reading:.0f} MB of memory")


if __name__ == "__main__":
    main()
