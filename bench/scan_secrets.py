"""`ropewalk scan secrets` against gitleaks and against git itself, in one run: ratios hold where times do not.

BENCH_REPOSITORY names a repository with a history worth looking at. gitleaks is taken from PATH or GITLEAKS; without it only
git is compared (`GOBIN=… go install github.com/zricethezav/gitleaks/v8@latest` makes one).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROPEWALK = os.environ.get("ROPEWALK", str(ROOT / "build" / "release" / "src" / "ropewalk"))
GITLEAKS = os.environ.get("GITLEAKS") or shutil.which("gitleaks")
ROUNDS = int(os.environ.get("ROUNDS", "3"))


def best(words: list[str], cwd: str, rounds: int = ROUNDS) -> float:
    """The shortest of some runs, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run(words, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    repository = os.environ["BENCH_REPOSITORY"]
    rows: dict[str, float] = {}
    rows["git log -p"] = best(["git", "log", "-p"], repository)
    rows["git log -p -U0 --all"] = best(["git", "log", "-p", "-U0", "--full-history", "--all"], repository)
    rows["ropewalk, history"] = best([ROPEWALK, "scan", "secrets", "--git", "--no-cache"], repository)
    if GITLEAKS:
        # Without a report: gitleaks removes what it is given as one, /dev/null, too.
        rows["gitleaks, history"] = best([GITLEAKS, "git", "--no-banner", "."], repository, 1)
    rows["ropewalk, one more commit"] = one_more_commit(repository)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(f"git -C '{repository}' archive HEAD | tar x -C '{folder}'", shell=True, check=True)
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file() and not file.is_symlink())
        rows["ropewalk, files"] = best([ROPEWALK, "scan", "secrets"], folder)
        if GITLEAKS:
            rows["gitleaks, files"] = best([GITLEAKS, "dir", "--no-banner", "."], folder)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["git", "init", "-q", folder], check=True)
        (Path(folder) / "new.py").write_text("".join(f"value_{n} = compute({n}, 'text {n}')\n" for n in range(500)))
        subprocess.run(["git", "add", "."], cwd=folder, check=True)
        rows["ropewalk, 500 staged lines"] = best([ROPEWALK, "scan", "secrets", "--staged"], folder)
    rows["ropewalk, the newest commit"] = best([ROPEWALK, "scan", "secrets", "--range", "HEAD~1..HEAD"], repository)
    example = ROOT / "examples" / "parcels"
    rows["ropewalk scan, all of the example"] = best([ROPEWALK, "scan", "--db-age-ok"], str(example))
    for name, seconds in rows.items():
        peer = {
            "ropewalk, history": "git log -p",
            "gitleaks, history": "ropewalk, history",
            "gitleaks, files": "ropewalk, files",
        }
        ratio = f"  {seconds / rows[peer[name]]:.3f} x '{peer[name]}'" if name in peer else ""
        print(f"{name:<28}{seconds * 1000:>10.1f} ms{ratio}")
    print(f"files: {size / 1e6 / rows['ropewalk, files']:.0f} MB/s")
    growth(repository)


def one_more_commit(repository: str) -> float:
    """The history of a clone that was scanned before, after a commit, in seconds."""
    with tempfile.TemporaryDirectory() as top:
        clone = Path(top) / "clone"
        subprocess.run(["git", "clone", "-q", "--bare", "--shared", repository, clone], check=True)
        scan = [ROPEWALK, "scan", "secrets", "--git", str(clone)]
        kept = {**os.environ, "XDG_CACHE_HOME": top}
        subprocess.run(scan, env=kept, stdout=subprocess.DEVNULL, check=False)
        times = []
        for number in range(ROUNDS):
            tree = subprocess.check_output(["git", "rev-parse", "HEAD^{tree}"], cwd=clone, text=True).strip()
            words = [
                "git",
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@b.c",
                "commit-tree",
                "-p",
                "HEAD",
                "-m",
                str(number),
            ]
            commit = subprocess.check_output([*words, tree], cwd=clone, text=True).strip()
            subprocess.run(["git", "update-ref", "HEAD", commit], cwd=clone, check=True)
            start = time.perf_counter()
            subprocess.run(scan, env=kept, stdout=subprocess.DEVNULL, check=False)
            times.append(time.perf_counter() - start)
        return min(times)


def growth(repository: str) -> None:
    """Time of processors and memory over one, ten and a hundred copies of the repository's files."""
    with tempfile.TemporaryDirectory() as folder:
        for copies in (1, 10, 100):
            for number in range(len(os.listdir(folder)), copies):
                (Path(folder) / str(number)).mkdir()
                subprocess.run(
                    f"git -C '{repository}' archive HEAD | tar x -C '{folder}/{number}'", shell=True, check=True
                )
            child = os.posix_spawn(
                ROPEWALK, [ROPEWALK, "scan", "secrets", "-C", folder, "--format", "csv=/dev/null"], os.environ
            )
            used = os.wait4(child, 0)[2]
            print(
                f"{copies:>4} times the files: {used.ru_utime + used.ru_stime:>8.2f} s of CPU, {used.ru_maxrss / 1024:.0f} MiB"
            )


if __name__ == "__main__":
    main()
