"""Rerun of one failed job of twenty: the time from the start of the command to the start of the job, beside that of a
process that does nothing and of `ropewalk run` of that job alone.

    bench/rerun.py [TIMES]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROPEWALK = os.environ.get("ROPEWALK") or str(Path(__file__).resolve().parents[1] / "build" / "release" / "ropewalk")


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "work"
        (work / ".github/workflows").mkdir(parents=True)
        stamp = Path(folder) / "stamp"
        steps = f"date +%s.%N >{stamp}; exit 1"
        jobs = "".join(
            f"  j{i}: {{runs-on: ubuntu-latest, steps: [{{run: '{steps if i == 7 else 'true'}'}}]}}\n"
            for i in range(20)
        )
        (work / ".github/workflows/ci.yml").write_text(f"on: push\njobs:\n{jobs}")
        environ = os.environ | {
            "HOME": folder,
            "XDG_STATE_HOME": f"{folder}/state",
            "XDG_CACHE_HOME": f"{folder}/cache",
        }

        def call(*words: str) -> float:
            start = time.time()
            subprocess.run(words, cwd=work, env=environ, capture_output=True, check=False)
            return float(stamp.read_text()) - start if stamp.exists() else 0

        call("git", "init", "-q")
        call("git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "start")
        call(ROPEWALK, "run", "--quiet")
        again = statistics.median(call(ROPEWALK, "rerun", "--failed", "--quiet") for _ in range(times))
        alone = statistics.median(call(ROPEWALK, "run", "--quiet", "--job", "j7") for _ in range(times))
        bare = statistics.median(call("bash", "-c", f"date +%s.%N >{stamp}") for _ in range(times))
        print(
            f"rerun --failed: its job starts after {again * 1000:.1f} ms (goal 50); run --job {alone * 1000:.1f} ms; "
            f"a bare bash {bare * 1000:.1f} ms"
        )


if __name__ == "__main__":
    main()
