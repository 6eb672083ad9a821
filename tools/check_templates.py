"""Lets `ropewalk init` write the pipelines of many kinds of projects, and every reader say what it thinks of them.

For each variant: `ropewalk parse`, actionlint and zizmor at its strictest persona find nothing; a second `init` changes nothing;
`init --check` is green, red when a file was edited, and red when a template has changed since it was written.

    tools/check_templates.py ROPEWALK ACTIONLINT ZIZMOR
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

Files = dict[str, str]

ROOT = Path(__file__).resolve().parents[1]
MANIFEST = ".github/ropewalk-init.txt"
PACKAGE = {"parcels/__init__.py": ""}
TESTS = {
    "tests/unit/test_a.py": "",
    "tests/integration/test_b.py": "",
    "tests/performance/test_c.py": "",
}
MANAGERS: dict[str, Files] = {
    "pip": {"pyproject.toml": '[project]\nname = "parcels"\nrequires-python = ">=3.11"\n'},
    "requirements": {"requirements.txt": "flask==3.1\n", "requirements-dev.txt": "pytest\npytest-cov\n"},
    "setup.py": {"setup.py": "from setuptools import setup\nsetup(name='parcels')\n"},
    "uv": {"pyproject.toml": '[project]\nname = "parcels"\n[dependency-groups]\ndev = ["ruff"]\n', "uv.lock": ""},
    "poetry": {"pyproject.toml": '[tool.poetry]\nname = "parcels"\n[tool.poetry.dependencies]\npython = "^3.12"\n'},
    "pdm": {"pyproject.toml": '[project]\nname = "parcels"\n[tool.pdm]\n', "pdm.lock": ""},
    "hatch": {"pyproject.toml": '[project]\nname = "parcels"\n[tool.hatch.envs.default]\n'},
}
TOX = """[tox]
env_list = py, lint
[testenv]
deps = pytest
[testenv:lint]
deps = flake8
commands =
    flake8 a
    flake8 b
"""
HOOKS = "repos:\n  - repo: https://github.com/psf/black\n    rev: 26.5.1\n    hooks:\n      - id: black\n"
SYSTEM_HOOK = "  - repo: local\n    hooks:\n      - id: lint\n        entry: make lint\n        language: system\n"


@dataclass(frozen=True)
class Variant:
    """A repository of one kind, and what `init` is asked for there."""

    name: str
    files: Files
    arguments: list[str] = field(default_factory=list)
    remote: str = "https://github.com/ada/parcels.git"


def variants() -> Iterator[Variant]:
    """All kinds of projects that a template has a branch for."""
    for manager, files in MANAGERS.items():
        yield Variant(f"{manager}, no tool", {**files, **PACKAGE, **TESTS})
        yield Variant(
            f"{manager}, hooks, submodules",
            {**files, **PACKAGE, **TESTS, ".pre-commit-config.yaml": HOOKS, ".gitmodules": ""},
        )
    pip = MANAGERS["pip"]["pyproject.toml"]
    for tools in ("ruff", "ruff,ruff-format,pyright", "ruff,black,isort,mypy,pre-commit", "flake8,mypy"):
        yield Variant(f"tools {tools}", {"pyproject.toml": pip, **PACKAGE, **TESTS}, ["--tools", tools])
    yield Variant("tox", {"pyproject.toml": pip, "tox.ini": TOX, **PACKAGE, **TESTS})
    yield Variant("system hooks", {"pyproject.toml": pip, ".pre-commit-config.yaml": HOOKS + SYSTEM_HOOK, **PACKAGE})
    yield Variant("no tests", {"pyproject.toml": pip, **PACKAGE})
    yield Variant("no remote", {"pyproject.toml": pip, **PACKAGE, **TESTS}, remote="")
    yield Variant("one Python", {"pyproject.toml": pip, **PACKAGE, **TESTS}, ["--python", "3.13"])
    yield Variant("a pinned wheel", {"pyproject.toml": pip, **PACKAGE}, ["--wheel-hash", "0" * 64])
    service = pip + 'dependencies = ["fastapi", "uvicorn"]\n'
    yield Variant(
        "a service",
        {"pyproject.toml": service, "Dockerfile": "FROM python:3.13\n", "compose.yml": "", **PACKAGE, **TESTS},
    )
    several = {
        f"services/{name}/{path}": text
        for name in ("api", "worker", "web")
        for path, text in {"pyproject.toml": service, **PACKAGE, **TESTS}.items()
    }
    yield Variant("three services", {**several, "package.json": "{}", "services/web/package.json": "{}"})


def run(arguments: list[str], folder: Path) -> tuple[int, str]:
    """Exit code and all that was said."""
    environment = {**os.environ, "NO_COLOR": "1", "XDG_STATE_HOME": str(folder.parent / "state")}
    done = subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def commit(folder: Path) -> None:
    """All that is there, so that templates can be merged from what was committed."""
    run(["git", "add", "-A"], folder)
    run(["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-qm", "All"], folder)


def make(variant: Variant, folder: Path) -> None:
    for path, text in variant.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    run(["git", "init", "-q", "-b", "main"], folder)
    if variant.remote:
        run(["git", "remote", "add", "origin", variant.remote], folder)
    commit(folder)


def readers(ropewalk: str, actionlint: str, zizmor: str) -> list[list[str]]:
    """The commands that read the workflows below the working directory; an exit code of 0 says that nothing was found."""
    auditor = [zizmor, "--offline", "--persona=auditor", "--no-progress", "--quiet"]
    return [[ropewalk, "parse"], [actionlint], [*auditor, "--config", str(ROOT / "tools" / "zizmor.yml"), ".github"]]


def own_faults(folder: Path, ropewalk: str, actionlint: str, zizmor: str) -> list[str]:
    """What the readers find in a pipeline of this repository: its own, and the example's."""
    found = []
    for reader in readers(ropewalk, actionlint, zizmor):
        # actionlint looks for the top of a repository, which the example's is not.
        files = sorted(map(str, folder.glob(".github/workflows/*.yml"))) if reader == [actionlint] else []
        code, text = run([*reader, *files], folder)
        if code != 0:
            found.append(f"{Path(reader[0]).name}: exit {code}\n{text}")
    return found


def faults(variant: Variant, folder: Path, ropewalk: str, actionlint: str, zizmor: str) -> list[str]:
    """What is wrong with what `init` writes for one variant."""
    found: list[str] = []

    def expect(code: int, *arguments: str, says: str = "") -> str:
        got, text = run(list(arguments), folder)
        if got != code or says not in text:
            found.append(
                f"{' '.join(Path(word).name for word in arguments)}: exit {got}, expected {code} {says}\n{text}"
            )
        return text

    make(variant, folder)
    expect(0, ropewalk, "init", "--yes", *variant.arguments)
    commit(folder)
    expect(0, ropewalk, "init", "--yes", *variant.arguments, says="Nothing to do")
    if changed := run(["git", "status", "--porcelain"], folder)[1]:
        found.append(f"a second init changes\n{changed}")
    expect(0, ropewalk, "init", "--check", *variant.arguments)
    for reader in readers(ropewalk, actionlint, zizmor):
        expect(0, *reader)
    found += templates_change(folder, expect, ropewalk, variant.arguments)
    return found


def templates_change(folder: Path, expect: Callable[..., str], ropewalk: str, arguments: list[str]) -> list[str]:
    """An edit by hand is red, and so is a file that an older template has written."""
    file = folder / "SECURITY.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + "Call us.\n", encoding="utf-8")
    expect(1, ropewalk, "init", "--check", *arguments, says="SECURITY.md: edited since it was written")
    manifest = folder / MANIFEST
    known = manifest.read_text(encoding="utf-8")
    old = run(["git", "hash-object", "SECURITY.md"], folder)[1].strip()
    manifest.write_text(re.sub(r"(?m)^\S+(?=  SECURITY\.md$)", old, known), encoding="utf-8")
    expect(1, ropewalk, "init", "--check", *arguments, says="SECURITY.md: the template has changed")
    expect(0, ropewalk, "init", "--yes", *arguments)
    expect(0, ropewalk, "init", "--check", *arguments)
    return [] if file.read_text(encoding="utf-8") == text else ["SECURITY.md was not brought up to date"]


def tell(name: str, found: list[str]) -> int:
    """Prints a line and the faults below it; 1 when there are any."""
    print(f"{'✗' if found else '✓'} {name}", flush=True)
    for fault in found:
        print("    " + fault.replace("\n", "\n    "))
    return 1 if found else 0


def main() -> int:
    ropewalk, actionlint, zizmor = (str(Path(word).resolve()) for word in sys.argv[1:4])
    code = 0

    def check(variant: Variant) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            top = Path(folder) / "parcels"
            top.mkdir()
            return faults(variant, top, ropewalk, actionlint, zizmor)

    all_variants = list(variants())
    with ThreadPoolExecutor(2) as pool:
        for variant, found in zip(all_variants, pool.map(check, all_variants), strict=True):
            code |= tell(variant.name, found)
    for folder in (ROOT, ROOT / "examples" / "parcels"):
        found = own_faults(folder, ropewalk, actionlint, zizmor)
        code |= tell(str(folder.relative_to(ROOT.parent)), found)
    print(f"{len(all_variants)} kinds of projects")
    return code


if __name__ == "__main__":
    sys.exit(main())
