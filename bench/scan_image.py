"""`ropewalk scan image` over an image of 200 MB like a slim Python's, against the physical limit (unpacking its layers and
hashing them) and against skopeo's copy of it. Growth: the same at a tenth and at three times the size.

The image is made here, of the machine's own files: programs and libraries from /usr, Python's library, a dpkg database.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROPEWALK = os.environ.get("ROPEWALK", str(ROOT / "build" / "release" / "src" / "ropewalk"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
SIZES = [20, 200, 600]
STATUS = "".join(
    f"Package: package-{n}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.{n}-1\n\n" for n in range(120)
)


def files_of(limit: int) -> list[Path]:
    """Files of the machine up to a size, Python's library first."""
    found, size = [], 0
    for top in ("/usr/lib/python3.11", "/usr/bin", "/usr/lib/x86_64-linux-gnu", "/usr/share"):
        for path in sorted(Path(top).rglob("*")):
            if path.is_file() and not path.is_symlink() and path.stat().st_size < 8 << 20:
                found.append(path)
                size += path.stat().st_size
                if size >= limit:
                    return found
    return found


def add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(text.encode())
    archive.addfile(entry, io.BytesIO(text.encode()))


def make_image(folder: Path, megabytes: int) -> list[Path]:
    """An OCI layout; returns its layers."""
    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        add_text(archive, "etc/os-release", 'ID=debian\nVERSION_ID="12"\n')
        add_text(archive, "var/lib/dpkg/status", STATUS)
        for path in files_of(megabytes << 20):
            archive.add(path, str(path).lstrip("/"), recursive=False)
    plain = held.getvalue()

    def put(content: bytes) -> dict[str, object]:
        name = hashlib.sha256(content).hexdigest()
        (blobs / name).write_bytes(content)
        return {"digest": f"sha256:{name}", "size": len(content)}

    layer = {"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", **put(gzip.compress(plain, 6))}
    diff = f"sha256:{hashlib.sha256(plain).hexdigest()}"
    config = {"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": [diff]}}
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {"mediaType": "application/vnd.oci.image.config.v1+json", **put(json.dumps(config).encode())},
        "layers": [layer],
    }
    index = {"mediaType": manifest["mediaType"], **put(json.dumps(manifest).encode())}
    (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [index]}))
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    return [blobs / str(layer["digest"]).removeprefix("sha256:")]


def best(command: list[str] | str) -> tuple[float, float]:
    """The shortest of some runs: seconds by the clock, seconds of processors."""
    rows = []
    for _ in range(ROUNDS):
        before = os.times()
        start = time.perf_counter()
        subprocess.run(
            command, shell=isinstance(command, str), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
        after = os.times()
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        rows.append((time.perf_counter() - start, spent))
    return min(rows)


def main() -> None:
    for megabytes in SIZES:
        with tempfile.TemporaryDirectory() as top:
            layout = Path(top) / "layout"
            (layer,) = make_image(layout, megabytes)
            ours = best([ROPEWALK, "scan", "image", str(layout), "--no-advisories"])
            rows = {
                "ropewalk scan image": ours,
                "gzip -dc | sha256sum": best(f"gzip -dc {layer} | sha256sum"),
                "sha256sum of the blob": best(f"sha256sum {layer}"),
            }
            if shutil.which("skopeo"):
                rows["skopeo copy"] = best(
                    ["skopeo", "--insecure-policy", "copy", "-q", f"oci:{layout}", f"docker-archive:{top}/copy.tar:a:b"]
                )
                (Path(top) / "copy.tar").unlink(missing_ok=True)
            print(f"{megabytes} MB unpacked, {layer.stat().st_size / 1e6:.0f} MB packed")
            for name, (clock, spent) in rows.items():
                print(
                    f"  {name:<24}{clock * 1000:>9.0f} ms{spent * 1000:>9.0f} ms of CPU{clock / ours[0]:>8.2f} x ours"
                )


if __name__ == "__main__":
    main()
