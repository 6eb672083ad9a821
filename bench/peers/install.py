"""Installs the peers of package.json from the npm registry into a folder outside of the tree."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDER = Path(os.environ.get("BENCH_PEERS", HERE.parent.parent / "build" / "peers"))


def install() -> Path | None:
    """The folder with `node_modules`; None when node, npm or the registry can't be had."""
    npm = shutil.which("npm")
    if shutil.which("node") is None or npm is None:
        return None
    FOLDER.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "package.json", FOLDER / "package.json")
    wanted = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    if not all((FOLDER / "node_modules" / name / "package.json").exists() for name in wanted):
        command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
        if subprocess.run(command, cwd=FOLDER, check=False).returncode != 0:
            return None
    return FOLDER
