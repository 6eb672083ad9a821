"""Poetry, PDM, the builder and the publisher of packages, installed from PyPI by the actions that are built in, and used to
their end: a project is installed and tested, a package is built, looked into and uploaded to an index on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROPEWALK = os.environ.get("ROPEWALK") or str(Path(__file__).resolve().parents[3] / "build" / "ropewalk")
LIMIT = 1500
PASSED_ON = ("PATH", "TMPDIR", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
PROJECT = """
[project]
name = "tide-table"
version = "1.2.0"
description = "When the water comes"
readme = "README.md"
license = "MIT"
requires-python = ">=3.9"
authors = [{name = "Ada", email = "ada@example.com"}]
classifiers = ["Programming Language :: Python :: 3.12", "Programming Language :: Python :: 3.13"]
dependencies = ["idna"]
[project.urls]
Home = "https://example.com"
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
# The index that pip uses; Poetry's own way to it asks for more than mirrors of PyPI have.
[[tool.poetry.source]]
name = "simple"
url = "https://pypi.org/simple/"
priority = "primary"
"""
TEST = 'import tide_table\nassert tide_table.high() == "xn--mnchen-3ya"\nprint("the tide is high")\n'
CODE = 'import idna\n\n\ndef high() -> str:\n    return idna.encode("münchen").decode()\n'


def has_pypi() -> bool:
    """Whether pip reaches its index, in the time of one small package."""
    words = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "--no-deps",
        "--disable-pip-version-check",
        "--retries",
        "0",
    ]
    try:
        done = subprocess.run([*words, "-d", "/dev/shm", "--no-cache-dir", "iniconfig==2.0.0"], timeout=60, check=False,
                              capture_output=True)  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    Path("/dev/shm/iniconfig-2.0.0-py3-none-any.whl").unlink(missing_ok=True)
    return done.returncode == 0


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.environ.get("ROPEWALK_NO_PYPI") == "1" or not has_pypi(), reason="needs PyPI"),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    work = tmp_path / "tide"
    for name, text in {
        "pyproject.toml": PROJECT,
        "README.md": "# Tides\n",
        "src/tide_table/__init__.py": CODE,
        "test_tide.py": TEST,
    }.items():
        file = work / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return work


def run(work: Path, steps: str, *, code: int = 0) -> str:
    """What a run of one job with these steps prints."""
    workflow = work / ".github/workflows/ci.yml"
    workflow.parent.mkdir(parents=True, exist_ok=True)
    head = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n"
    workflow.write_text(head + "".join(f"      {line}\n" for line in steps.strip("\n").splitlines()))
    top = work.parent
    environ = {name: os.environ[name] for name in os.environ if name in PASSED_ON or name.startswith("PIP_")}
    environ |= {"HOME": str(top), "XDG_STATE_HOME": f"{top}/state", "XDG_CACHE_HOME": f"{top}/cache", "LANG": "C.UTF-8"}
    (top / "constraints.txt").write_text("hishel<2\n")  # PDM 2.29 does not load with a newer one
    git = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "Start"]):
        subprocess.run([*git, *words], cwd=work, env=environ, check=True)
    done = subprocess.run(
        [ROPEWALK, "run", "--verbose", "--env", f"PIP_CONSTRAINT={top}/constraints.txt"],
        cwd=work,
        env=environ,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def test_poetry_of_snok_installs_and_runs_a_project(project: Path) -> None:
    printed = run(
        project,
        """
- uses: snok/install-poetry@v1
  with: {virtualenvs-create: true, virtualenvs-in-project: true}
- run: poetry install --no-interaction
- run: test -e "$VENV" && poetry run python test_tide.py
""",
    )
    assert "the tide is high" in printed


def test_poetry_of_abatilo_installs_a_plugin_and_runs_a_project(project: Path) -> None:
    printed = run(
        project,
        """
- uses: abatilo/actions-poetry@v4
  with: {poetry-plugins: poetry-plugin-export}
- run: poetry lock && poetry export -f requirements.txt --without-hashes
- run: poetry install --no-interaction && poetry run python test_tide.py
""",
    )
    assert "Installing plugins: poetry-plugin-export" in printed
    assert "idna==" in printed
    assert "the tide is high" in printed


def test_pdm_installs_and_runs_a_project(project: Path) -> None:
    printed = run(
        project,
        """
- id: pdm
  uses: pdm-project/setup-pdm@v4
  with: {python-version: "3.x", cache: true}
- run: pdm install && pdm run python test_tide.py
- run: echo "pdm ${{ steps.pdm.outputs.pdm-version }} there"
""",
    )
    assert "the tide is high" in printed


class Index(BaseHTTPRequestHandler):
    """An index that takes uploads and keeps their names."""

    def do_POST(self) -> None:  # noqa: N802
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.uploads.append(body.split(b'filename="')[1].split(b'"')[0].decode())  # type: ignore[attr-defined]
        self.server.senders.append(self.headers.get("Authorization", ""))  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_a_package_is_built_inspected_and_published(project: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Index)
    server.uploads, server.senders = [], []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        printed = run(
            project,
            f"""
- id: p
  uses: hynek/build-and-inspect-python-package@v2
- run: echo 'of ${{{{ steps.p.outputs.package_name }}}} for ${{{{ steps.p.outputs.supported_python_classifiers_json_array }}}}'
- uses: actions/download-artifact@v4
  with: {{name: Packages, path: dist}}
- uses: pypa/gh-action-pypi-publish@release/v1
  with: {{password: not-used}}
- uses: pypa/gh-action-pypi-publish@release/v1
  with: {{repository-url: "http://127.0.0.1:{server.server_port}/legacy/", user: ada, password: secret-of-index}}
""",
        )
    finally:
        server.shutdown()
    assert 'of tide-table for ["3.12", "3.13"]' in printed or "of tide_table for" in printed
    assert "Nothing is published from this machine to https://upload.pypi.org/legacy/" in printed
    assert sorted(server.uploads) == ["tide_table-1.2.0-py3-none-any.whl", "tide_table-1.2.0.tar.gz"]  # type: ignore[attr-defined]
