"""Writes src/base/wide_characters.inc: code points that take two columns of a terminal, or none.

Source: the Unicode data of the Python that runs this (unicodedata.unidata_version): East_Asian_Width W and F are two
columns; general categories Mn, Me and Cf are none (but for U+00AD, which terminals show).
"""

import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "src" / "base" / "wide_characters.inc"
SOFT_HYPHEN = 0xAD


def is_wide(code: int) -> bool:
    return unicodedata.east_asian_width(chr(code)) in "WF"


def is_empty(code: int) -> bool:
    return code != SOFT_HYPHEN and unicodedata.category(chr(code)) in ("Mn", "Me", "Cf")


def ranges(matches: Callable[[int], bool]) -> Iterator[tuple[int, int]]:
    first = None
    for code in range(0x80, sys.maxunicode + 2):
        here = code <= sys.maxunicode and matches(code)
        if here and first is None:
            first = code
        elif not here and first is not None:
            yield first, code - 1
            first = None


def table(name: str, matches: Callable[[int], bool]) -> str:
    rows = ",\n".join(f"    {{0x{first:X}, 0x{last:X}}}" for first, last in ranges(matches))
    return f"constexpr CodePointRange {name}[] = {{\n{rows}}};\n"


def main() -> None:
    text = (
        f"// Made by tools/generate_wide_characters.py from Unicode {unicodedata.unidata_version}; do not edit.\n"
        "// clang-format off\n" + table("kWide", is_wide) + table("kEmpty", is_empty) + "// clang-format on\n"
    )
    TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
