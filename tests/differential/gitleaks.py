#!/usr/bin/env python3
"""Compares `scan secrets --compat gitleaks` with gitleaks itself, on random repositories: their histories and their files.

Usage: tests/differential/gitleaks.py [ROPEWALK] [REPOSITORIES] [SEED]

REPOSITORIES (default 100) have a few commits that put, move and repeat lines with the secrets of gitleaks' own test data in
../shared/conformance, some of them encoded. gitleaks is taken from PATH or GITLEAKS
(`GOBIN=… go install github.com/zricethezav/gitleaks/v8@latest` makes one). Every finding has to have the same commit, file,
rule, lines, columns and fingerprint. Exits 1 when one differs, 2 when nothing could be run.
"""

from __future__ import annotations

import base64
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("ROPEWALK_CONFORMANCE", PROJECT.parent / "shared" / "conformance")) / "secrets"
GITLEAKS = os.environ.get("GITLEAKS") or shutil.which("gitleaks")
NAMES = [
    "a.py", "b/c.js", "d e.txt", "x.env", "deep/er/f.yaml", "ü.cfg", "package-lock.json", "go.sum", "node_modules/q.js",
    "t.min.js", "Dockerfile", "LICENSE",
]  # fmt: skip
NOISE = [
    b"x = 1\n", b"\n", b"\r\n", b"\t\t", "é中 = '".encode(), b"# gitleaks:allow\n", b"%41%42%43", b"\\u0041", b" ; ",
    b"aGVsbG8gd29ybGQgdGhpcyBpcyBiYXNlNjQ=\n", b'"', b"'", b"key: ", b"-----\n",
]  # fmt: skip
WHO = {f"GIT_{role}_{what}": "a@b" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
ENVIRONMENT = os.environ | WHO | {"GOMAXPROCS": "1"}


def texts() -> list[bytes]:
    lines = (DATA / "vectors.jsonl").read_text(encoding="utf-8").splitlines()
    return [base64.b64decode(json.loads(line)["text_b64r"])[::-1] for line in lines]


class Maker:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.texts = texts()

    def content(self) -> bytes:
        out = b""
        for _ in range(self.random.randrange(1, 12)):
            text = self.random.choice(self.texts if self.random.random() < 0.6 else NOISE)
            if self.random.random() < 0.15:
                text = base64.b64encode(text)
            elif self.random.random() < 0.05:
                text = text.hex().encode()
            out += text + self.random.choice([b"\n", b"\n\n", b" ", b"", b"\r\n"])
        return out

    def change(self, file: Path) -> None:
        old = file.read_bytes() if file.exists() else b""
        lines, at = old.split(b"\n"), self.random.random()
        if at < 0.3 and old:
            place = self.random.randrange(len(lines))
            file.write_bytes(b"\n".join([*lines[:place], self.content(), *lines[place:]]))
        else:
            file.write_bytes(old + self.content() if at < 0.5 else self.content())

    def repository(self, folder: Path) -> None:
        folder.mkdir()
        git(folder, "init", "-q", "-b", "main")
        for number in range(self.random.randrange(1, 6)):
            for _ in range(self.random.randrange(1, 4)):
                file = folder / self.random.choice(NAMES)
                file.parent.mkdir(parents=True, exist_ok=True)
                self.change(file)
            git(folder, "add", "-A")
            git(folder, "commit", "-qm", str(number), "--allow-empty")


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, env=ENVIRONMENT)


def theirs(mode: str, folder: Path, report: Path) -> Counter:
    words = [str(GITLEAKS), mode, "--no-banner", "-c", DATA / "gitleaks.toml", "-r", report, "--max-decode-depth", "5"]
    subprocess.run([*words, "."], cwd=folder, capture_output=True, env=ENVIRONMENT, check=False)
    places = ("Commit", "File", "RuleID", "StartLine", "EndLine", "StartColumn", "EndColumn", "Fingerprint")
    return Counter(tuple(found[name] for name in places) for found in json.loads(report.read_text()))


def ours(program: str, mode: str, folder: Path) -> Counter:
    words = [
        program,
        "scan",
        "secrets",
        "--config",
        DATA / "gitleaks.toml",
        "--compat",
        "gitleaks",
        "--format",
        "jsonl",
    ]
    more = ["--git", "--no-cache"] if mode == "git" else []
    done = subprocess.run([*words, *more], cwd=folder, capture_output=True, text=True, env=ENVIRONMENT, check=False)
    assert done.returncode in {0, 1}, done.stderr
    places = ("file", "rule", "start_line", "end_line", "start_column", "end_column", "fingerprint")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return Counter(
        (line.get("commit", ""), *(line[name] for name in places)) for line in lines if line["type"] == "finding"
    )


def main() -> int:
    program = str(Path(sys.argv[1]).resolve()) if len(sys.argv) > 1 else str(PROJECT / "build/release/src/ropewalk")
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    if not GITLEAKS or not (DATA / "vectors.jsonl").is_file():
        print("needs gitleaks and ../shared/conformance/secrets")
        return 2
    maker = Maker(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    findings = different = 0
    with tempfile.TemporaryDirectory(prefix="ropewalk-gitleaks.") as top:
        for number in range(count):
            folder = Path(top) / str(number)
            maker.repository(folder)
            for mode in ("git", "dir"):
                wanted = theirs(mode, folder, Path(top) / "report.json")
                found = ours(program, mode, folder)
                findings += wanted.total()
                for name, left in (("gitleaks", wanted - found), ("ropewalk", found - wanted)):
                    different += left.total()
                    for one in left:
                        print(f"repository {number}, {mode}, only {name}: {one}")
            shutil.rmtree(folder)
    print(f"gitleaks: {different} differences in {findings} findings of {count} repositories and their files")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
