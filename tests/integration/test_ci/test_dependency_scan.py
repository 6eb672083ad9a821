"""Dependencies are scanned for real: a locked project, an environment with something installed in it, advisories from a
server, and faults of every kind, none of which ends green."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import os
import shutil
import subprocess
import threading
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

CLEAN, FINDINGS, USAGE, INCOMPLETE = 0, 1, 2, 3
RECORD = {
    "id": "PYSEC-2024-1",
    "modified": "2024-02-03T00:00:00Z",
    "aliases": ["CVE-2024-0001"],
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "web-thing"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.2"}]}],
        }
    ],
}


class Scanner:
    def __init__(self, binary: Path, folder: Path) -> None:
        self.binary = binary
        self.folder = folder
        self.environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.binary), *words]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, encoding="utf-8", check=False
        )

    def scan(self, *words: str) -> tuple[int, list[dict]]:
        done = self.run("scan", "dependencies", "-C", str(self.folder), "--format", "jsonl", *words)
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def scanner(ropewalk_binary: Path, tmp_path: Path) -> Scanner:
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "one.json").write_text(json.dumps(RECORD), encoding="utf-8")
    scanner = Scanner(ropewalk_binary, tmp_path)
    assert scanner.run("db", "build", "records", "-o", "a.pack").returncode == CLEAN
    return scanner


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder that is served, and its address."""
    folder = tmp_path / "served"
    folder.mkdir()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))
    ) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield folder, f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()
        thread.join()


def test_a_pin_is_found_fixed_and_then_clean(scanner: Scanner) -> None:
    pins = scanner.folder / "requirements.txt"
    pins.write_text("web_thing==1.1  # why\n", encoding="utf-8")
    options = ["--database", "a.pack", "--db-age-ok", "requirements.txt"]
    code, lines = scanner.scan(*options, "--fix")
    assert code == FINDINGS
    (finding,) = [line for line in lines if line["type"] == "finding"]
    assert finding["ids"] == ["CVE-2024-0001", "PYSEC-2024-1"]
    assert (finding["fix"], finding["line"], finding["column"]) == ("1.2", 1, 1)
    assert pins.read_text(encoding="utf-8") == "web_thing==1.2  # why\n"
    assert scanner.scan(*options)[0] == CLEAN


def test_old_advisories_are_never_green(scanner: Scanner) -> None:
    (scanner.folder / "requirements.txt").write_text("idle==1.0\n", encoding="utf-8")
    code, lines = scanner.scan("--database", "a.pack", "requirements.txt")
    assert code == INCOMPLETE
    assert lines[-1]["incomplete"] == [{"reason": "data-age", "count": 1}]
    assert scanner.scan("--database", "a.pack", "--db-age-ok", "requirements.txt")[0] == CLEAN


def test_what_an_environment_has_installed_is_judged(scanner: Scanner) -> None:
    environment = scanner.folder / "environment"
    venv.create(environment, with_pip=False)
    (site,) = environment.glob("lib/python*/site-packages")
    metadata = site / "web_thing-1.0.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text("Metadata-Version: 2.1\nName: web-thing\nVersion: 1.0\n", encoding="utf-8")
    code, lines = scanner.scan("--database", "a.pack", "--db-age-ok", "environment")
    assert code == FINDINGS
    assert [line["version"] for line in lines if line["type"] == "finding"] == ["1.0"]
    # Beside a project it is passed over, and that is said.
    code, lines = scanner.scan("--database", "a.pack", "--db-age-ok")
    assert code == CLEAN
    assert "environment" in [line["reason"] for line in lines if line["type"] == "skipped"]


FAULTS = {
    "a lock that is cut off": ("uv.lock", "version = 1\n[[package]\n"),
    "a lock that is no JSON": ("Pipfile.lock", '{"default": {'),
    "a lock that is a list": ("package-lock.json", "[]"),
    "a line that is none": ("requirements.txt", "a==\n"),
    "an option that is none": ("requirements.txt", "--no-such\n"),
    "an included file that is missing": ("requirements.txt", "-r gone.txt\n"),
    "an included file elsewhere": ("requirements.txt", "-r https://example.org/r.txt\n"),
    "a package without a name": ("poetry.lock", '[[package]]\nversion = "1"\n'),
    "a script's block that stands twice": ("tool.py", "# /// script\n# dependencies = []\n# ///\n" * 2),
    "metadata without a version": ("x.egg-info", "Name: a\n"),
    "a bill that is none": ("x.cdx.json", '{"bomFormat": "CycloneDX"}'),
    "a file that is a folder of itself": ("requirements.txt", None),
}


@pytest.mark.parametrize("name", FAULTS)
def test_no_fault_of_a_file_ends_green(scanner: Scanner, name: str) -> None:
    file, text = FAULTS[name]
    path = scanner.folder / file
    if text is None:
        os.mkfifo(path)
    else:
        path.write_text(text, encoding="utf-8")
    code, lines = scanner.scan("--database", "a.pack", "--db-age-ok", file)
    assert code in (USAGE, INCOMPLETE)
    assert code == USAGE or lines[-1]["incomplete"]


@pytest.mark.parametrize("damage", ["cut", "flipped", "text", "missing"])
def test_no_fault_of_a_pack_ends_green(scanner: Scanner, damage: str) -> None:
    (scanner.folder / "requirements.txt").write_text("idle==1.0\n", encoding="utf-8")
    pack = scanner.folder / "a.pack"
    whole = pack.read_bytes()
    middle = len(whole) // 2
    if damage == "missing":
        pack.unlink()
    else:
        flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
        pack.write_bytes({"cut": whole[:middle], "flipped": flipped, "text": b"not a pack"}[damage])
    assert scanner.scan("--database", "a.pack", "--db-age-ok", "requirements.txt")[0] in (USAGE, INCOMPLETE)


def test_updates_are_taken_only_when_something_vouches_for_them(scanner: Scanner, server: tuple[Path, str]) -> None:
    folder, address = server
    with zipfile.ZipFile(folder / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("one.json", json.dumps({**RECORD, "modified": "2999-01-01T00:00:00Z"}))
    url = f"{address}/all.zip"
    digest = hashlib.sha256((folder / "all.zip").read_bytes()).hexdigest()
    assert scanner.run("db", "update", "--from", url).returncode == USAGE
    assert scanner.run("db", "update", "--from", url, "--sha256", "0" * 64).returncode == INCOMPLETE
    assert scanner.run("db", "update", "--from", url, "--sha256", digest).returncode == CLEAN
    assert json.loads(scanner.run("db", "info", "--json").stdout)["date"] == "2999-01-01"
    # What is older does not take its place.
    shutil.copy(scanner.folder / "a.pack", folder / "old.pack")
    digest = hashlib.sha256((folder / "old.pack").read_bytes()).hexdigest()
    old = ["db", "update", "--from", f"{address}/old.pack", "--sha256", digest]
    assert scanner.run(*old).returncode == INCOMPLETE
    assert json.loads(scanner.run("db", "info", "--json").stdout)["date"] == "2999-01-01"
    assert scanner.run(*old, "--allow-older").returncode == CLEAN


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
def test_a_signed_pack_is_taken_and_a_changed_one_is_not(scanner: Scanner, server: tuple[Path, str]) -> None:
    folder, address = server
    shutil.copy(scanner.folder / "a.pack", folder / "a.pack")
    work = scanner.folder
    for words in (
        ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "k.pem"],
        ["ec", "-in", "k.pem", "-pubout", "-out", "k.pub"],
        ["dgst", "-sha256", "-sign", "k.pem", "-out", "raw.sig", "a.pack"],
        ["base64", "-A", "-in", "raw.sig", "-out", str(folder / "a.pack.sig")],
    ):
        subprocess.run(["openssl", *words], cwd=work, check=True, capture_output=True)
    update = ["db", "update", "--from", f"{address}/a.pack", "--key", "k.pub", "-o", "fetched.pack"]
    assert scanner.run(*update, "--allow-older").returncode == CLEAN
    # Other bytes under the same signature.
    (folder / "a.pack").write_bytes((folder / "a.pack").read_bytes()[:-1] + b"!")
    assert scanner.run(*update, "--allow-older").returncode == INCOMPLETE


def test_no_credentials_of_an_index_are_shown(scanner: Scanner) -> None:
    text = (
        "--extra-index-url https://user:hunter2@example.org/simple\na @ https://user:hunter2@example.org/a.zip\nb==1\n"
    )
    (scanner.folder / "requirements.txt").write_text(text, encoding="utf-8")
    for form in ("text", "jsonl", "json", "sarif", "markdown", "html"):
        for extra in ([], ["--list"]):
            words = ["scan", "dependencies", "-C", ".", "--db-age-ok", "--format", form, *extra]
            done = scanner.run(*words)
            assert "hunter2" not in done.stdout + done.stderr
