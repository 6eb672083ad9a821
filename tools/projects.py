"""Public Python projects' own jobs, unedited, beside the same steps typed by hand in a clean virtual environment.

    tools/projects.py --from DIR [--keep RECORD] [NAME…]    run them, note what each ended with in docs/projects.json
    tools/projects.py --write                               write docs/projects.md from docs/projects.json

DIR holds the projects' git repositories as OWNER+NAME/repo (without --from they are cloned from github.com). Each is
cloned afresh at the commit that the list names, twice: `ropewalk run` gets one copy with a home and caches of its own,
a shell gets the other, with a new virtual environment in front of PATH. Both ends are compared: exit code, and how
many tests passed, failed or were left out. It needs the package registries, pyenv's or uv's Pythons, and an hour.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROPEWALK = os.environ.get("ROPEWALK") or str(ROOT / "build" / "ropewalk")
RECORD = ROOT / "docs" / "projects.json"
PAGE = ROOT / "docs" / "projects.md"
LIMIT_SECONDS = 1800
PASSED_ON = ("PATH", "TMPDIR", "PYENV_ROOT", "PIP_INDEX_URL", "PIP_CERT", "UV_INDEX_URL", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE",
             "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")  # fmt: skip


@dataclass
class Job:
    """One job (or one leg of it): how Ropewalk is asked for it, and its steps as one would type them."""

    repository: str
    commit: str
    tools: str
    what: str
    run: str
    python: str
    hand: str
    branch: str = "main"
    modules: dict[str, str] = field(default_factory=dict)
    """Submodules by path: the repository that has them."""
    constraints: str = ""
    """What pip must keep to on both sides, where the newest of PyPI does not work today."""
    note: str = ""
    """Why it does not end green, where it does not."""

    @property
    def key(self) -> str:
        return f"{self.repository} {self.what}"


BOILERPLATE = 'pip install uv; uv venv; uv pip install -e ".[dev]"; '
POETRY = "pip install poetry; poetry config virtualenvs.in-project true; poetry env use python; poetry install; "
TOML_TEST = {"tests/toml-test": "BurntSushi/toml-test"}
JOBS = [
    Job("benavlabs/FastAPI-boilerplate", "b88fe20cb656752a50bcf78ffec2243d5ae7fc45", "pip, uv, pytest", "tests", "tests", "3.11",
        BOILERPLATE + "ENVIRONMENT=local SECRET_KEY=test-secret-key-for-testing-only uv run pytest"),
    Job("benavlabs/FastAPI-boilerplate", "b88fe20cb656752a50bcf78ffec2243d5ae7fc45", "pip, uv, ruff", "linting", "linting", "3.11",
        BOILERPLATE + "uv run ruff check src"),
    Job("benavlabs/FastAPI-boilerplate", "b88fe20cb656752a50bcf78ffec2243d5ae7fc45", "pip, uv, mypy", "type-checking", "type-checking", "3.11",
        BOILERPLATE + "ENVIRONMENT=local SECRET_KEY=test-secret-key-for-testing-only uv run mypy src --config-file pyproject.toml"),
    Job("pallets/itsdangerous", "672971d66a2ef9f85151e53283113f33d642dabd", "uv, tox", "tests on 3.12", "tests --job tests --matrix python=3.12", "3.12",
        "pip install uv; uv run --locked tox run -e py3.12"),
    Job("pallets/itsdangerous", "672971d66a2ef9f85151e53283113f33d642dabd", "uv, tox, mypy, pyright", "typing", "tests --job typing", "3.13",
        "pip install uv; uv run --locked tox run -e typing"),
    Job("encode/httpx", "ae1b9f66238f75ced3ced5e4485408435de10768", "plain pip, ruff, mypy, coverage", "lint, types, build, tests on 3.12",
        "test-suite --matrix python-version=3.12", "3.12",
        "scripts/install; scripts/check; scripts/build; scripts/test; scripts/coverage", branch="master"),
    Job("pypa/installer", "625ddd19fde09c3fd5c2ce0094e0978325b0f8d1", "nox", "tests and doctests on 3.12", "ci --matrix os=Ubuntu --matrix python-version=3.12", "3.12",
        "pip install nox; nox -s test-3.12 doctest-3.12 --error-on-missing-interpreters"),
    Job("ofek/hatch-vcs", "dfec2c06defdb4648eb66f6aadf7b57453d732cd", "hatch", "tests on 3.12", "test --matrix os=ubuntu-latest --matrix python-version=3.12", "3.12",
        "pip install --upgrade hatch; hatch run cov", branch="master"),
    Job("ofek/hatch-vcs", "dfec2c06defdb4648eb66f6aadf7b57453d732cd", "hatch, ruff, black, mypy", "lint and tests on 3.9",
        "test --matrix os=ubuntu-latest --matrix python-version=3.9", "3.9",
        "pip install --upgrade hatch; hatch run lint:all; hatch run cov", branch="master"),
    Job("python-poetry/tomlkit", "d8ed1e3cdb024dfc2c6f12b45a0dfd4d4d91f727", "pipx, poetry", "tests on 3.12",
        "tests --matrix os=ubuntu-latest --matrix python-version=3.12", "3.12",
        POETRY + "poetry run pytest -q tests", branch="master", modules=TOML_TEST,
        note="Poetry finds no files for its lock file by the mirror of PyPI that was in reach"),
    Job("frostming/fix-future-annotations", "15422462f745db125d04cb174fba85ea66c82444", "pdm", "tests on 3.11",
        "ci --matrix os=ubuntu-latest --matrix python-version=3.11", "3.11",
        "pip install pdm; pdm install -dGtest; pdm run pytest -v tests", constraints="hishel<2"),
    Job("theskumar/python-dotenv", "bca6644d9aedbe287b792b756b3ae3d650cd0d3a", "tox, tox-gh-actions, ruff, mypy", "tests, lint and types on 3.13",
        "test --matrix os=ubuntu-latest --matrix python-version=3.13", "3.13",
        "python -m pip install --upgrade pip; pip install tox tox-gh-actions; GITHUB_ACTIONS=true tox",
        note="tox-gh-actions does not load with today's tox"),
    Job("tkem/cachetools", "28d4506f2a49d781ffbcecb095fa7aba5bb80aff", "tox, flake8, sphinx", "lint, docs and tests on 3.12", "ci --matrix python=3.12", "3.12",
        "pip install coverage tox; tox", branch="master"),
    Job("pytest-dev/pluggy", "e382e72789f8d791991c489d4322aa04e660b952", "build, tox, coverage", "package and tests on 3.12",
        "test --job check-package --job test --matrix name=ubuntu-py312", "3.12",
        "pip install build; python -m build; pip install --upgrade pip setuptools; pip install tox coverage; "
        "TOX_ENV=py312-coverage tox run --installpkg dist/*.whl"),
    Job("kjd/idna", "6ebfaab9ea718dce38a7c17ddafd7fb28b0468d4", "plain pip, ruff, mypy", "lint and types on 3.12",
        "python-package --job lint --matrix python-version=3.12", "3.12",
        "python -m pip install ruff mypy; ruff format --check idna; ruff check idna tests; mypy --strict idna", branch="master",
        note="today's ruff finds 51 things"),
    Job("kjd/idna", "6ebfaab9ea718dce38a7c17ddafd7fb28b0468d4", "plain pip, pytest", "tests on 3.13", "python-package --job build --matrix python-version=3.13", "3.13",
        "python -m pip install --upgrade pip; python -m pip install pytest; pytest", branch="master"),
    Job("mahmoud/boltons", "967864f89791509f9eb36b22b4579d36b72a6df2", "uvx, tox-uv", "tests on 3.11", "tests --matrix tox=py311", "3.11",
        "pip install uv; uvx --with tox-uv tox -e py311", branch="master"),
    Job("hynek/structlog", "025edaf799c6d6d511ab672d14c2ba8e885c4c36", "build, twine, check-wheel-contents",
        "package", "ci --job build-package", "3.13",
        "pip install build twine check-wheel-contents; python -m build; twine check --strict dist/*; check-wheel-contents dist/*.whl"),
    Job("psf/requests", "1f6589ec3a1ee910f9a65cc3ceac60b26677bc0e", "make, plain pip, pytest", "tests on 3.12", "run-tests --job build --matrix os=ubuntu-22.04 --matrix python-version=3.12", "3.12",
        "make; make ci"),
    Job("psf/requests", "1f6589ec3a1ee910f9a65cc3ceac60b26677bc0e", "pip, pyright", "types on 3.10", "typecheck --matrix python-version=3.10", "3.10",
        "python -m pip install pip==26.0.1; python -m pip install -e . --group typecheck; python -m pyright src/requests/"),
    Job("pytest-dev/iniconfig", "71901257f6cbf660e77b1077e00f11a0f440be1e", "hatch, hatch-vcs", "tests on 3.12",
        "main --job build --matrix os=ubuntu-latest --matrix python=3.12", "3.12",
        "python -m pip install --upgrade pip hatch hatch-vcs; hatch run +py=3.12 test:default --color=yes"),
    Job("pallets/markupsafe", "1251593f6b0e3b45f2cc8aba662622bc22d6a5e2", "uv, tox, an extension in C", "tests on 3.12",
        "tests --job tests --matrix python=3.12", "3.12", "pip install uv; uv run --locked tox run -e py3.12"),
    Job("pallets/markupsafe", "1251593f6b0e3b45f2cc8aba662622bc22d6a5e2", "uv, tox, mypy, pyright", "typing", "tests --job typing", "3.13",
        "pip install uv; uv run --locked tox run -e typing"),
    Job("pypa/pyproject-hooks", "e89c52f8e277f3a83cb959c278f546669dd3bdbb", "pipx, nox", "tests on 3.12",
        "ci --job tests --matrix os=Ubuntu --matrix python-version=3.12", "3.12",
        "pip install pipx; pipx run nox -s test-3.12"),
    Job("dbader/schedule", "82a43db1b938d8fdf60103bd41f329e06c8d3651", "tox, sphinx", "docs on 3.11", "ci --job docs", "3.11",
        "pip install tox; tox -e docs", branch="master"),
    Job("dbader/schedule", "82a43db1b938d8fdf60103bd41f329e06c8d3651", "tox, black", "formatting on 3.11", "ci --job formatting", "3.11",
        "pip install tox; tox -e format", branch="master"),
]  # fmt: skip


@dataclass
class End:
    """What one of the two ended with."""

    exit: int
    tests: str
    seconds: int


def clone(job: Job, sources: Path | None, target: Path) -> None:
    """The project at its commit, on its branch, with its tags; its remote is the public one."""

    def source(repository: str) -> str:
        for name in (repository, {"BurntSushi/toml-test": "toml-lang/toml-test"}.get(repository, repository)):
            here = sources / name.replace("/", "+") / "repo" if sources else None
            if here and here.exists():
                return str(here)
        return f"https://github.com/{repository}.git"

    def git(*words: str, folder: Path = target) -> str:
        done = subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True, text=True)
        return done.stdout.strip()

    target.mkdir(parents=True)
    git("clone", "-q", source(job.repository), ".")
    git("checkout", "-q", "-B", job.branch, job.commit)
    git("remote", "set-url", "origin", f"https://github.com/{job.repository}.git")
    for path, repository in job.modules.items():
        git("clone", "-q", source(repository), path)
        git("checkout", "-q", git("rev-parse", f"HEAD:{path}"), folder=target / path)
        git("submodule", "init")
        git("submodule", "absorbgitdirs", path)


def environment(job: Job, home: Path) -> dict[str, str]:
    home.mkdir(parents=True)
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    folders = {"XDG_STATE_HOME": str(home / "state"), "XDG_CACHE_HOME": str(home / "cache")}
    if job.constraints:
        (home / "constraints.txt").write_text(job.constraints + "\n")
        kept["PIP_CONSTRAINT"] = str(home / "constraints.txt")
    return kept | folders | {"HOME": str(home), "CI": "true", "LANG": "C.UTF-8", "TZ": "UTC"}


def tests_of(text: str) -> str:
    """Each test run's closing counts, in order: `12 passed, 1 skipped`."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    found = re.findall(r"=+ ((?:\d+ (?:passed|failed|skipped|xfailed|xpassed|errors?|deselected),? ?)+)", plain)
    found += re.findall(r"^(?:\[[^\]]*\] )?((?:\d+ (?:passed|failed|skipped|xfailed),? ?)+) in ", plain, re.MULTILINE)
    found += [f"{count} tests" for count in re.findall(r"^(?:\[[^\]]*\] )?Ran (\d+) tests? in", plain, re.MULTILINE)]
    return "; ".join(text.strip().rstrip(",") for text in found)


def carry_out(words: list[str], folder: Path, environ: dict[str, str], log: Path) -> tuple[int, int]:
    start = time.monotonic()
    with log.open("wb") as out:
        done = subprocess.run(
            words, cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
            timeout=LIMIT_SECONDS, check=False,
        )  # fmt: skip
    return done.returncode, round(time.monotonic() - start)


def python_of(version: str) -> Path:
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    found = sorted(root.glob(f"versions/{version}.*/bin/python"))
    if not found:
        sys.exit(f"projects.py: no Python {version} below {root}/versions")
    return found[-1]


def by_ropewalk(job: Job, sources: Path | None, top: Path, log: Path) -> End:
    clone(job, sources, top / "project")
    environ = environment(job, top / "home")
    words = [ROPEWALK, "run", *job.run.split(), "--event", "push", "--verbose", "--jobs", "1"]
    if job.constraints:
        words += ["--env", f"PIP_CONSTRAINT={environ['PIP_CONSTRAINT']}"]
    code, seconds = carry_out(words, top / "project", environ, log)
    return End(code, tests_of(log.read_text(errors="replace")), seconds)


def by_hand(job: Job, sources: Path | None, top: Path, log: Path) -> End:
    clone(job, sources, top / "project")
    environ = environment(job, top / "home")
    python = python_of(job.python)
    subprocess.run([str(python), "-m", "venv", str(top / "venv")], check=True)
    environ["PATH"] = f"{top}/venv/bin:{top}/home/.local/bin:{python.parent}:{environ['PATH']}"
    script = job.hand.replace("; ", "\n")
    code, seconds = carry_out(["bash", "-e", "-o", "pipefail", "-c", script], top / "project", environ, log)
    return End(code, tests_of(log.read_text(errors="replace")), seconds)


def compare(job: Job, sources: Path | None, logs: Path) -> dict:
    name = re.sub(r"[^a-z0-9]+", "-", job.key.lower())
    with tempfile.TemporaryDirectory(prefix="projects-") as folder:
        ours = by_ropewalk(job, sources, Path(folder) / "ours", logs / f"{name}.ropewalk.log")
        hand = by_hand(job, sources, Path(folder) / "hand", logs / f"{name}.hand.log")
    return {
        "project": job.repository,
        "commit": job.commit,
        "ropewalk": vars(ours),
        "hand": vars(hand),
        "same": (ours.exit == 0) == (hand.exit == 0) and ours.tests == hand.tests,
    }


def end_text(end: dict) -> str:
    word = "green" if end["exit"] == 0 else f"exit {end['exit']}"
    return f"{word}, {end['tests']}" if end["tests"] else word


def with_constraints(job: Job) -> str:
    return f" with PIP_CONSTRAINT ({job.constraints}) on both sides" if job.constraints else ""


def page(record: dict) -> str:
    rows = []
    for job in JOBS:
        if (row := record.get(job.key)) is None:
            continue
        rows.append(
            f"| [{job.repository}](https://github.com/{job.repository}/tree/{job.commit}) | {job.tools} | {job.what} | "
            f"`ropewalk run {job.run}`{with_constraints(job)} | {end_text(row['ropewalk'])} | {end_text(row['hand'])} | "
            f"{'same' if row['same'] else '**differs**'} | {job.note} |"
        )
    same = sum(record[job.key]["same"] for job in JOBS if job.key in record)
    projects = {job.repository for job in JOBS if job.key in record}
    return HEAD.format(jobs=len(rows), projects=len(projects), same=same) + "\n".join(rows) + "\n"


HEAD = """# Public projects, as they are

<!-- Written by tools/projects.py from docs/projects.json; do not edit. -->

{jobs} jobs of {projects} public Python projects, their workflows unedited, run by `ropewalk run`; beside them the same steps typed
by hand in a new clone with a new virtual environment. {same} of {jobs} end alike: the same exit and the same counts of tests.

To repeat it: `tools/projects.py` clones the projects at the commits named here and runs both sides (an hour and more, with the
package registries in reach), `tools/projects.py --write` writes this page.

| project | tools | what | asked for with | Ropewalk | by hand | | why not green |
|---|---|---|---|---|---|---|---|
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--from", dest="sources", type=Path, help="a folder of repositories, as OWNER+NAME/repo")
    parser.add_argument("--logs", type=Path, default=ROOT / "build" / "projects", help="where whole logs go")
    parser.add_argument("--write", action="store_true", help="only write the page")
    parser.add_argument("names", nargs="*", help="only jobs whose project and job contain one of these")
    options = parser.parse_args()
    record = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    if not options.write:
        options.logs.mkdir(parents=True, exist_ok=True)
        for job in JOBS:
            if options.names and not any(name in job.key for name in options.names):
                continue
            row = compare(job, options.sources, options.logs)
            record = json.loads(RECORD.read_text()) if RECORD.exists() else {}  # another may have written meanwhile
            record[job.key] = row
            RECORD.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n")
            print(
                f"{job.key}: {end_text(row['ropewalk'])} | {end_text(row['hand'])} | {'same' if row['same'] else 'DIFFERS'}",
                flush=True,
            )
    PAGE.write_text(page(record))
    return 0


if __name__ == "__main__":
    sys.exit(main())
