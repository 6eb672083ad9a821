"""What a scan tells, and to whom: reports that cannot be written, input that cannot be read, names that would be commands
to a runner, findings that no checkout has, and a page for each reason that a report names."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from test_scan_faults import INCOMPLETE, ROOT, TOKEN, USAGE, binary, environment, git, run_scan

FORMATS = [
    "text",
    "jsonl",
    "json",
    "sarif",
    "junit",
    "github",
    "markdown",
    "csv",
    "gitleaks",
    "html",
    "cyclonedx",
    "spdx",
    "openvex",
]
# Its form is a rule of the test's own; put together, so that no scanner takes this file for a leak.
MARK = "MARK-{}-" + "0123456789" + "abcdef"
RULES = '[[rules]]\nid = "mark"\nregex = "MARK-[a-z0-9]+-[0-9a-f]{16}"\n'


@pytest.fixture
def top(tmp_path: Path) -> Path:
    (tmp_path / "top").mkdir()
    (tmp_path / "top/.gitleaks.toml").write_text(RULES)
    return tmp_path / "top"


def shell(top: Path, words: str) -> subprocess.CompletedProcess[str]:
    """The words behind `ropewalk scan`, with a shell's redirections."""
    return subprocess.run(
        ["sh", "-c", f'"$0" scan {words}', binary()],
        cwd=top,
        env=environment(top),
        capture_output=True,
        text=True,
        check=False,
    )


def repository(top: Path) -> Path:
    git(top, "init", "-q", "-b", "main")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "first")
    return top


@pytest.mark.parametrize("file", ["/dev/full", ".", "/proc/x/y", ".gitleaks.toml/a"])
@pytest.mark.parametrize("form", ["json", "sarif", "text"])
def test_a_report_that_cannot_be_written_is_no_finding(top: Path, file: str, form: str) -> None:
    done = run_scan(top, "secrets", "--format", f"{form}={file}", "--format", "jsonl")
    assert done.returncode == USAGE
    assert "error: " in done.stderr
    assert '"summary"' in done.stdout


def test_what_standard_output_does_not_take_is_incomplete(top: Path) -> None:
    done = shell(top, "secrets > /dev/full")
    assert done.returncode == INCOMPLETE
    assert "cannot write to standard output" in done.stderr
    (top / "a").write_text(MARK.format("a"))
    assert shell(top, "secrets > /dev/full").returncode == INCOMPLETE
    assert shell(top, "secrets | true").returncode == 0


@pytest.mark.parametrize("source", ["< .", "<&-"])
def test_input_that_cannot_be_read_is_incomplete(top: Path, source: str) -> None:
    done = shell(top, f"secrets --stdin --format jsonl {source}")
    assert done.returncode == INCOMPLETE
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["reason"] for line in lines if line["type"] == "error"] == ["unreadable"]
    assert lines[-1]["looked_at"] == 0


def test_empty_input_is_looked_at(top: Path) -> None:
    assert shell(top, "secrets --stdin < /dev/null").returncode == 0


@pytest.mark.parametrize(
    "name", ["n\n::error::pwned", "::add-mask::a", "  ::stop-commands::a", "n\r::error::a", "##[add-path]a"]
)
@pytest.mark.parametrize("form", FORMATS)
def test_a_name_is_no_command(top: Path, name: str, form: str) -> None:
    (top / name).write_text(MARK.format("a"))
    (top / f"{name}.link").symlink_to("nowhere")
    with zipfile.ZipFile(top / "a.zip", "w") as archive:
        archive.writestr(f"{name}.zip", b"PK\x03\x04bad")
    rules = RULES.replace('id = "mark"', f"id = {json.dumps('mark' + name)}\ndescription = {json.dumps(name)}")
    (top / ".gitleaks.toml").write_text(rules)
    done = run_scan(top, "secrets", "--format", form)
    assert done.returncode == INCOMPLETE
    for line in re.split(r"[\r\n]", done.stdout + done.stderr):
        allowed = form == "github" and re.match(r"::(error|warning|notice) (file=[^:]*,|title=)", line)
        assert not line.lstrip().startswith("::") or allowed
        assert "##[" not in line or allowed


def test_a_name_in_an_error_is_no_command(top: Path) -> None:
    (top / ".gitleaks.toml").write_text('[[rules]]\nid = "a\\n::error::pwned"\n')
    done = run_scan(top, "secrets")
    assert done.returncode == USAGE
    assert not any(line.startswith("::") for line in done.stderr.splitlines())


@pytest.mark.parametrize("form", FORMATS)
def test_what_was_not_looked_at_is_always_told(top: Path, form: str) -> None:
    (top / "a.zip").write_bytes(b"PK\x03\x04bad")
    done = run_scan(top, "secrets", "--format", form)
    assert done.returncode == INCOMPLETE
    assert "a.zip" in done.stdout + done.stderr
    assert "damaged" in done.stdout + done.stderr
    to_file = run_scan(top, "secrets", "--format", f"{form}={top.parent / 'report'}")
    assert to_file.returncode == INCOMPLETE
    assert "a.zip" in to_file.stderr


def test_code_scanning_gets_places_that_a_checkout_has(top: Path) -> None:
    (top / "kept").write_text(f"one\n{MARK.format('kept')}\n")
    (top / "short").write_text(f"one\ntwo\n{MARK.format('short')}\n")
    (top / "gone").write_text(MARK.format("gone"))
    with zipfile.ZipFile(top / "a.zip", "w") as archive:
        archive.writestr("member", f"\n{MARK.format('member')}")
    repository(top)
    (top / "short").write_text("one\n")
    (top / "gone").unlink()
    git(top, "commit", "-qam", f"about\n\n{MARK.format('message')}")
    git(top, "tag", "-a", "-m", MARK.format("tag"), "v1")
    places = {}
    for words in (["--git"], ["--git", "--compat", "gitleaks"], ["--range", "HEAD~1..HEAD"]):
        done = run_scan(top, "secrets", *words, "--format", "sarif")
        for result in json.loads(done.stdout)["runs"][0]["results"]:
            place = result["locations"][0]["physicalLocation"]
            uri = place["artifactLocation"]["uri"]
            assert (top / uri).exists(), uri
            if (top / uri).is_file() and uri != "a.zip":
                assert place["region"]["startLine"] <= len((top / uri).read_text().splitlines())
            else:
                assert place["region"] == {"startLine": 1}
                assert re.search(r": .+ in commit [0-9a-f]{12}", result["message"]["text"])
            places[uri] = place["region"]["startLine"]
    assert places == {"kept": 2, "short": 1, ".": 1, "a.zip": 1}
    told = run_scan(top, "secrets", "--git", "--format", "github").stdout
    assert set(re.findall(r"file=([^,]*),", told)) == {"kept", "short", "a.zip"}
    assert "(commit message)" in told
    tree = run_scan(top, "secrets", "--format", "sarif")
    assert "a.zip!member" in tree.stdout
    assert '"uri": "a.zip"' in tree.stdout


def test_ranges_are_gits(top: Path) -> None:
    repository(top)
    git(top, "checkout", "-qb", "side")
    (top / "side").write_text(MARK.format("side"))
    git(top, "add", "-A")
    git(top, "commit", "-qm", "side")
    git(top, "checkout", "-q", "main")
    (top / "main").write_text(MARK.format("main"))
    git(top, "add", "-A")
    git(top, "commit", "-qm", "main")

    def found(given: str) -> set[str]:
        done = run_scan(top, "secrets", "--range", given, "--format", "jsonl")
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        return {line["file"] for line in lines if line["type"] == "finding"}

    assert found("main..side") == {"side"}
    assert found("..side") == {"side"}
    assert found("side..") == {"main"}
    assert found("main...side") == found("side...main") == found("...side") == found("side...") == {"side", "main"}
    for given in ("..", "...", "main", "main....side", "main..side..main"):
        assert run_scan(top, "secrets", "--range", given).returncode == USAGE, given


def test_the_gate_knows_what_is_new(top: Path) -> None:
    (top / "old").write_text(MARK.format("old"))
    assert run_scan(top, "secrets", "--fail-on", "new").returncode == USAGE
    run_scan(top, "secrets", "--format", "json=base.json")
    words = ["secrets", "--fail-on", "new", "--base", "base.json"]
    assert run_scan(top, *words).returncode == 0
    (top / "fresh").write_text(MARK.format("fresh"))
    done = run_scan(top, *words, "--format", "jsonl")
    assert done.returncode == 1
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {line["file"]: line["new"] for line in lines if line["type"] == "finding"} == {"old": False, "fresh": True}
    (top / ".github").mkdir()
    (top / ".github/ropewalk.yml").write_text("scan:\n  fail-on: new and severity >= high\n")
    assert run_scan(top, "secrets").returncode == USAGE
    assert run_scan(top, "secrets", "--base", "base.json").returncode == 1
    (top / "fresh").unlink()
    assert run_scan(top, "secrets", "--base", "base.json").returncode == 0
    (top / ".github/ropewalk.yml").write_text("scan:\n  base: base.json\n  fail-on: new\n")
    assert run_scan(top, "secrets").returncode == 0
    (top / "fresh").write_text(MARK.format("fresh"))
    assert run_scan(top, "secrets").returncode == 1
    assert run_scan(top, "secrets", "--base", "nowhere.json").returncode == USAGE


def explain(top: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [binary(), "explain", *words], cwd=top, env=environment(top), capture_output=True, text=True, check=False
    )


def test_the_teams_own_are_explained(top: Path) -> None:
    done = explain(top, "mark")
    assert done.returncode == 0
    assert "MARK-[a-z0-9]+" in done.stdout
    (top / "old").write_text(f"{MARK.format('old')}\n{TOKEN}\n")
    run_scan(top, "secrets", "--format", "json=base.json")
    print_of = {one["rule"]: one["fingerprint"] for one in json.loads((top / "base.json").read_text())["findings"]}
    assert explain(top, print_of["mark"]).returncode == USAGE
    (top / ".github").mkdir()
    (top / ".github/ropewalk.yml").write_text("scan:\n  baseline: base.json\n")
    done = explain(top, print_of["mark"])
    assert done.returncode == 0
    assert "old" in done.stdout
    assert explain(top, "no-such-rule").returncode == USAGE


def reasons_in_sources() -> set[str]:
    found: set[str] = set()
    word = r'"([a-z]+(?:-[a-z]+)*)"'
    for path in ROOT.glob("src/**/*.cpp"):
        if not re.search(r"src/(scan|app/scan|git|image)/", str(path)) or path.name.endswith("_test.cpp"):
            continue
        text = path.read_text()
        for pattern in (
            rf"(?:skipped|trouble)(?:\(\))?\.push_back\(\s*\{{\{{[^{{}}]*\}},\s*{word}",
            rf"trouble\.push_back\(\s*\{{[^\"{{}};]*,\s*{word}",
            rf"\b(?:pass|skip|fail|trouble_with)\((?:[^\";{{}}]|\{{[^\";{{}}]*\}})*,\s*{word},\s",
        ):
            found.update(re.findall(pattern, text))
    found.update(re.findall(rf"return {word};", (ROOT / "src/image/oci/fault.cpp").read_text()))
    return found


def test_each_reason_has_a_page(top: Path) -> None:
    reasons = reasons_in_sources()
    assert {
        "unreadable",
        "damaged",
        "shallow",
        "archive-depth",
        "data-age",
        "link",
        "marker",
        "invalid-line",
    } <= reasons
    assert explain(top, *sorted(reasons), "partial-clone", "missing-object", "suppressed").returncode == 0
