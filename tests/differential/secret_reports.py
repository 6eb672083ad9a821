#!/usr/bin/env python3
"""Plants secrets in repositories and looks for them, as they are, in all that a scan leaves behind.

Usage: tests/differential/secret_reports.py [ROPEWALK] [REPORTS] [SEED]

REPORTS (default 100,000) reports in all forms, of folders, histories and standard input with random bytes around the
secrets: in files, their names, archives, encoded, in messages, authors, tags. What a scan says that it found must stand in
no report, on no stream, in no cache; also when memory ends in the middle of it. Exits 1 when it does.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
FORMS = [
    "text",
    "jsonl",
    "json",
    "sarif",
    "junit",
    "github",
    "markdown",
    "csv",
    "gitleaks",
    "html",
    "cyclonedx",
    "spdx",
    "openvex",
]
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
SHORTEST = 12
ROUNDS_TOLD = 50


class Maker:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def letters(self, count: int) -> str:
        return "".join(self.random.choice(LETTERS) for _ in range(count))

    def secret(self) -> tuple[str, str]:
        """A secret, and the text that it stands in."""
        kind = self.random.randrange(7)
        if kind < 4:
            prefix, count = (("ghp_", 36), ("npm_", 36), ("glpat-", 20), ("hf_", 34))[kind]
            value = prefix + self.letters(count)
            return value, value
        value = self.letters(24)
        form = ('password = "{}"', "postgres://user:{}@db.example.org/x", "export API_TOKEN='{}'")[kind - 4]
        return value, form.format(value)

    def noise(self, most: int) -> bytes:
        size = self.random.randrange(most)
        if self.random.random() < 0.5:
            return self.random.randbytes(size)
        odd = "<>&\"',;:\\`$%\n\r\t\u2028\u00e9\u202e|[](){}#*_::error::]]>--\x1b[31m "
        return "".join(self.random.choice(odd + LETTERS) for _ in range(size)).encode()


class Round:
    """One repository and what is planted in it."""

    def __init__(self, maker: Maker, top: Path) -> None:
        self.maker = maker
        self.folder = top / "repository"
        self.folder.mkdir()
        self.planted: dict[str, str] = {}
        self.found = 0

    def plant(self) -> str:
        secret, text = self.maker.secret()
        self.planted[hashlib.sha256(secret.encode()).hexdigest()] = secret
        return text

    def bare(self) -> str:
        """A secret that may stand in a name."""
        text = ""
        while not text.startswith(("ghp_", "npm_", "glpat-", "hf_")):
            text = self.plant()
        return text

    def content(self) -> bytes:
        lines = [self.maker.noise(200)]
        for _ in range(self.maker.random.randrange(1, 5)):
            text = self.plant().encode()
            if self.maker.random.random() < 0.2:
                text = b"x = " + base64.b64encode(text)
            lines += [text, self.maker.noise(120)]
        return b"\n".join(lines)

    def archive(self) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr("inner " + self.maker.letters(5), self.content())
            archive.writestr(self.bare() + ".txt", b"x")
        return made.getvalue()

    def files(self) -> list[tuple[str, bytes]]:
        files = [(f"folder {n}/{self.maker.letters(6)}.txt", self.content()) for n in range(3)]
        files.append((f"a/{self.bare()}.cfg", self.content()))
        files.append((self.maker.letters(4) + ".zip", self.archive()))
        return files

    def write_tree(self) -> None:
        for name, content in self.files():
            path = self.folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)

    def write_history(self) -> None:
        subprocess.run(["git", "init", "-q", "-b", "main", "."], cwd=self.folder, check=True)
        made = bytearray()
        for number in range(4):
            author = self.bare() if number == 2 else "A"
            message = self.content().replace(b"\0", b"") if number else b"first"
            made += b"commit refs/heads/main\n"
            made += f"author {author} <{author}@example.org> {1700000000 + number} +0000\n".encode()
            made += f"committer C <c@example.org> {1700000000 + number} +0000\n".encode()
            made += b"data %d\n%s\n" % (len(message), message)
            for name, content in self.files():
                made += b'M 100644 inline "%s"\ndata %d\n%s\n' % (name.encode(), len(content), content)
        message = self.content().replace(b"\0", b"")
        made += b"tag v1\nfrom refs/heads/main\ntagger T <t@example.org> 1700000009 +0000\n"
        made += b"data %d\n%s\n" % (len(message), message)
        subprocess.run(["git", "fast-import", "--quiet"], input=bytes(made), cwd=self.folder, check=True)


def scan(binary: str, round_: Round, top: Path, words: list[str], given: bytes | None, is_short: bool) -> int:
    """Scans with all forms, and returns how many reports were made; ends the program when a secret is in one."""
    reports = top / "reports"
    reports.mkdir(exist_ok=True)
    options = [option for form in FORMS for option in ("--format", f"{form}={reports / form}")]
    done = subprocess.run(
        [binary, "scan", "secrets", *words, *options, "--format", "text"],
        cwd=round_.folder,
        input=given if given is not None else b"",
        capture_output=True,
        check=False,
        env={**os.environ, "XDG_CACHE_HOME": str(top / "cache")},
        preexec_fn=(lambda: resource.setrlimit(resource.RLIMIT_AS, (90 << 20, 90 << 20))) if is_short else None,  # noqa: PLW1509
    )
    lines = (reports / "jsonl").read_text(encoding="utf-8").splitlines() if (reports / "jsonl").is_file() else []
    found = {json.loads(line).get("secret_sha256") for line in lines}
    secrets = [secret for digest, secret in round_.planted.items() if digest in found or not lines]
    places = {"standard output": done.stdout, "standard error": done.stderr}
    for path in [*reports.rglob("*"), *(top / "cache").rglob("*")]:
        if path.is_file():
            places[str(path)] = path.read_bytes()
    made = sum(1 for form in FORMS if (reports / form).is_file())
    for place, content in places.items():
        for secret in secrets:
            if len(secret) >= SHORTEST and secret.encode() in content:
                kept = tempfile.mkdtemp(prefix="secret-reports-")
                shutil.copytree(top, kept, dirs_exist_ok=True)
                sys.exit(f"{secret} is in {place} of `scan secrets {' '.join(words)}`; kept in {kept}")
    round_.found += len(found - {None})
    shutil.rmtree(reports)
    return made


def main() -> int:
    binary = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("ROPEWALK", str(PROJECT / "build" / "ropewalk"))
    binary = str(Path(binary).resolve())
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    maker = Maker(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    made, planted, found, rounds = 0, 0, 0, 0
    while made < wanted:
        with tempfile.TemporaryDirectory(prefix="secret-reports-", dir=os.environ.get("SCRATCH")) as folder:
            top = Path(folder)
            (top / "cache").mkdir()
            round_ = Round(maker, top)
            round_.write_history()
            round_.write_tree()
            is_short = rounds % 20 == 19
            made += scan(binary, round_, top, ["--git"], None, is_short)
            made += scan(binary, round_, top, ["--git"], None, False)  # from what is remembered
            made += scan(binary, round_, top, ["--compat", "gitleaks"] if rounds % 2 else [], None, is_short)
            made += scan(binary, round_, top, ["--stdin"], round_.content(), is_short)
            planted += len(round_.planted)
            found += round_.found
            rounds += 1
            if rounds % ROUNDS_TOLD == 0:
                print(f"{made} reports, {planted} planted, {found} times one found", file=sys.stderr, flush=True)
    print(
        f"secret reports: 0 raw secrets in {made} reports of {rounds} repositories, "
        f"with {planted} secrets planted and {found} times one found"
    )
    return 0 if found >= planted else 1


if __name__ == "__main__":
    sys.exit(main())
