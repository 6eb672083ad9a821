"""What it costs to start programs through the Process port, against bash starting the same ones in a loop.

Prints the median time of 100 programs for each way, and the ratio to bash's loop taken in the same run.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("SPAWN_BENCH", str(ROOT / "build" / "release" / "bench" / "spawn_bench"))
ROUNDS = os.environ.get("ROUNDS", "9")
PEERS = {
    "port starts true": "bash starts true",
    "port starts bash": "bash starts bash",
    "port starts true, 200 MB resident": "port starts true",
}


def main() -> None:
    printed = subprocess.run([PROGRAM, ROUNDS], stdout=subprocess.PIPE, text=True, check=True).stdout
    medians = {name: statistics.median(times) for name, times in json.loads(printed).items()}
    print(f"{'100 programs':<36}{'ms':>8}  ratio")
    for name, median in medians.items():
        peer = PEERS.get(name)
        ratio = f"{median / medians[peer]:.2f} x '{peer}'" if peer else ""
        print(f"{name:<36}{median:>8.1f}  {ratio}".rstrip())


if __name__ == "__main__":
    main()
