#!/usr/bin/env python3
"""Writes src/expr/upper_case_table.inc: Unicode's simple upper-case mapping as .NET's OrdinalIgnoreCase uses it.

Usage: tools/generate_upper_case.py > src/expr/upper_case_table.inc

Python's unicodedata knows the full mapping only (str.upper). Where the full mapping has one character it is the simple
one; where it has more, the simple one is the title case, if that is a single other character (U+1F80 to U+1F88), and
otherwise there is none (sharp s). .NET leaves two characters out: dotless i (U+0131) and long s (U+017F).
"""

import sys
import unicodedata

LEFT_OUT = {0x0131, 0x017F}


def simple_upper(code_point: int) -> int:
    """The simple upper case of a code point, or the code point itself."""
    if code_point in LEFT_OUT or 0xD800 <= code_point <= 0xDFFF:
        return code_point
    text = chr(code_point)
    for candidate in (text.upper(), text.title()):
        if len(candidate) == 1:
            return ord(candidate)
    return code_point


def mappings() -> list[tuple[int, int]]:
    """Every non-ASCII code point whose upper case differs, as (code point, difference)."""
    return [(c, simple_upper(c) - c) for c in range(0x80, sys.maxunicode + 1) if simple_upper(c) != c]


def ranges(pairs: list[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """Joins neighbours with one difference and a step of 1 or 2 into (first, last, step, difference)."""
    rows: list[tuple[int, int, int, int]] = []
    for code_point, difference in pairs:
        if rows:
            first, last, step, joined = rows[-1]
            gap = code_point - last
            if joined == difference and gap in (1, 2) and (first == last or gap == step):
                rows[-1] = (first, code_point, gap, difference)
                continue
        rows.append((code_point, code_point, 1, difference))
    return rows


def main() -> None:
    print(f"// Unicode {unicodedata.unidata_version} simple upper case; written by tools/generate_upper_case.py.")
    print("// first, last, step, difference")
    for first, last, step, difference in ranges(mappings()):
        print(f"{{0x{first:04X}, 0x{last:04X}, {step}, {difference}}},")


if __name__ == "__main__":
    main()
