"""What is kept of runs is the user's alone: also where an earlier version, or a careless umask, left folders open."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

BINARY = Path(os.environ.get("ROPEWALK") or Path(__file__).resolve().parents[2] / "build" / "ropewalk").resolve()
LIMIT_SECONDS = 120

WORKFLOW = """
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: echo hello > file
      - uses: actions/upload-artifact@v4
        with: {name: a, path: file}
      - uses: actions/cache/save@v4
        with: {key: k, path: file}
"""


def test_nobody_else_can_read_what_is_kept(tmp_path: Path) -> None:
    top = tmp_path / "project"
    (top / ".github" / "workflows").mkdir(parents=True)
    (top / ".github" / "workflows" / "ci.yml").write_text(WORKFLOW)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    kept = [tmp_path / "state" / "ropewalk", tmp_path / "cache" / "ropewalk"]
    for folder in kept:
        (folder / "caches").mkdir(parents=True)
        folder.chmod(0o755)
        (folder / "caches").chmod(0o755)
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=top, env=environment, check=True)
    done = subprocess.run(
        [BINARY, "run", "-q"], cwd=top, env=environment, capture_output=True, timeout=LIMIT_SECONDS, umask=0
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert any((kept[0] / "artifacts").rglob("*.zip"))
    assert any((kept[1] / "caches").rglob("*.tar.zst"))
    for folder in kept:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
