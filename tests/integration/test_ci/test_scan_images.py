"""What `ropewalk scan image` finds in images as tools write them: links, packages inside of packages, secrets."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from test_scan_faults import TOKEN, run_scan

Entry = tuple[str, str, str | bytes]
"""Name, kind (`f` file, `h` hard link, `l` symbolic link), content or target."""

METADATA = "Metadata-Version: 2.1\nName: django\nVersion: 2.0\n"
STATUS = "Package: a\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n"


def layer_of(entries: list[Entry]) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for name, kind, content in entries:
            info = tarfile.TarInfo(name)
            data = content if isinstance(content, bytes) else content.encode()
            if kind == "f":
                info.size = len(data)
            else:
                info.type = tarfile.LNKTYPE if kind == "h" else tarfile.SYMTYPE
                info.linkname = data.decode()
            archive.addfile(info, io.BytesIO(data if kind == "f" else b""))
    return held.getvalue()


class Layout:
    """An image in an OCI layout."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.blobs = folder / "blobs" / "sha256"
        self.blobs.mkdir(parents=True)

    def put(self, content: bytes) -> dict[str, Any]:
        name = hashlib.sha256(content).hexdigest()
        (self.blobs / name).write_bytes(content)
        return {"digest": f"sha256:{name}", "size": len(content)}

    def write(self, layers: list[list[Entry]], more: dict[str, Any] | None = None, wrong_size: str = "") -> None:
        """`wrong_size` names the descriptor that says one byte more than its blob has."""
        described = [
            {"mediaType": "application/vnd.oci.image.layer.v1.tar", **self.put(layer_of(one))} for one in layers
        ]
        diff_ids = [str(one["digest"]) for one in described]
        config = {"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": diff_ids}}
        config |= more or {}
        kind = "application/vnd.oci.image.config.v1+json"
        config_descriptor = {"mediaType": kind, **self.put(json.dumps(config).encode())}
        if wrong_size == "layer":
            described[0]["size"] += 1
        if wrong_size == "config":
            config_descriptor["size"] += 1
        manifest = {"schemaVersion": 2, "config": config_descriptor, "layers": described}
        kind = "application/vnd.oci.image.manifest.v1+json"
        manifest_descriptor = {"mediaType": kind, **self.put(json.dumps(manifest).encode())}
        if wrong_size == "manifest":
            manifest_descriptor["size"] += 1
        index = {"schemaVersion": 2, "manifests": [manifest_descriptor]}
        (self.folder / "index.json").write_text(json.dumps(index), encoding="utf-8")
        (self.folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}', encoding="utf-8")


def scan(top: Path, *words: str) -> tuple[int, list[dict[str, Any]]]:
    done = run_scan(top, "image", "layout", *words, "--format", "jsonl")
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def of(lines: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [line for line in lines if line["type"] == kind]


def packages(lines: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(line["name"], line["version"]) for line in of(lines, "package")]


LINKED: dict[str, tuple[list[list[Entry]], list[tuple[str, str]]]] = {
    "metadata that is a hard link": (
        [[("c/m", "f", METADATA), ("lib/site-packages/django-2.0.dist-info/METADATA", "h", "c/m")]],
        [("django", "2.0")],
    ),
    "metadata whose other name a later layer removes": (
        [
            [
                ("root/.cache/uv/archive-v0/abcdefgh/m", "f", METADATA),
                ("lib/django-2.0.dist-info/METADATA", "h", "root/.cache/uv/archive-v0/abcdefgh/m"),
            ],
            [("root/.cache/.wh.uv", "f", "")],
        ],
        [("django", "2.0")],
    ),
    "a database whose other name its own layer removes": (
        [[("s", "f", STATUS)], [("var/lib/dpkg/status", "h", "s"), (".wh.s", "f", "")]],
        [("a", "1")],
    ),
    "a backup of a database that is written anew": (
        [
            [("var/lib/dpkg/status", "f", STATUS)],
            [
                ("var/lib/dpkg/status-old", "h", "var/lib/dpkg/status"),
                ("var/lib/dpkg/status", "f", STATUS.replace("Version: 1", "Version: 2")),
            ],
        ],
        [("a", "2")],
    ),
    "apk's database behind a symbolic link": (
        [[("data/x", "f", "P:musl\nV:1-r0\n\n"), ("lib/apk/db/installed", "l", "/data/x")]],
        [("musl", "1-r0")],
    ),
}


@pytest.mark.parametrize("name", list(LINKED))
def test_a_link_is_read_as_the_file_that_it_is(tmp_path: Path, name: str) -> None:
    layers, wanted = LINKED[name]
    Layout(tmp_path / "layout").write(layers)
    code, lines = scan(tmp_path, "--list")
    assert packages(lines) == wanted
    assert of(lines, "error") == []
    assert code == 0


def test_a_bill_inside_of_a_wheel_is_judged(tmp_path: Path) -> None:
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "components": [{"type": "library", "name": "jinja2", "version": "2.10", "purl": "pkg:pypi/jinja2@2.10"}],
    }
    folder = "lib/w-1.0.dist-info"
    Layout(tmp_path / "layout").write(
        [
            [
                (f"{folder}/METADATA", "f", "Name: w\nVersion: 1.0\n"),
                (f"{folder}/sboms/x.cdx.json", "f", json.dumps(bill)),
            ]
        ]
    )
    code, lines = scan(tmp_path, "--db-age-ok")
    assert packages(lines) == [("w", "1.0"), ("jinja2", "2.10")]
    assert {line["package"] for line in of(lines, "finding") if line["scanner"] == "image"} == {"jinja2"}
    assert all(line["vendored_by"] == "w" for line in of(lines, "finding") if line["scanner"] == "image")
    assert code == 1


def test_a_manager_that_is_not_read_is_told(tmp_path: Path) -> None:
    Layout(tmp_path / "layout").write([[("var/lib/pacman/local/x-1-1/desc", "f", "%NAME%\nx\n")]])
    code, lines = scan(tmp_path, "--no-advisories")
    assert [line["reason"] for line in of(lines, "error")] == ["unsupported"]
    assert code == 3


def zipped(name: str, content: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return held.getvalue()


HIDDEN: dict[str, tuple[Entry, str]] = {
    "UTF-16": (("u16", "f", f"token = {TOKEN}\n".encode("utf-16")), "u16"),
    "gzip": (("a.log.gz", "f", gzip.compress(TOKEN.encode())), "a.log.gz!a.log"),
    "zip": (("a.whl", "f", zipped("b/c.py", TOKEN)), "a.whl!b/c.py"),
    "zip within gzip": (("a.zip.gz", "f", gzip.compress(zipped("b", TOKEN))), "a.zip.gz!a.zip!b"),
    "the name of a file": ((f"d/{TOKEN}", "f", "x"), "d/REDACTED"),
    "the name of a folder's file": ((f"{TOKEN}/x", "f", "x"), "REDACTED/x"),
    "what a link leads to": (("link", "l", TOKEN), "link"),
}


@pytest.mark.parametrize("name", list(HIDDEN))
def test_a_secret_is_found_where_scan_secrets_finds_it(tmp_path: Path, name: str) -> None:
    entry, file = HIDDEN[name]
    Layout(tmp_path / "layout").write([[entry], [("other", "f", "x")]])
    code, lines = scan(tmp_path, "--no-advisories", "--list")
    found = [line for line in of(lines, "finding") if line["scanner"] == "secrets"]
    assert [(line["file"], line["layer"], line["in_tree"]) for line in found] == [(file, 0, True)]
    assert TOKEN not in json.dumps(lines)
    assert code == 1


CONFIGURED: dict[str, dict[str, Any]] = {
    "environment": {"config": {"Env": [f"A={TOKEN}"]}},
    "labels": {"config": {"Labels": {"a": TOKEN}}},
    "command": {"config": {"Cmd": ["serve", "--token", TOKEN]}},
    "entrypoint": {"config": {"Entrypoint": [f"--token={TOKEN}"]}},
    "history": {"history": [{"created_by": "x", "comment": TOKEN}]},
    "configuration": {"author": TOKEN},
}


@pytest.mark.parametrize("where", list(CONFIGURED))
def test_a_secret_in_the_configuration_is_found_wherever_it_stands(tmp_path: Path, where: str) -> None:
    Layout(tmp_path / "layout").write([[("a", "f", "x")]], CONFIGURED[where])
    code, lines = scan(tmp_path, "--no-advisories")
    assert [line["where"] for line in of(lines, "finding") if line["scanner"] == "secrets"] == [where]
    assert TOKEN not in json.dumps(lines)
    assert code == 1


def test_a_name_in_the_configuration_that_is_a_secret_is_masked(tmp_path: Path) -> None:
    Layout(tmp_path / "layout").write([[("a", "f", "x")]], {"config": {"Labels": {TOKEN: "x"}}})
    code, lines = scan(tmp_path, "--no-advisories")
    assert [line["name"] for line in of(lines, "finding") if line["scanner"] == "secrets"] == ["REDACTED"]
    assert TOKEN not in json.dumps(lines)
    assert code == 1


def test_an_archive_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    Layout(tmp_path / "layout").write([[("a.gz", "f", gzip.compress(TOKEN.encode())[:-9])]])
    code, lines = scan(tmp_path, "--no-advisories")
    assert [(line["reason"], line["file"], line["layer"]) for line in of(lines, "error")] == [("damaged", "a.gz", 0)]
    assert code == 3


@pytest.mark.parametrize("which", ["layer", "config", "manifest"])
def test_a_blob_that_is_not_as_long_as_its_descriptor_says_is_not_trusted(tmp_path: Path, which: str) -> None:
    Layout(tmp_path / "layout").write([[("a", "f", "x")]], wrong_size=which)
    code, lines = scan(tmp_path, "--no-advisories")
    assert [line["reason"] for line in of(lines, "error")] == ["digest-mismatch"]
    assert code == 3
