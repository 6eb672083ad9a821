"""Writes docs/compatibility.md: what runs here and with act, feature by feature, each shown by a golden case.

    compatibility.py --write                      write the page
    compatibility.py --check                      fail when the page is not what would be written
    compatibility.py --record ACT [--from DIR] [CASE…]  run act on the cases and keep what came out in act.json

features.toml names the features, each with its case. Ours is what the case gives now: a case that does not come out as it
says makes the page wrong and the check fail. act's is the recorded run of the same files with the same command, told in
the same terms: whether the run succeeded, what its steps printed, and the annotations they made. A recorded run of a
case that has changed since is refused. DIR holds git repositories of actions as OWNER+NAME/repo, for act to use.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import json
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "cases"))

from act_run import run_act  # noqa: E402
from facts import Facts, facts_of_events  # noqa: E402

import case_file  # noqa: E402
import run_cases  # noqa: E402

PAGE = run_cases.ROOT / "docs" / "compatibility.md"
RECORD = HERE / "act.json"


@dataclass
class Feature:
    """A row of the page."""

    section: str
    text: str
    case: str
    only: str = ""
    """Of the printed lines only those that this expression finds are compared."""
    act_needs: str = ""
    """What act would need that was not there when it was recorded; its column then says that and no more."""
    note: str = ""

    @property
    def path(self) -> Path:
        return run_cases.HERE / f"{self.case}.case"


@dataclass
class Row:
    feature: Feature
    ours: str
    act: str
    problem: str = ""
    difference: list[str] = field(default_factory=list)


def features() -> list[Feature]:
    table = tomllib.loads((HERE / "features.toml").read_text(encoding="utf-8"))
    return [Feature(section["name"], **row) for section in table["section"] for row in section["features"]]


def run_commands(case: case_file.Case) -> list[case_file.Command]:
    return [command for command in case.commands if command.words.startswith("ropewalk run")]


def digest(case: case_file.Case) -> str:
    """Of all that the case's outcome depends on."""
    commands = [command.words for command in run_commands(case)]
    given = [case.files, case.git, case.setup, case.environment, commands]
    return hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()[:16]


def in_place(case: case_file.Case, call) -> list[Facts]:
    """The facts of each of the case's runs, one after the other in one place."""
    top = Path(tempfile.mkdtemp(prefix="ropewalk-case-")).resolve()
    try:
        place = run_cases.Place(top, case)
        return [call(place, command) for command in run_commands(case)]
    finally:
        shutil.rmtree(top, ignore_errors=True)


def run_ours(place: run_cases.Place, command: case_file.Command) -> Facts:
    words = [word for word in shlex.split(command.words) if word not in ("--quiet", "-q", "--verbose", "-v")]
    words = [str(run_cases.binary()), *words[1:], "--json"]
    done = subprocess.run(
        words, cwd=place.work, env=place.environ, input=b"", capture_output=True, timeout=120, check=False
    )
    events = [json.loads(line) for line in done.stdout.splitlines()]
    return facts_of_events(done.returncode, events, place.text_of)


def compare(feature: Feature, ours: list[Facts], act: list[Facts]) -> tuple[str, list[str]]:
    """The word of act's column, and how it differs."""
    different: list[str] = []
    has_same_end = True
    total = same = 0
    for mine, other in zip(ours, act, strict=True):
        if (mine.exit == 0) != (other.exit == 0):
            has_same_end = False
            different.append(f"the run {'succeeds' if other.exit == 0 else 'fails'}")
        wanted, got = (Counter(facts.lines_with(feature.only)) for facts in (mine, other))
        total += (wanted | got).total()
        same += (wanted & got).total()
        different += [f"lacks `{line}`" for line in (wanted - got)]
        different += [f"has `{line}`" for line in (got - wanted)]
    if not different:
        return "yes", []
    return ("in part" if has_same_end and same * 2 > total else "no"), different


def row_of(feature: Feature, record: dict) -> Row:
    case = case_file.load(feature.path)
    if not run_cases.can_run(case):
        return Row(feature, "", "", problem=f"this machine lacks {', '.join(case.needs)}")
    ours = in_place(case, run_ours)
    expected = [command.exit_code for command in run_commands(case)]
    if (codes := [facts.exit for facts in ours]) != expected:
        return Row(feature, "no", "", problem=f"the case ends with {codes} and not with {expected}")
    word = "no: said beforehand, exit 3" if any(facts.exit == 3 for facts in ours) else "yes"
    if feature.act_needs:
        return Row(feature, word, f"needs {feature.act_needs}: not recorded")
    recorded = record["runs"].get(feature.case)
    if recorded is None or recorded["digest"] != digest(case):
        return Row(feature, word, "", problem="act was recorded on another form of this case: --record it again")
    act, different = compare(feature, ours, [Facts(**facts) for facts in recorded["facts"]])
    if word != "yes" and act == "yes":
        act = "no"
    return Row(feature, word, act, difference=different)


def short(differences: list[str]) -> str:
    """The first difference, in a cell of a table."""
    if not differences:
        return ""
    text = differences[0].replace("|", "\\|")
    text = text if len(text) <= 90 else text[:88] + "…`"
    return text + (f" and {len(differences) - 1} more" if len(differences) > 1 else "")


HEAD = """# What runs here, and with act

<!-- Written by tests/compatibility/compatibility.py; do not edit. -->

Each row is a feature of GitHub Actions and the case that shows it, a whole repository with its workflow. "Ropewalk" is what the
case gives in our tests. "act" is what act {version} did with the same files and the same command on the host
(`-P ubuntu-latest=-self-hosted`), recorded in tests/compatibility/act.json. Compared are whether the run succeeds, what its steps
print, and their annotations. *in part*: the run ends alike, and more than half of the rest is the same. The last column is the first difference that act shows.

{counts}
"""


def page(rows: list[Row], version: str) -> str:
    words = Counter(row.act.split(":")[0] for row in rows)
    ours = sum(row.ours == "yes" for row in rows)
    counts = f"Of {len(rows)} features: Ropewalk {ours}; act {words['yes']}, and {words['in part']} in part."
    text = HEAD.format(version=version, counts=counts)
    section = ""
    for row in rows:
        if row.feature.section != section:
            section = row.feature.section
            text += f"\n## {section}\n\n| feature | Ropewalk | act | case | act's difference |\n|---|---|---|---|---|\n"
        cell = row.feature.note or short(row.difference)
        link = f"[{row.feature.case}](../tests/cases/{row.feature.case}.case)"
        text += f"| {row.feature.text} | {row.ours} | {row.act} | {link} | {cell} |\n"
    return text


def record_act(act: Path, sources: Path | None, names: list[str], *, is_missing: bool) -> None:
    record = json.loads(RECORD.read_text()) if RECORD.exists() else {"act": "", "runs": {}}
    said = subprocess.run([act, "--version"], capture_output=True, text=True, check=True).stdout
    record["act"] = re.search(r"\d+\.\d+\.\d+|\(devel\)", said)[0]
    wanted = [feature for feature in features() if not feature.act_needs]
    record["runs"] = {name: run for name, run in record["runs"].items() if name in {f.case for f in wanted}}
    for feature in wanted:
        if names and not any(name in feature.case for name in names):
            continue
        case = case_file.load(feature.path)
        if is_missing and record["runs"].get(feature.case, {}).get("digest") == digest(case):
            continue
        facts = in_place(case, lambda place, command: run_act(act, sources, place, command))
        record["runs"][feature.case] = {"digest": digest(case), "facts": [vars(fact) for fact in facts]}
        print(f"{feature.case}: {[fact.exit for fact in facts]}", flush=True)
        write_record(record)


def write_record(record: dict) -> None:
    RECORD.write_text(json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def made(names: list[str] | None = None) -> tuple[list[Row], str]:
    """All rows, and the version of act that was recorded."""
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    wanted = [f for f in features() if not names or any(name in f.case for name in names)]
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(lambda feature: row_of(feature, record), wanted)), record["act"]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--show", action="store_true", help="print every difference")
    parser.add_argument("--record", type=Path, metavar="ACT")
    parser.add_argument("--from", dest="sources", type=Path, metavar="DIR")
    parser.add_argument("--missing", action="store_true", help="record only what is not recorded as it is now")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    if options.record:
        record_act(options.record, options.sources, options.names, is_missing=options.missing)
    rows, version = made(options.names if options.show else None)
    problems = [f"{row.feature.case}: {row.problem}" for row in rows if row.problem]
    for row in rows if options.show else []:
        print(f"{row.feature.case}: {row.ours} | {row.act}", *row.difference, sep="\n    ")
    if problems:
        print("\n".join(problems), file=sys.stderr)
        return 1
    text = page(rows, version)
    if options.write:
        PAGE.write_text(text, encoding="utf-8")
    elif options.check and (there := PAGE.read_text(encoding="utf-8")) != text:
        lines = difflib.unified_diff(
            there.splitlines(), text.splitlines(), "docs/compatibility.md", "made now", lineterm=""
        )
        print("\n".join(lines), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
