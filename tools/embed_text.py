"""Writes a C++ file that holds one text: embed_text.py OUTPUT NAMESPACE FUNCTION FILE."""

from __future__ import annotations

import sys
from pathlib import Path

from embed_templates import literal


def main() -> None:
    output, space, function, file = sys.argv[1:]
    text = literal(Path(file).read_text(encoding="utf-8"))
    Path(output).write_text(
        f"#include <string_view>\n\nnamespace {space} {{\n\nstd::string_view {function}();\n\n"
        f"std::string_view {function}() {{\n  return {text};\n}}\n\n}}  // namespace {space}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
