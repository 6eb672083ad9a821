"""gitleaks' own test data for secrets: configurations are accepted with the same rules or rejected, and each text has
the findings that its rule makes of it, with places, entropy and digest."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import suite

DATA = suite.data_folder() / "secrets"
BINARY = Path(suite.binary()).resolve()


def scan(*arguments: str | Path, cwd: Path | None = None) -> tuple[int, list[dict]]:
    """The exit code and the lines of `ropewalk scan secrets`."""
    done = subprocess.run(
        [BINARY, "scan", "secrets", "--format", "jsonl", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def rule_differences(expected: dict, rules: dict[str, dict]) -> list[str]:
    found = []
    for rule in expected["rules"]:
        mine = dict(rules.get(rule["id"], {}))
        mine.pop("type", None)
        for key in rule:
            a, b = rule[key], mine.get(key)
            if key == "keywords" and b is not None:
                a, b = sorted(set(a)), sorted(set(b))
            if a != b:
                found.append(f"{rule['id']}.{key}: {a} != {b}")
    return found


def check_configs() -> tuple[int, int, list[str]]:
    passed, wrong = 0, []
    cases = [json.loads(line) for line in (DATA / "configs.jsonl").open(encoding="utf-8")]
    with tempfile.TemporaryDirectory() as folder:
        # The files are read with a child of this folder as the working directory.
        root = Path(folder)
        for name in ("testdata", "gitleaks.toml"):
            (root / name).symlink_to(DATA / name)
        (root / "child").mkdir()
        for case in cases:
            extra = ["--defaults", "../gitleaks.toml"] if case.get("rules_from_default") else []
            code, lines = scan("-C", root / "child", "--config", f"../{case['config']}", "--list", *extra)
            rules = {line["id"]: line for line in lines if line["type"] == "rule"}
            if not case["accepted"]:
                problems = [] if code == 2 else [f"accepted (exit {code})"]
            elif code != 0:
                problems = [f"rejected (exit {code})"]
            else:
                config = next(line for line in lines if line["type"] == "config")
                problems = rule_differences(case, rules)
                if sorted(rules) != sorted(case["ids"]):
                    problems.append(f"ids: {sorted(rules)} != {case['ids']}")
                if "order" in case and config["order"] != case["order"]:
                    problems.append(f"order: {config['order']} != {case['order']}")
                if "keywords" in case and config["keywords"] != case["keywords"]:
                    problems.append(f"keywords: {config['keywords']} != {case['keywords']}")
                lists = [
                    {k: v for k, v in line.items() if k != "type"} for line in lines if line["type"] == "allowlist"
                ]
                if "allowlists" in case and lists != case["allowlists"]:
                    problems.append(f"allowlists: {lists} != {case['allowlists']}")
            passed += not problems
            wrong += [f"{case['config']}: {problem}" for problem in problems]
    return passed, len(cases), wrong


def found_by(lines: list[dict]) -> list[list]:
    return sorted(
        [
            line["start_line"] - (line["start_line"] > 0),
            line["start_column"],
            line["end_line"] - (line["end_line"] > 0),
            line["end_column"],
            round(line["entropy"], 4),
            line["secret_sha256"][:16],
        ]
        for line in lines
    )


def same(expected: list[list], mine: list[list]) -> bool:
    expected = sorted(expected)
    return len(expected) == len(mine) and all(
        a[:4] == b[:4] and a[5] == b[5] and abs(a[4] - b[4]) < 0.0002 for a, b in zip(expected, mine, strict=True)
    )


def check_vectors() -> tuple[int, int, list[str]]:
    """All texts of one rule in one run: each is a file of its own folder, since some rules look at names."""
    cases = [json.loads(line) for line in (DATA / "vectors.jsonl").open(encoding="utf-8")]
    by_rule: dict[str, list[tuple[int, dict]]] = {}
    for number, case in enumerate(cases):
        by_rule.setdefault(case["rule"], []).append((number, case))
    wrong: list[str] = []

    def check_rule(item: tuple[str, list[tuple[int, dict]]]) -> int:
        rule, texts = item
        passed = 0
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for number, case in texts:
                path = root / str(number) / case.get("path", "text")
                path.parent.mkdir(parents=True, exist_ok=True)
                # An empty file is not reported, and a rule about names has no text in its vectors.
                path.write_bytes(base64.b64decode(case["text_b64r"])[::-1] or b" ")
            _, alone = scan(
                "-C", root, "--config", DATA / "gitleaks.toml", "--compat", "gitleaks", "--only", rule, "--no-decode"
            )
            _, all_rules = scan("-C", root, "--config", DATA / "gitleaks.toml", "--compat", "gitleaks", "--no-decode")
        for number, case in texts:
            mine = [line for line in alone if line["type"] == "finding" and line["file"].split("/")[0] == str(number)]
            names = sorted(
                {
                    line["rule"]
                    for line in all_rules
                    if line["type"] == "finding" and line["file"].split("/")[0] == str(number)
                }
            )
            problems = []
            if not same(case.get("found", []), found_by(mine)):
                problems.append(f"{sorted(case.get('found', []))} != {found_by(mine)}")
            if names != sorted(set(case["default"])):
                problems.append(f"with all rules {sorted(set(case['default']))} != {names}")
            passed += not problems
            wrong.extend(f"vector {number} ({rule}): {problem}" for problem in problems)
        return passed

    with ThreadPoolExecutor(2) as pool:
        passed = sum(pool.map(check_rule, by_rule.items()))
    return passed, len(cases), wrong


def check_own_rules() -> tuple[int, int, list[str]]:
    """Our own rules on the same texts: at least 95 % of what gitleaks finds, and fewer findings where there is nothing.
    Each rule whose texts are missed is named with their number."""
    cases = [json.loads(line) for line in (DATA / "vectors.jsonl").open(encoding="utf-8")]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for number, case in enumerate(cases):
            path = root / str(number) / case.get("path", "text")
            path.parent.mkdir(parents=True)
            path.write_bytes(base64.b64decode(case["text_b64r"])[::-1] or b" ")
        _, lines = scan("-C", root)
    hit = {int(line["file"].split("/")[0]) for line in lines if line["type"] == "finding"}
    missed = Counter(case["rule"] for number, case in enumerate(cases) if case["expect"] and number not in hit)
    true = sum(case["expect"] for case in cases)
    false = sum(number in hit for number, case in enumerate(cases) if not case["expect"])
    of_gitleaks = sum(bool(case["default"]) for case in cases if not case["expect"])
    found = true - sum(missed.values())
    print(
        f"secrets/own rules: {found} of {true} found ({100 * found / true:.1f} %), {false} false (gitleaks: {of_gitleaks})"
    )
    print("  missed: " + ", ".join(f"{rule} {count}" for rule, count in missed.most_common()))
    wrong = [] if found >= 0.95 * true and false < of_gitleaks else ["fewer than 95 % found, or too much that is none"]
    return found, true, wrong


def main() -> int:
    failed = False
    suites = (
        ("secrets/configs", check_configs),
        ("secrets/vectors", check_vectors),
        ("secrets/own rules", check_own_rules),
    )
    for name, check in suites:
        passed, total, wrong = check()
        print(f"{name}: {passed} of {total}")
        for line in wrong[:40]:
            print(f"  {line[:600]}")
        failed |= bool(wrong)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
