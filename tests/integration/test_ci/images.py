"""What the tests of images stand on: a storage of its own for buildah, a registry on a free port, base images that
tools/setup_images.sh has made."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from oci_registry import MemoryRegistry

CACHE = Path(os.environ.get("ROPEWALK_IMAGES_CACHE", "/var/cache/ropewalk-images"))
PASSPHRASE = "correct horse"  # noqa: S105 - of keys that live as long as a test


def missing_tools(*programs: str) -> str:
    """What a test lacks here, for its skip; empty when all is there."""
    absent = [program for program in programs if shutil.which(program) is None]
    return f"needs {', '.join(absent)} (tools/setup_images.sh)" if absent else ""


def base_archive(architecture: str) -> Path | None:
    key = CACHE / "key"
    if not key.exists():
        return None
    archive = CACHE / f"base-{architecture}-{key.read_text().strip()}.tar"
    return archive if archive.exists() else None


def cosign() -> Path | None:
    """Where cosign is: as tools/setup_images.sh builds it, or the machine's own."""
    built = CACHE / "bin" / "cosign"
    found = shutil.which("cosign")
    return built if built.exists() else Path(found) if found else None


@dataclass
class Store:
    """A storage of buildah's own, with folders of Ropewalk's own beside it."""

    top: Path
    program: Path
    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.top.mkdir(parents=True, exist_ok=True)
        # The storage stays mounted on itself when nothing uses it any more.
        atexit.register(
            subprocess.run, ["umount", "-l", str(self.top / "root" / "overlay")], capture_output=True, check=False
        )
        conf = self.top / "storage.conf"
        conf.write_text(f'[storage]\ndriver = "overlay"\ngraphroot = "{self.top}/root"\nrunroot = "{self.top}/run"\n')
        home = self.top / "home"
        home.mkdir(exist_ok=True)
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "CONTAINERS_STORAGE_CONF": str(conf),
            "ROPEWALK_KEY_PASSPHRASE": PASSPHRASE,
            "XDG_CACHE_HOME": str(self.top / "cache"),
            "XDG_STATE_HOME": str(self.top / "state"),
            "XDG_RUNTIME_DIR": str(self.top / "runtime"),
            **{name: value for name, value in os.environ.items() if name.startswith(("SSL_", "PIP_"))},
        }

    def run(self, *words: str, cwd: Path | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.program), *words],
            cwd=cwd or self.top,
            env=self.environ | environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=1200,
        )

    def json(self, *words: str, cwd: Path | None = None, **environ: str) -> dict:
        done = self.run(*words, "--json", cwd=cwd, **environ)
        assert done.stdout, done.stderr
        return json.loads(done.stdout)

    def buildah(self, *words: str) -> str:
        done = subprocess.run(
            ["buildah", *words], env=self.environ, capture_output=True, text=True, check=False, timeout=600
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def load_base(self, *architectures: str) -> str:
        """Puts the base images into the storage, and gives the name of a list of them."""
        for architecture in architectures:
            container = self.buildah("from", "--arch", architecture, "scratch")
            self.buildah("add", "-q", container, str(base_archive(architecture)), "/")
            self.buildah(
                "config",
                *("--arch", architecture, "--os", "linux", "--cmd", "python3"),
                *("--env", "PIP_CERT=/etc/ssl/certs/ca-certificates.crt", "--env", "PIP_BREAK_SYSTEM_PACKAGES=1"),
                container,
            )
            self.buildah(
                "commit",
                "-q",
                "--timestamp",
                "315619200",
                "--format",
                "docker",
                container,
                f"localhost/base:{architecture}",
            )
            self.buildah("rm", container)
        self.buildah("manifest", "create", "localhost/base:1")
        for architecture in architectures:
            self.buildah(
                "manifest", "add", "--arch", architecture, "localhost/base:1", f"localhost/base:{architecture}"
            )
        return "localhost/base:1"

    def keys(self, name: str) -> Path:
        made = self.run("keys", "new", name)
        assert made.returncode == 0, made.stderr
        return self.top / f"{name}.key"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class LocalRegistry:
    name: str
    folder: Path

    def get(self, path: str, accept: str = "application/vnd.oci.image.manifest.v1+json") -> bytes:
        request = urllib.request.Request(f"http://{self.name}{path}", headers={"Accept": accept})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read()

    def tags(self, repository: str) -> list[str]:
        try:
            return json.loads(self.get(f"/v2/{repository}/tags/list"))["tags"] or []
        except urllib.error.HTTPError:
            return []


@contextlib.contextmanager
def local_registry(folder: Path) -> Iterator[LocalRegistry]:
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    config = folder / "config.yml"
    config.write_text(
        "version: 0.1\nlog: {level: error}\n"
        f"storage: {{filesystem: {{rootdirectory: {folder}/data}}, delete: {{enabled: true}}}}\n"
        f"http: {{addr: '127.0.0.1:{port}'}}\n"
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(["docker-registry", "serve", str(config)], stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/v2/", timeout=2).close()
                break
            except OSError:
                assert time.monotonic() < deadline, (folder / "log").read_text()
                time.sleep(0.05)
        yield LocalRegistry(f"127.0.0.1:{port}", folder)
    finally:
        process.kill()
        process.wait()


def soon(holds: Callable[[], bool], seconds: float = 30) -> bool:
    """Whether it comes true before the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.1)
    return holds()


def project(folder: Path, files: dict[str, str], *, commit: bool = True) -> Path:
    """A folder with these files, and a repository with one commit of them."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    if commit:
        identity = {
            "GIT_AUTHOR_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "ada@example.com",
            "GIT_COMMITTER_NAME": "Ada",
            "GIT_COMMITTER_EMAIL": "ada@example.com",
            "GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z",
            "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z",
        }
        for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "First"]):
            subprocess.run(["git", *words], cwd=folder, env=os.environ | identity, check=True)
    return folder


def policy(store: Store, text: str) -> Path:
    path = store.top / "policy.yml"
    path.write_text(text)
    return path


def signature_tag(digest: str) -> str:
    return digest.replace(":", "-") + ".sig"


def blobs_of(manifest: bytes) -> list[str]:
    document = json.loads(manifest)
    return [layer["digest"] for layer in (document["config"], *document["layers"])]


def call(
    registry: LocalRegistry | MemoryRegistry,
    method: str,
    path: str,
    body: bytes = b"",
    kind: str = "application/octet-stream",
) -> object:
    url = path if path.startswith("http") else f"http://{registry.name}{path}"
    request = urllib.request.Request(url, data=body, method=method, headers={"Content-Type": kind})
    return urllib.request.urlopen(request, timeout=10)


def copy_blob(registry: LocalRegistry, source: str, target: str, digest: str) -> None:
    call(registry, "POST", f"/v2/{target}/blobs/uploads/?mount={digest}&from={source}")


def put_manifest(registry: LocalRegistry | MemoryRegistry, repository: str, tag: str, manifest: bytes) -> None:
    call(registry, "PUT", f"/v2/{repository}/manifests/{tag}", manifest, json.loads(manifest)["mediaType"])


needs_builder = pytest.mark.skipif(
    bool(missing_tools("buildah", "docker-registry", "git")),
    reason=missing_tools("buildah", "docker-registry", "git") or "-",
)
needs_base = pytest.mark.skipif(
    base_archive("amd64") is None or bool(missing_tools("buildah", "docker-registry")),
    reason="needs the base images of tools/setup_images.sh",
)
needs_policy_check = pytest.mark.skipif(
    not (CACHE / "bin" / "policy_check").exists(), reason="needs policy_check (tools/setup_images.sh, with go)"
)

SCRATCH = {"Dockerfile": "FROM scratch\nCOPY hello.txt /\n", "hello.txt": "hello\n"}
