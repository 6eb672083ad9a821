"""Bad input, registries that misbehave, and pushes that fail at each of their requests: each is named, and nothing is
left half published."""

from __future__ import annotations

import http.server
import json
import os
import signal
import subprocess
import threading
from pathlib import Path

import images
import pytest
from images import (
    SCRATCH,
    Store,
    needs_base,
    needs_builder,
    policy,
)
from oci_registry import MemoryRegistry, digest_of, memory_registry


@needs_builder
@pytest.mark.parametrize(
    ("files", "words", "code", "said"),
    [
        ({}, (), 2, "there is no Dockerfile in"),
        ({"Dockerfile": "FROM scratch\nCOPPY a b\n"}, (), 1, "Dockerfile:2:1"),
        (SCRATCH, ("--target", "late"), 2, "has no stage 'late'"),
        (
            {"Dockerfile": "FROM scratch\nCOPY --from=late a b\nFROM scratch AS late\n"},
            ("--target", "0"),
            1,
            "Dockerfile:2",
        ),
        ({"Dockerfile": "FROM localhost/nothing:1\nRUN x\n"}, ("--pull", "never"), 1, "failed at step 1"),
        (SCRATCH, ("--secret", "id=token,src=absent"), 2, "the secret 'token' is missing"),
        ({"Dockerfile": "FROM scratch\nRUN --mount=type=secret,id=t,required=true x\n"}, (), 2, "Dockerfile:2"),
        (
            {"Dockerfile": "FROM scratch\nRUN x\n"},
            ("--platform", "linux/riscv64"),
            3,
            "cannot run programs for linux/riscv64",
        ),
        (SCRATCH, ("--platform", "not a platform"), 2, "is not a platform"),
        (SCRATCH, ("-t", "Not/Good"), 2, "capital letters"),
        (SCRATCH, ("--push",), 2, "--push needs a name"),
        (SCRATCH, ("--key", "absent.key"), 2, "there is no key file"),
        (SCRATCH | {"broken.key": "-----BEGIN X-----\n"}, ("--key", "broken.key"), 1, "broken.key"),
        ({"Dockerfile": "FROM scratch\nCOPY absent /\n"}, (), 1, "absent"),
        (SCRATCH | {".dockerignore": "[\n"}, (), 1, ".dockerignore:1"),
    ],
)
def test_bad_input_is_named(
    files: dict[str, str], words: tuple[str, ...], code: int, said: str, store: Store, tmp_path: Path
) -> None:
    if "riscv64" in " ".join(words) and Path("/proc/sys/fs/binfmt_misc/qemu-riscv64").exists():
        pytest.skip("this machine emulates riscv64")
    done = store.run("image", "build", ".", *words, cwd=images.project(tmp_path, files | {"x": ""}, commit=False))
    assert done.returncode == code, done.stdout + done.stderr
    assert said in done.stderr


class BadRegistry(http.server.BaseHTTPRequestHandler):
    """Answers everything with what the test says."""

    status = 500
    body = b""
    headers_sent: tuple[tuple[str, str], ...] = ()
    cuts = False

    def answer(self) -> None:
        if self.cuts:
            self.connection.shutdown(2)
            return
        self.send_response(self.status)
        for name, value in (*self.headers_sent, ("Content-Length", str(len(self.body)))):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(self.body)

    do_GET = do_HEAD = do_PUT = do_POST = do_PATCH = answer  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        ({"status": 401}, 3, "does not know who you are (401)"),
        ({"status": 403}, 3, "does not allow it (403)"),
        ({"status": 404}, 2, "has no image"),
        ({"status": 429, "headers_sent": (("Retry-After", "3600"),)}, 3, "too many requests (429)"),
        ({"status": 400}, 3, "answers 400"),
        ({"status": 200, "body": b"{}"}, 1, "gives sha256:"),
    ],
)
def test_a_registry_that_misbehaves_is_never_green(
    answer: dict, code: int, said: str, ropewalk_binary: Path, tmp_path: Path
) -> None:
    handler = type("Handler", (BadRegistry,), answer)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        store = Store(tmp_path / "store", ropewalk_binary)
        store.keys("ours")
        reference = f"127.0.0.1:{server.server_port}/acme/x@sha256:{'a' * 64}"
        done = store.run("image", "verify", reference, "--policy", str(policy(store, "keys: [ours.pub]\n")))
        assert done.returncode == code, done.stdout + done.stderr
        assert said in done.stderr
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@needs_builder
@pytest.mark.slow
class TestPushThatFails:
    """Whatever goes wrong at whichever request: a tag stands on a whole image, or is not there."""

    @pytest.fixture(scope="class")
    def built(self, store: Store, tmp_path_factory: pytest.TempPathFactory) -> str:
        if not (store.top / "ours.key").exists():
            store.keys("ours")
        project = images.project(tmp_path_factory.mktemp("cut"), SCRATCH | {"hello.txt": "cut\n"})
        return store.json("image", "build", ".", cwd=project)["digest"]

    def push(self, store: Store, registry: MemoryRegistry, digest: str) -> subprocess.CompletedProcess[str]:
        name = f"{registry.name}/acme/cut:1.0.0"
        return store.run("image", "push", digest, "-t", name, "--key", str(store.top / "ours.key"))

    def is_whole(self, registry: MemoryRegistry, digest: str) -> bool:
        there = registry.contents
        manifest = json.loads(there.manifests["acme/cut"][digest][1])
        blobs = [manifest["config"], *manifest["layers"]]
        return all(digest_of(there.blobs["acme/cut"][one["digest"]]) == one["digest"] for one in blobs)

    @pytest.mark.parametrize("fault", ["cut", 403, "lie"])
    def test_at_each_request(self, fault: object, built: str, store: Store) -> None:
        with memory_registry() as registry:
            assert self.push(store, registry, built).returncode == 0
            count = len(registry.contents.requests)
        assert count > 20
        for number in range(0, count, 1 if fault == "cut" else 4):
            with memory_registry() as registry:
                seen = registry.contents.requests

                def once(method: str, path: str, number: int = number, seen: list[str] = seen) -> object:
                    # What is refused is refused for good; a connection is cut once.
                    is_now = len(seen) - 1 == number if fault == "cut" else len(seen) - 1 >= number
                    return fault if is_now else None

                registry.contents.fault = once
                done = self.push(store, registry, built)
                tags = registry.contents.tags.get("acme/cut", {})
                if done.returncode == 0:
                    assert tags["1.0.0"] == built
                    assert self.is_whole(registry, built)
                else:
                    assert fault != "cut", done.stderr
                    assert done.returncode == (3 if fault == 403 else 1), (number, done.stderr)
                    assert ("403" if fault == 403 else "says that") in done.stderr
                    assert "1.0.0" not in tags or (fault == "lie" and self.is_whole(registry, built))
                if fault == 403:
                    assert done.returncode == 3

    @pytest.mark.parametrize(
        ("fault", "code", "said"),
        [
            (401, 3, "does not know who you are (401)"),
            (403, 3, "does not allow it (403)"),
            (404, 2, "does not have it (404)"),
            (400, 3, "answers 400"),
            (429, 3, "too many requests (429)"),
            (500, 3, "answers 500"),
        ],
    )
    def test_what_a_registry_says_is_told(self, fault: int, code: int, said: str, built: str, store: Store) -> None:
        with memory_registry() as registry:
            registry.contents.fault = lambda method, _: fault if method in {"POST", "PUT"} else None
            done = self.push(store, registry, built)
        assert done.returncode == code, done.stderr
        assert said in done.stderr
        assert "said the test" in done.stderr


@needs_builder
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to make a small disk")
def test_a_full_disk_is_named(ropewalk_binary: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(disk)], check=True)
    try:
        store = Store(disk / "store", ropewalk_binary)
        folder = images.project(tmp_path / "big", {"Dockerfile": "FROM scratch\nCOPY big /big\n", "big": ""})
        (folder / "big").write_bytes(os.urandom(60_000_000))
        done = store.run("image", "build", ".", "-t", "localhost/acme/big", cwd=folder)
        assert done.returncode == 1
        assert "the disk is full" in done.stderr
        assert "Options{" not in done.stdout + done.stderr
        assert store.buildah("images", "-q").strip() == ""
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def running(*words: str) -> list[int]:
    """Processes whose command line has these words."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if all(word in line for word in words):
                found.append(int(entry.name))
    return found


@needs_base
@pytest.mark.slow
@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "ended"])
def test_a_build_that_is_killed_leaves_nothing(kind: signal.Signals, ropewalk_binary: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "store", ropewalk_binary)
    store.load_base("amd64")
    text = "FROM localhost/base:1\nRUN sleep 77.125 && echo done > /done\n"
    folder = images.project(tmp_path / "slow", {"Dockerfile": text})
    words = [str(ropewalk_binary), "image", "build", ".", "-t", "localhost/acme/slow"]
    build = subprocess.Popen(words, cwd=folder, env=store.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert images.soon(lambda: bool(running("sleep", "77.125"))), "the step never began"
        build.send_signal(kind)
        assert build.wait(30) != 0
        assert images.soon(lambda: not running("buildah", str(tmp_path))), "buildah goes on"
        assert images.soon(lambda: not running("sleep", "77.125")), "its step goes on"
        assert images.soon(lambda: not list(tmp_path.glob("store/cache/**/work/build-*"))), "its folder stays"
        assert "acme/slow" not in store.buildah("images")
    finally:
        for pid in running("sleep", "77.125"):
            os.kill(pid, signal.SIGKILL)
