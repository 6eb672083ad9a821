"""Holds every #include of our code against the table of rooms in src/CMakeLists.txt.

A file of room A may include a header of room B only when A's row names B. Rows may name only rows above them, so the
table itself is free of cycles. A room's tests may also include the fakes and what its row names as TEST_USES.
`cli/main.cpp` alone may see every room: it builds the real adapters.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
CALL = re.compile(r"ropewalk_module\(\s*(?P<words>[^)]*)\)")
INCLUDE = re.compile(r'^\s*#\s*include\s+"(?P<path>[^"]+)"', re.MULTILINE)
KEYWORDS = {"LAYER", "UNHURRIED", "USES", "TEST_USES", "LIBRARIES"}
SEES_ALL = Path("cli/main.cpp")
FAKES = "ports"


class Room(NamedTuple):
    """One row of the table: the layer, and what the room's files and its tests may include."""

    layer: int
    uses: set[str]
    test_uses: set[str]


def read_table(text: str) -> dict[str, Room]:
    """Room name to its row, as the CMake calls say it."""
    text = re.sub(r"#.*", "", text)
    always = set(re.search(r"set\(always ([^)]*)\)", text).group(1).split())
    table: dict[str, Room] = {}
    for call in CALL.finditer(text):
        words = call.group("words").replace("${always}", " ".join(sorted(always))).split()
        name, section, layer, uses, test_uses = words[0], "", 0, set(), set()
        for word in words[1:]:
            if word in KEYWORDS:
                section = word
            elif section == "LAYER":
                layer = int(word)
            elif section == "USES":
                uses.add(word)
            elif section == "TEST_USES":
                test_uses.add(word)
        table[name] = Room(layer, uses, test_uses)
    return table


def check_table(table: dict[str, Room]) -> list[str]:
    """Rows that name an unknown room, themselves, or one that is not above them."""
    problems = []
    for name, (layer, uses, test_uses) in table.items():
        for used in sorted((uses | test_uses) - set(table)):
            problems.append(f"src/CMakeLists.txt: {name} uses {used}, which is no room")
        for used in sorted(uses & set(table)):
            if table[used].layer >= layer:
                problems.append(f"src/CMakeLists.txt: {name} (layer {layer}) uses {used} (layer {table[used].layer})")
    return problems


def is_for_tests(relative: Path) -> bool:
    """True for tests and for what several tests share, which cmake/module.cmake keeps out of the rooms' libraries."""
    return (
        relative.stem.endswith("_test")
        or relative.stem == "testing"
        or relative.name.startswith(("fake_", "sample_"))
        or bool({"fake", "testing"} & set(relative.parts[:-1]))
    )


def check_file(path: Path, table: dict[str, Room]) -> list[str]:
    """Includes of one file that its room's row does not name."""
    relative = path.relative_to(SOURCE)
    room = relative.parts[0]
    if room not in table:
        return [f"src/{relative}:1: folder {room}/ is no room of src/CMakeLists.txt"]
    if relative == SEES_ALL:
        return []
    allowed = table[room].uses | {room}
    for_tests = is_for_tests(relative)
    if for_tests:
        allowed = allowed | {FAKES} | table[room].test_uses
    problems = []
    text = path.read_text(encoding="utf-8")
    for include in INCLUDE.finditer(text):
        target = include.group("path")
        line = text.count("\n", 0, include.start("path")) + 1
        if "/" not in target:
            problems.append(f'src/{relative}:{line}: "{target}" does not name its room')
        elif target.split("/")[0] not in allowed:
            problems.append(f'src/{relative}:{line}: {room} may not include "{target}"')
        elif is_for_tests(Path(target)) and not for_tests:
            problems.append(f'src/{relative}:{line}: only tests may include "{target}"')
    return problems


def main() -> int:
    table = read_table((SOURCE / "CMakeLists.txt").read_text(encoding="utf-8"))
    problems = check_table(table)
    files = sorted([*SOURCE.rglob("*.cpp"), *SOURCE.rglob("*.h")])
    for path in files:
        problems += check_file(path, table)
    for problem in problems:
        print(problem)
    print(f"layers: {len(files)} files in {len(table)} rooms, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
