#!/usr/bin/env python3
"""Runs GitHub's own workflow reader fixtures through `ropewalk parse --json`.

Usage: tests/conformance/workflow_reader.py [ROPEWALK]

The binary is the argument, else $ROPEWALK, else build/ropewalk. The fixtures are read from
../shared/conformance/workflow-reader beside the project (or $ROPEWALK_CONFORMANCE/workflow-reader); without them there
is nothing to run. Prints each difference by name and `workflow-reader: N of M`. Exits 1 when a difference is not listed
in known_differences.txt, 2 when nothing could be run.

A fixture is a file of parts between lines `---`: options of the fixture, the workflow, pairs of a reference and the
workflow behind it, and the expected JSON.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import suite

SUITE = "workflow-reader"
NUMBERS = {
    "max-depth": "maxDepth",
    "max-file-size": "maxFileSize",
    "max-result-size": "maxResultSize",
    "max-job-limit": "maxJobLimit",
    "max-nested-reusable-workflows-depth": "maxNestedDepth",
}
FLAGS = {
    "include-source": "includeSource",
    "skip-reusable-workflows": "skipReusable",
    "is-partial-rerun": "partialRerun",
}


def read_settings(text: str) -> dict[str, str | list[str]]:
    """A fixture's options: `key: value`, and `key:` with a list or flags below it."""
    settings: dict[str, str | list[str]] = {}
    key = ""
    for line in text.splitlines():
        line = line.split(" #")[0].rstrip()
        if not line.strip() or line.startswith("#"):
            continue
        if line.lstrip().startswith("- ") or line.startswith(" "):
            settings.setdefault(key, [])
            entry = settings[key]
            assert isinstance(entry, list)
            entry.append(line.strip().removeprefix("- ").split(":")[0].strip())
            continue
        key, _, value = line.partition(":")
        if value.strip():
            settings[key] = value.strip()
    return settings


def request_options(settings: dict[str, str | list[str]]) -> dict:
    """The options of the request that a fixture asks for."""
    options: dict = {"compat": "xlang", "anchors": False, "maxNestedDepth": 10}
    for name, option in NUMBERS.items():
        if name in settings:
            options[option] = int(str(settings[name]))
    for name, option in FLAGS.items():
        options[option] = settings.get(name) == "true"
    # What only the TypeScript port runs is about `on`, which the others read leniently.
    skip = settings.get("skip", [])
    is_strict = "C#" in skip and "Go" in skip
    options["strictOn"] = options["emitEvents"] = is_strict
    options["features"] = settings.get("experimental-features", [])
    options["permissionsPolicy"] = settings.get("permissions-policy", "Write")
    return options


def load_cases(folder: Path) -> list[tuple[str, dict, object]]:
    """Every fixture as its name, a request, and the expected template."""
    cases = []
    for file in sorted(folder.glob("*.yml")):
        parts = re.split(r"\r?\n---\r?\n", file.read_bytes().decode("utf-8"))
        expected = json.loads(parts[-1])
        pairs = parts[2:-1]
        request = {
            "id": file.name,
            "path": f".github/workflows/{file.name}",
            "content": parts[1],
            "workflows": dict(zip(pairs[::2], pairs[1::2], strict=False)),
            "options": request_options(read_settings(parts[0])),
        }
        cases.append((file.name, request, expected))
    return cases


def difference(expected: object, actual: object, path: str = "") -> str:
    """Where two JSON values first differ; empty when they are equal. Numbers are doubles, booleans are no numbers."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key in [*expected, *(key for key in actual if key not in expected)]:
            if key not in actual or key not in expected:
                return f"{path}.{key} is {'missing' if key in expected else 'too much'}"
            if text := difference(expected[key], actual[key], f"{path}.{key}"):
                return text
        return ""
    if isinstance(expected, list) and isinstance(actual, list):
        for index, (one, other) in enumerate(zip(expected, actual, strict=False)):
            if text := difference(one, other, f"{path}[{index}]"):
                return text
        return "" if len(expected) == len(actual) else f"{path} has {len(actual)} items, wanted {len(expected)}"
    if isinstance(expected, bool) == isinstance(actual, bool) and expected == actual:
        return ""
    return f"{path}: wanted {json.dumps(expected)}, got {json.dumps(actual)}"


def main() -> int:
    """Runs the suite."""
    folder = suite.data_folder() / SUITE
    cases = load_cases(folder)
    if not cases:
        return suite.nothing_to_run(SUITE, f"no fixtures in {folder}")
    try:
        answers = suite.ask("parse", [request for _, request, _ in cases])
    except (OSError, RuntimeError) as error:
        return suite.nothing_to_run(SUITE, str(error), len(cases))
    found = {
        name: difference(expected, answer["template"])
        for (name, _, expected), answer in zip(cases, answers, strict=False)
    }
    return suite.report(SUITE, len(cases), {name: text for name, text in found.items() if text})


if __name__ == "__main__":
    sys.exit(main())
