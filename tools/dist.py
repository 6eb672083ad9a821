"""Makes what is published of this project, from a binary that is there: dist.py BINARY STATIC_BINARY FOLDER.

The programs as archives with completions and man pages, a Debian package, the wheel (from the one that tools/wheel.sh has put
into build/wheel), a bill of materials, checksums, and their signature where git has a key. Every time in them is the commit's
(SOURCE_DATE_EPOCH), every owner is root, every list is sorted: the same commit gives the same bytes.
"""

from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EPOCH = int(os.environ["SOURCE_DATE_EPOCH"])
SHELLS = {
    "bash": "usr/share/bash-completion/completions/ropewalk",
    "zsh": "usr/share/zsh/vendor-completions/_ropewalk",
    "fish": "usr/share/fish/vendor_completions.d/ropewalk.fish",
}
MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}


def ask(binary: Path, *words: str) -> str:
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": "/nonexistent",
        "COLUMNS": "80",
        "NO_COLOR": "1",
    }
    return subprocess.run(
        [binary, *words], check=True, capture_output=True, text=True, env=environ
    ).stdout


def commands(help_text: str) -> list[str]:
    """The names below a heading of commands."""
    names = []
    inside = False
    for line in help_text.splitlines():
        if line.rstrip(":").strip().lower().endswith("commands"):
            inside = True
        elif inside and (match := re.match(r"  ([a-z][a-z-]*) {2,}\S", line)):
            names.append(match[1])
        elif inside and line and not line.startswith(" "):
            inside = False
    return names


def man_page(name: str, help_text: str, version: str) -> str:
    """A help text as a manual page: its words as they are."""
    date = subprocess.run(
        ["date", "-u", "-d", f"@{EPOCH}", "+%Y-%m-%d"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    title = name.replace(" ", "-")
    body = help_text.replace("\\", "\\e").replace("-", "\\-")
    summary = (
        next((line for line in body.splitlines() if line.strip()), "")
        .strip()
        .rstrip(".")
    )
    lines = [
        f".\\&{line}" if line.startswith((".", "'")) else line
        for line in body.splitlines()
    ]
    head = f'.TH {title.upper()} 1 "{date}" "ropewalk {version}" "User Commands"'
    return "\n".join(
        [
            head,
            ".SH NAME",
            f"{title} \\- {summary}",
            ".SH DESCRIPTION",
            ".nf",
            *lines,
            ".fi",
            "",
        ]
    )


def pages(binary: Path, version: str) -> dict[str, str]:
    """Manual pages of all commands, by path in a package."""
    found = {
        "usr/share/man/man1/ropewalk.1": man_page(
            "ropewalk", ask(binary, "--help"), version
        )
    }
    for name in commands(ask(binary, "--help")):
        text = ask(binary, name, "--help")
        found[f"usr/share/man/man1/ropewalk-{name}.1"] = man_page(
            f"ropewalk {name}", text, version
        )
        for below in commands(text):
            path = f"usr/share/man/man1/ropewalk-{name}-{below}.1"
            found[path] = man_page(
                f"ropewalk {name} {below}", ask(binary, name, below, "--help"), version
            )
    return found


def packed(content: bytes) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=EPOCH, filename="") as file:
        file.write(content)
    return out.getvalue()


def tree(binary: Path, version: str, *, speaks: Path) -> dict[str, tuple[bytes, int]]:
    """What is installed: content and mode by path. `speaks` is a binary that runs here, for its help."""
    files = {"usr/bin/ropewalk": (binary.read_bytes(), 0o755)}
    for shell, path in SHELLS.items():
        files[path] = (ask(speaks, "completions", shell).encode(), 0o644)
    for path, text in pages(speaks, version).items():
        files[f"{path}.gz"] = (packed(text.encode()), 0o644)
    files["usr/share/doc/ropewalk/copyright"] = ((ROOT / "LICENSE").read_bytes(), 0o644)
    return files


def archive(files: dict[str, tuple[bytes, int]], top: str, target: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path, (content, mode) in sorted(files.items()):
            entry = tarfile.TarInfo(f"{top}/{path.removeprefix('usr/')}")
            entry.size, entry.mode, entry.mtime = len(content), mode, EPOCH
            tar.addfile(entry, io.BytesIO(content))
    target.write_bytes(packed(out.getvalue()))


def least_libc(binary: Path) -> str:
    """The oldest glibc that has all that the program asks for."""
    symbols = subprocess.run(
        ["objdump", "-T", str(binary)], check=True, capture_output=True, text=True
    ).stdout
    found = {
        tuple(map(int, match.split(".")))
        for match in re.findall(r"\bGLIBC_([0-9.]+)", symbols)
    }
    return ".".join(map(str, max(found)))


def wheel(
    built: Path,
    files: dict[str, tuple[bytes, int]],
    libc: str,
    machine: str,
    folder: Path,
) -> None:
    """The wheel with completions and man pages in it, and with the name by which indexes take it: that of the oldest
    system that runs it."""
    with zipfile.ZipFile(built) as archive_of:
        content = {
            item.filename: (archive_of.read(item), item.external_attr >> 16)
            for item in archive_of.infolist()
        }
    info = next(
        name for name in content if name.endswith(".dist-info/WHEEL")
    ).removesuffix("/WHEEL")
    platform = f"manylinux_{libc.replace('.', '_')}_{machine}"
    text = re.sub(
        r"(?m)^Tag: .*$",
        f"Tag: py3-none-{platform}",
        content[f"{info}/WHEEL"][0].decode(),
    )
    content[f"{info}/WHEEL"] = (text.encode(), 0o644)
    data = f"{info.removesuffix('.dist-info')}.data/data"
    for path, (bytes_, _) in files.items():
        if path.startswith("usr/share/"):
            content[f"{data}/{path.removeprefix('usr/')}"] = (bytes_, 0o644)
    record = f"{info}/RECORD"
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    for name in sorted(content.keys() - {record}):
        digest = (
            base64.urlsafe_b64encode(hashlib.sha256(content[name][0]).digest())
            .rstrip(b"=")
            .decode()
        )
        writer.writerow([name, f"sha256={digest}", len(content[name][0])])
    writer.writerow([record, "", ""])
    content[record] = (rows.getvalue().encode(), 0o644)
    name = "-".join([*built.stem.split("-")[:-1], platform]) + ".whl"
    when = time.gmtime(max(EPOCH, 315532800))[:6]
    with zipfile.ZipFile(folder / name, "w") as out:
        for path, (bytes_, mode) in sorted(content.items()):
            entry = zipfile.ZipInfo(path, when)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100755 if mode & 0o100 else 0o100644) << 16
            out.writestr(entry, bytes_)


def sign(sums: Path) -> None:
    """A signature of the checksums with the key that git signs tags with, where it has one: `.asc` of OpenPGP, `.sig` of
    SSH."""

    def setting(name: str) -> str:
        words = ["git", "-C", str(ROOT), "config", "--get", name]
        return subprocess.run(
            words, capture_output=True, text=True, check=False
        ).stdout.strip()

    key = setting("user.signingkey")
    if not key:
        return
    if setting("gpg.format") == "ssh":
        subprocess.run(
            ["ssh-keygen", "-q", "-Y", "sign", "-n", "file", "-f", key, str(sums)],
            check=True,
        )
    else:
        words = [
            "gpg",
            "--batch",
            "--yes",
            "--armor",
            "--local-user",
            key,
            "--detach-sign",
            str(sums),
        ]
        subprocess.run(words, check=True)


def debian(
    files: dict[str, tuple[bytes, int]],
    version: str,
    libc: str,
    machine: str,
    target: Path,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder) / "package"
        for path, (content, mode) in files.items():
            file = top / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            file.chmod(mode)
        size = sum(len(content) for content, _ in files.values()) // 1024
        control = top / "DEBIAN" / "control"
        control.parent.mkdir()
        control.write_text(
            f"Package: ropewalk\nVersion: {version}\nArchitecture: {machine}\nMaintainer: The Ropewalk project\n"
            f"Installed-Size: {size}\nDepends: libc6 (>= {libc})\nRecommends: git, libcurl4, bash\nSection: devel\n"
            "Priority: optional\nDescription: GitHub Actions pipelines in one native program\n"
            " Writes, proves, runs and tests the pipeline anywhere, with GitHub's semantics.\n",
            encoding="utf-8",
        )
        for path in [top, *top.rglob("*")]:
            if path.is_dir():
                path.chmod(0o755)
            os.utime(path, (EPOCH, EPOCH))
        words = [
            "dpkg-deb",
            "--root-owner-group",
            "-Zxz",
            "--build",
            str(top),
            str(target),
        ]
        subprocess.run(words, check=True, capture_output=True)


def bill_of_materials(version: str, files: list[Path]) -> str:
    """CycloneDX: the files, and the Debian packages whose archives are linked in."""
    names = re.findall(
        r"^lib[\w.+-]+-dev$",
        (ROOT / "tools/packages.txt").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    rows = subprocess.run(
        ["dpkg-query", "-W", "-f=${Package} ${Version}\n", *sorted(names)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()
    libraries = [
        {
            "type": "library",
            "name": name,
            "version": found,
            "purl": f"pkg:deb/debian/{name}@{found}",
        }
        for name, found in (row.split(" ", 1) for row in rows)
    ]
    made = [
        {
            "type": "file",
            "name": f.name,
            "hashes": [
                {
                    "alg": "SHA-256",
                    "content": hashlib.sha256(f.read_bytes()).hexdigest(),
                }
            ],
        }
        for f in files
    ]
    component = {"type": "application", "name": "ropewalk", "version": version}
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": component},
        "components": made + libraries,
    }
    return json.dumps(bom, indent=2) + "\n"


def main() -> None:
    binary, static, folder = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    version = ask(binary, "version").split()[1]
    machine = os.uname().machine
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    archive(
        tree(static, version, speaks=binary),
        f"ropewalk-{version}",
        folder / f"ropewalk-{version}-linux-{machine}.tar.gz",
    )
    deb = MACHINES.get(machine, machine)
    installed = tree(binary, version, speaks=binary)
    libc = least_libc(binary)
    debian(installed, version, libc, deb, folder / f"ropewalk_{version}_{deb}.deb")
    wheel(next((ROOT / "build/wheel").glob("*.whl")), installed, libc, machine, folder)
    files = sorted(folder.iterdir())
    (folder / "sbom.cdx.json").write_text(
        bill_of_materials(version, files), encoding="utf-8"
    )
    sums = [
        f"{hashlib.sha256(f.read_bytes()).hexdigest()}  {f.name}\n"
        for f in sorted(folder.iterdir())
    ]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    sign(folder / "SHA256SUMS")
    print("".join(sums), end="")


if __name__ == "__main__":
    main()
