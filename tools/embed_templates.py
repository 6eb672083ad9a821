"""Writes a C++ file that holds texts: embed_templates.py OUTPUT ROOM FUNCTION FOLDER FILE..., paths relative to FOLDER.

ROOM is the room of the function; its header ROOM/embedded.h declares it and the struct that the texts are in.
"""

from __future__ import annotations

import sys
from pathlib import Path

# MSVC's limit is no concern here, but g++ warns of literals beyond 64 KiB, so long texts come in pieces.
PIECE = 8000
DELIMITER = "ropewalk"


def literal(text: str) -> str:
    """A C++ literal of any text, in pieces that the compiler joins."""
    pieces = [text[start : start + PIECE] for start in range(0, len(text), PIECE)] or [""]
    return "\n".join(f'R"{DELIMITER}({piece}){DELIMITER}"' for piece in pieces)


def main() -> None:
    output, room, function, folder, *files = sys.argv[1:]
    rows = []
    for name in sorted(files):
        text = (Path(folder) / name).read_text(encoding="utf-8")
        rows.append(f'    Embedded{{"{name}", {literal(text)}}},\n')
    Path(output).write_text(
        f'#include "{room}/embedded.h"\n\n#include <array>\n\nnamespace ropewalk::{room} {{\n\n'
        f"std::span<const Embedded> {function}() {{\n  static constexpr std::array kFiles = {{\n{''.join(rows)}  }};\n"
        f"  return kFiles;\n}}\n\n}}  // namespace ropewalk::{room}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
