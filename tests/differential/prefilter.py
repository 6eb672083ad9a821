#!/usr/bin/env python3
"""Compares RE2 behind the prefilter of the secret scanner with RE2 alone, on random texts full of near secrets.

Usage: tests/differential/prefilter.py [COUNT] [SEED]

COUNT (default 1,000,000) texts. They are made from lines that look like secrets: those of gitleaks' test data in
../shared/conformance, whose 222 rules are compared then, too, and names with values of every form. Exits 1 when a match
differs.
"""

from __future__ import annotations

import base64
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PROGRAM = PROJECT / "build" / "release" / "tests" / "differential" / "prefilter_differential"
DATA = Path(os.environ.get("ROPEWALK_CONFORMANCE", PROJECT.parent / "shared" / "conformance")) / "secrets"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
MADE = 4000


def pages() -> list[str]:
    """Words of our own rules: names and prefixes."""
    words = []
    for page in sorted((PROJECT / "data" / "secrets").glob("*.md")):
        head = page.read_text(encoding="utf-8").split("\n---\n")[0]
        for line in head.splitlines():
            if line.startswith(("match: ", "names: ")):
                words += "".join(c if c.isalnum() or c in "_-." else " " for c in line.split(": ", 1)[1]).split()
    return sorted({word for word in words if len(word) > 1})


def made_lines(seed: int) -> list[str]:
    """Assignments of values of all lengths to names of rules, and prefixes with what may follow."""
    chooser = random.Random(seed)
    words = pages()
    lines = []
    for _ in range(MADE):
        alphabet = chooser.choice([LETTERS, LETTERS.lower(), "0123456789abcdef", LETTERS + "-_", LETTERS + "+/="])
        value = "".join(chooser.choice(alphabet) for _ in range(chooser.choice([8, 16, 20, 32, 36, 40, 64, 82, 100])))
        word, second = chooser.choice(words), chooser.choice(["key", "token", "secret", "_id", "password", ""])
        between = chooser.choice(["=", " = ", ": ", '="', "='", ": '", " := ", '", "', "", "_", "-"])
        lines.append(word + second + between + value + chooser.choice(["", '"', "'", ";", "\\n"]))
    return lines


def vectors() -> list[str]:
    if not (DATA / "vectors.jsonl").is_file():
        return []
    texts = []
    for line in (DATA / "vectors.jsonl").open(encoding="utf-8"):
        texts.append(base64.b64decode(json.loads(line)["text_b64r"])[::-1].decode(errors="replace"))
    return [line for text in texts for line in text.splitlines()]


def main() -> int:
    count = sys.argv[1] if len(sys.argv) > 1 else "1000000"
    seed = sys.argv[2] if len(sys.argv) > 2 else "1"
    program = os.environ.get("PREFILTER_DIFFERENTIAL")
    if not program:
        subprocess.run([PROJECT / "tools" / "build.sh", "release", "prefilter_differential"], check=True)
        program = str(PROGRAM)
    rules = [str(DATA / "gitleaks.toml")] if (DATA / "gitleaks.toml").is_file() else []
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as seeds:
        seeds.write("\n".join(made_lines(int(seed)) + vectors()))
        seeds.flush()
        return subprocess.run([program, count, seed, seeds.name, *rules], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
