#!/usr/bin/env python3
"""Compares `ropewalk versions` with `packaging` on random pairs: order, normal form, and sets of versions.

Usage: tests/differential/versions.py [ROPEWALK] [PAIRS] [SEED]

PAIRS (default 1,000,000) of each kind. Versions have every spelling that PEP 440 allows. Exits 1 when an answer differs.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

PROJECT = Path(__file__).resolve().parents[2]
BATCH = 100_000
SHOWN = 10
PRE = ["a", "b", "c", "rc", "alpha", "beta", "pre", "preview", "ALPHA", "Rc"]
POST = ["post", "rev", "r", "POST"]
LOCAL = ["abc", "1", "01", "a1", "ubuntu-1", "1.a", "1_2", "A.B"]
NUMBERS = ["0", "1", "2", "10", "00", "01", "9", "255", "240", "65536", "99999999999999999999"]
OPERATORS = ["==", "!=", "<=", ">=", "<", ">", "~=", "==", "!="]


class Maker:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def number(self) -> str:
        return self.random.choice([*NUMBERS, str(self.random.randint(0, 30))])

    def separator(self) -> str:
        return self.random.choice(["", "", "-", "_", "."])

    def suffix(self, words: list[str]) -> str:
        number = self.random.choice(["", self.separator() + self.number()])
        return self.separator() + self.random.choice(words) + number

    def version(self) -> str:
        text = self.random.choice(["", "", "", "v", "V"])
        if self.chance(0.1):
            text += self.number() + "!"
        text += ".".join(self.number() for _ in range(self.random.choice([1, 2, 2, 3, 3, 4])))
        if self.chance(0.4):
            text += self.suffix(PRE)
        if self.chance(0.3):
            text += self.random.choice(["-" + self.number(), self.suffix(POST)])
        if self.chance(0.3):
            text += self.suffix(["dev"])
        return text + ("+" + self.random.choice(LOCAL) if self.chance(0.2) else "")

    def clause(self) -> str:
        operator, version = self.random.choice(OPERATORS), self.version()
        if operator in ("==", "!=") and self.chance(0.3):
            version = version.split("+")[0] + ".*"
        return operator + version


def parse(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None


def order_pair(maker: Maker) -> tuple[str, str, str, str] | None:
    """Two versions, how they stand, and the first one's normal form."""
    a, b = maker.version(), maker.version()
    if maker.chance(0.3):
        b = a.replace("rc", "c").replace(".0", "")
    first, second = parse(a), parse(b)
    if first is None or second is None:
        return None
    return a, b, "<" if first < second else ">" if first > second else "=", str(first)


def set_pair(maker: Maker) -> tuple[str, str, str, str] | None:
    """A version and a set, and whether it is in."""
    clauses = [maker.clause() for _ in range(maker.random.choice([1, 1, 2, 3]))]
    try:
        specifiers = SpecifierSet(",".join(clauses))
    except InvalidSpecifier:
        return None
    version = maker.version()
    if maker.chance(0.5):
        version = clauses[0].lstrip("=<>!~").replace(".*", "")
        version += maker.random.choice(["", ".post1", ".dev1", "+local", "rc1", ".0"])
    parsed = parse(version)
    if parsed is None:
        return None
    return version, ",".join(clauses), "in" if specifiers.contains(version, prereleases=True) else "out", str(parsed)


def differences(binary: str, pairs: list[tuple[str, str, str, str]], options: list[str]) -> list[str]:
    done = subprocess.run(
        [binary, "versions", "pypi", "--json", *options],
        input="".join(f"{a} {b}\n" for a, b, *_ in pairs),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    found = []
    for (a, b, wanted, normal), line in zip(pairs, done.stdout.splitlines(), strict=True):
        answer = json.loads(line)
        if (answer["relation"], answer["normal_form"]) != (wanted, normal):
            found.append(f"{a} {b}: wanted {wanted} and {normal}, got {answer['relation']} and {answer['normal_form']}")
    return found


def main() -> int:
    binary = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("ROPEWALK", str(PROJECT / "build" / "ropewalk"))
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    maker = Maker(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    failed = False
    for name, make, options in (("order", order_pair, []), ("sets", set_pair, ["--in"])):
        done, bad = 0, []
        while done < wanted:
            pairs = []
            while len(pairs) < min(BATCH, wanted - done):
                pair = make(maker)
                if pair is not None:
                    pairs.append(pair)
            bad += differences(binary, pairs, options)
            done += len(pairs)
        for line in bad[:SHOWN]:
            print(line)
        print(f"{name}: {len(bad)} differences in {done} pairs", flush=True)
        failed |= bool(bad)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
