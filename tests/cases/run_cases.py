"""Runs golden cases against the built binary, and rewrites what they expect: run_cases.py [--bless] [PATTERN...].

Every case has a folder, a home and a git identity of its own. Times, ids and paths that differ from run to run are
replaced by words before texts are compared. ROPEWALK names the binary; build/ropewalk without it.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import case_file
from case_file import Case, Command

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LIMIT_SECONDS = 300
COMMIT_DATE = "2026-01-02T03:04:05+00:00"

# Order matters: what is longer and more certain comes first.
REPLACEMENTS = [
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"), "<time>"),
    (re.compile(r"\b\d{4}-\d\d-\d\d \d\d:\d\d\b"), "<time>"),
    (re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "<uuid>"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "<digest>"),
    (re.compile(r"\b[0-9a-f]{40}\b"), "<sha>"),
    (re.compile(r"\b[1-9]\d{10}\b"), "<run>"),
    (re.compile(r"\(ID: \d+,"), "(ID: <id>,"),
    # What took longest is another thing each time.
    (re.compile(r"\nTime\n(?:  .+(?:\n|$))+"), ""),
    (re.compile(r"\n### Time\n\nCritical path, .*\n(?:\n(?:\|.*\n)+)?"), ""),
    (re.compile(r'"duration_ms":\d+'), '"duration_ms":0'),
    (re.compile(r"/dev/shm/ropewalk-[A-Za-z0-9]+"), "<memory>"),
    (re.compile(r"<cache>/ropewalk/work/[A-Za-z0-9_.-]+-\d+"), "<work>"),
    (re.compile(r" *\b\d+\.\ds\b"), " 0.0s"),
    (re.compile(r"\b[\d.]+ m?s(?= of at most (?:1[05] min 00 s|0 s))"), "<duration>"),
    (re.compile(r"(?<= )\([\d.]+ m?s\)(?=$| →|\")", re.MULTILINE), "(<duration>)"),
    (re.compile(r"(removed: \d+ (?:run|page)s?), [\d.]+ k?B"), r"\1, <bytes>"),
    (re.compile(r"(Runner name|Machine name): '[^']*'"), r"\1: '<host>'"),
    (re.compile(r'"runner":"[^"]*"'), '"runner":"<host>"'),
    (re.compile(r"Installed are: .*"), "Installed are: <pythons>"),
    (re.compile(r"\bropewalk \d+\.\d+\.\d+\b"), "ropewalk <version>"),
]


def binary() -> Path:
    return Path(os.environ.get("ROPEWALK") or ROOT / "build" / "ropewalk").resolve()


def all_cases(patterns: list[str]) -> Iterator[Path]:
    """Case files whose path contains one of the patterns; all without any."""
    for path in sorted(HERE.rglob("*.case")):
        name = path.relative_to(HERE).as_posix()
        if not patterns or any(pattern in name for pattern in patterns):
            yield path


class Place:
    """The folders that one case sees, and how it is called."""

    def __init__(self, top: Path, case: Case) -> None:
        self.work = top / "project"
        home = top / "home"
        self.work.mkdir()
        home.mkdir()
        self.environ = {
            "PATH": f"{binary().parent}:{os.environ['PATH']}",
            "HOME": str(home),
            "XDG_STATE_HOME": str(top / "state"),
            "XDG_CACHE_HOME": str(top / "cache"),
            "XDG_CONFIG_HOME": str(top / "config"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "ROPEWALK_OFFLINE": "1",
            "GIT_CEILING_DIRECTORIES": str(top),
            "LANG": "C.UTF-8",
            "TERM": "dumb",
            "USER": "ada",
        } | case.environment
        # How a sanitizer's build reports.
        self.environ |= {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
        self.paths = {str(self.work): "<dir>", str(top / "cache"): "<cache>", str(top / "state"): "<state>"}
        self.paths[str(home)] = "<home>"
        for name, body in case.files.items():
            file = self.work / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(body, encoding="utf-8", newline="")
        if case.git != "no":
            self._make_repository(home, has_commit=case.git == "yes")
        if case.setup:
            command = ["bash", "-e", "-c", case.setup]
            subprocess.run(command, cwd=self.work, env=self._git_environ(), check=True, capture_output=True)

    def _make_repository(self, home: Path, *, has_commit: bool) -> None:
        (home / ".gitconfig").write_text(
            "[user]\n\tname = Ada Lovelace\n\temail = ada@example.com\n[init]\n\tdefaultBranch = main\n",
            encoding="utf-8",
        )
        self._git("init", "--quiet")
        if has_commit:
            self._git("add", "--all")
            self._git("commit", "--quiet", "--allow-empty", "--message=Start")

    def _git_environ(self) -> dict[str, str]:
        dates = {"GIT_AUTHOR_DATE": COMMIT_DATE, "GIT_COMMITTER_DATE": COMMIT_DATE}
        return self.environ | dates | {"PATH": os.environ["PATH"]}

    def _git(self, *words: str) -> None:
        subprocess.run(["git", *words], cwd=self.work, env=self._git_environ(), check=True, capture_output=True)

    def run(self, command: Command) -> Command:
        """The command with what came out of it."""
        words = shlex.split(command.words)
        folder = self.work
        if words[0] == "cd":
            folder = self.work / words[1]
            words = words[3:]
        if words[0] == "ropewalk":
            words[0] = str(binary())
        done = subprocess.run(
            words,
            cwd=folder,
            env=self.environ,
            input=command.input.encode(),
            capture_output=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
        output = self._normal(done.stdout)
        if command.is_sorted:
            output = "".join(sorted(output.splitlines(keepends=True)))
        return Command(
            command.words, command.input, done.returncode, output, self._normal(done.stderr), command.is_sorted
        )

    def text_of(self, text: str) -> str:
        """The text without what differs from run to run."""
        for path, word in sorted(self.paths.items(), key=lambda item: -len(item[0])):
            text = text.replace(path, word)
        for pattern, word in REPLACEMENTS:
            text = pattern.sub(word, text)
        return re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)

    def _normal(self, data: bytes) -> str:
        text = self.text_of(data.decode("utf-8", errors="backslashreplace"))
        return text if not text or text.endswith("\n") else text + "\n"


def run_case(case: Case) -> Case:
    """The case as it comes out now."""
    top = Path(tempfile.mkdtemp(prefix="ropewalk-case-")).resolve()
    try:
        place = Place(top, case)
        commands = [place.run(command) for command in case.commands]
    finally:
        shutil.rmtree(top, ignore_errors=True)
    return Case(case.description, case.files, case.git, case.setup, case.needs, case.environment, commands)


def can_run(case: Case) -> bool:
    return all(shutil.which(program) for program in case.needs)


def difference(path: Path) -> str:
    """A diff from what the file expects to what comes out; empty when they are the same."""
    case = case_file.load(path)
    if not can_run(case):
        return ""
    expected = case_file.write(case).splitlines(keepends=True)
    actual = case_file.write(run_case(case)).splitlines(keepends=True)
    return "".join(difflib.unified_diff(expected, actual, "expected", "actual", n=3))


def bless(path: Path) -> bool:
    """Rewrite what the file expects; true when that changed it."""
    before = path.read_text(encoding="utf-8")
    case = case_file.parse(before)
    if not can_run(case):
        return False
    after = case_file.write(run_case(case))
    if after != before:
        path.write_text(after, encoding="utf-8")
    return after != before


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bless", action="store_true", help="rewrite what the cases expect")
    parser.add_argument("patterns", nargs="*", help="only cases whose path contains one of these")
    options = parser.parse_args()
    paths = list(all_cases(options.patterns))
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        if options.bless:
            changed = [path for path, is_new in zip(paths, pool.map(bless, paths), strict=True) if is_new]
            for path in changed:
                print(f"blessed {path.relative_to(ROOT)}")
            print(f"{len(paths)} cases, {len(changed)} rewritten")
            return 0
        failed = 0
        for path, text in zip(paths, pool.map(difference, paths), strict=True):
            if text:
                failed += 1
                print(f"--- {path.relative_to(ROOT)}\n{text}")
    print(f"{len(paths) - failed} of {len(paths)} cases pass")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
