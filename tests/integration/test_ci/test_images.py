"""Container images for real: buildah builds them, docker-registry holds them, and the library behind podman and skopeo
judges their signatures. What a machine lacks is named in the skip; tools/setup_images.sh brings all of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import images
import pytest
from images import (
    SCRATCH,
    LocalRegistry,
    Store,
    blobs_of,
    copy_blob,
    needs_base,
    needs_builder,
    needs_policy_check,
    policy,
    put_manifest,
    signature_tag,
)


@pytest.fixture(scope="module")
def signed(store: Store, registry: LocalRegistry, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """A small image that was built, pushed and signed."""
    folder = images.project(tmp_path_factory.mktemp("small"), SCRATCH)
    key = store.keys("ours")
    store.keys("strangers")
    return store.json(
        *("image", "build", ".", "-t", f"{registry.name}/acme/small", "-t", f"{registry.name}/acme/small:1.0.0"),
        *("--push", "--key", str(key)),
        cwd=folder,
    ) | {"folder": folder}


@needs_builder
class TestSmallImage:
    """Everything that needs no base image."""

    def test_build_says_what_it_made(self, signed: dict, store: Store, registry: LocalRegistry) -> None:
        assert signed["reference"] == f"{registry.name}/acme/small@{signed['digest']}"
        assert signed["pushed"] and signed["signed"]
        (platform,) = signed["platforms"]
        assert platform["digest"] == signed["digest"]
        assert {"platform", "size", "seconds", "cached_steps"} <= platform.keys()
        for document in ("sbom", "spdx", "provenance"):
            json.loads(Path(signed[document]).read_text())
        tags = registry.tags("acme/small")
        assert {"main", "1.0.0"} <= set(tags)
        assert any(tag.startswith("sha-") for tag in tags)
        assert "latest" not in tags

    def test_times_and_labels_come_from_git(self, signed: dict, registry: LocalRegistry) -> None:
        manifest = json.loads(registry.get(f"/v2/acme/small/manifests/{signed['digest']}"))
        config = json.loads(registry.get(f"/v2/acme/small/blobs/{manifest['config']['digest']}"))
        assert config["created"] == "2026-01-02T03:04:05Z"
        labels = config["config"]["Labels"]
        head = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=signed["folder"], capture_output=True, text=True, check=True
        )
        assert labels["org.opencontainers.image.revision"] == head.stdout.strip()
        assert labels["org.opencontainers.image.created"] == "2026-01-02T03:04:05Z"
        assert manifest["annotations"]["org.opencontainers.image.revision"] == head.stdout.strip()

    def test_verify_names_the_clause(self, signed: dict, store: Store) -> None:
        good = policy(store, "keys: [ours.pub]\nref: refs/heads/main\nmax-age: 1d\nsbom: required\n")
        verified = store.json("image", "verify", signed["reference"], "--policy", str(good))
        assert verified["verified"] is True
        assert all(clause.keys() == {"name", "holds", "why"} for clause in verified["clauses"])
        other = policy(store, "keys: [ours.pub]\nref: refs/tags/v*\n")
        done = store.run("image", "verify", signed["reference"], "--policy", str(other), "--json")
        assert done.returncode == 1
        failing = [clause["name"] for clause in json.loads(done.stdout)["clauses"] if not clause["holds"]]
        assert failing == ["ref"]
        stranger = policy(store, "keys: [strangers.pub]\n")
        done = store.run("image", "verify", signed["reference"], "--policy", str(stranger))
        assert done.returncode == 1
        assert "✗ signature" in done.stdout

    def test_a_moved_signature_is_refused(
        self, signed: dict, store: Store, registry: LocalRegistry, tmp_path: Path
    ) -> None:
        folder = images.project(tmp_path / "other", SCRATCH | {"hello.txt": "other\n"})
        other = store.json("image", "build", ".", "-t", f"{registry.name}/acme/moved", "--push", cwd=folder)
        bytes_ = registry.get(f"/v2/acme/small/manifests/{signature_tag(signed['digest'])}")
        for blob in blobs_of(bytes_):
            copy_blob(registry, "acme/small", "acme/moved", blob)
        put_manifest(registry, "acme/moved", signature_tag(other["digest"]), bytes_)
        done = store.run("image", "verify", other["reference"], "--policy", str(policy(store, "keys: [ours.pub]\n")))
        assert done.returncode == 1
        assert "for another image" in done.stdout

    @needs_policy_check
    def test_podmans_policy_agrees(self, signed: dict, store: Store, registry: LocalRegistry, tmp_path: Path) -> None:
        def judged(reference: str, key: str, **requirement: object) -> bool:
            rule = {"type": "sigstoreSigned", "keyPath": str(store.top / f"{key}.pub"), **requirement}
            file = tmp_path / "policy.json"
            file.write_text(
                json.dumps({"default": [{"type": "reject"}], "transports": {"docker": {registry.name: [rule]}}})
            )
            registries = tmp_path / "registries.d"
            registries.mkdir(exist_ok=True)
            (registries / "all.yaml").write_text("default-docker:\n  use-sigstore-attachments: true\n")
            done = subprocess.run(
                [images.CACHE / "bin" / "policy_check", file, registries, reference],
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0 or "rejected" in done.stderr, done.stderr
            return done.returncode == 0

        unsigned = images.project(tmp_path / "unsigned", SCRATCH | {"hello.txt": "unsigned\n"})
        plain = store.json("image", "build", ".", "-t", f"{registry.name}/acme/unsigned", "--push", cwd=unsigned)
        assert judged(signed["reference"], "ours")
        assert judged(f"{registry.name}/acme/small:1.0.0", "ours")
        assert judged(signed["reference"], "ours", signedIdentity={"type": "matchRepository"})
        assert not judged(signed["reference"], "strangers")
        assert not judged(plain["reference"], "ours")
        bytes_ = registry.get(f"/v2/acme/small/manifests/{signature_tag(signed['digest'])}")
        for blob in blobs_of(bytes_):
            copy_blob(registry, "acme/small", "acme/unsigned", blob)
        put_manifest(registry, "acme/unsigned", signature_tag(plain["digest"]), bytes_)
        assert not judged(plain["reference"], "ours", signedIdentity={"type": "matchRepository"})

    def test_promotion_moves_no_layer_that_is_there(self, signed: dict, store: Store, registry: LocalRegistry) -> None:
        target = f"{registry.name}/prod/small:2.0.0"
        first = store.json("image", "promote", signed["reference"], target)
        assert first["digest"] == signed["digest"]
        again = store.json("image", "promote", signed["reference"], target)
        assert again["blobs_sent"] == 0 and again["bytes_sent"] == 0
        verified = store.json(
            "image", "verify", first["reference"], "--policy", str(policy(store, "keys: [ours.pub]\nsbom: required\n"))
        )
        assert verified["verified"] is True

    def test_a_tag_that_names_one_image_for_good_is_not_moved(
        self, signed: dict, store: Store, registry: LocalRegistry, tmp_path: Path
    ) -> None:
        folder = images.project(tmp_path / "other", SCRATCH | {"hello.txt": "later\n"})
        words = ("image", "build", ".", "-t", f"{registry.name}/acme/small:1.0.0", "--push")
        taken = store.run(*words, cwd=folder)
        assert taken.returncode == 1
        assert "is taken" in taken.stderr and signed["digest"] in taken.stderr
        assert json.loads(registry.get("/v2/acme/small/manifests/1.0.0"))["layers"]
        assert store.run(*words, "--move-tags", cwd=folder).returncode == 0
        # Back, for those who come after.
        assert (
            store.run(
                "image", "promote", signed["reference"], f"{registry.name}/acme/small:1.0.0", "--move-tags"
            ).returncode
            == 0
        )

    def test_a_base_is_pinned_and_its_drift_is_said(
        self, store: Store, registry: LocalRegistry, tmp_path: Path
    ) -> None:
        base = images.project(tmp_path / "base", SCRATCH)
        name = f"{registry.name}/acme/base:1"
        first = store.json("image", "build", ".", "-t", name, "--push", cwd=base)["digest"]
        folder = images.project(
            tmp_path / "app", {"Dockerfile": f"FROM {name} AS one\nFROM scratch\nCOPY --from=one / /\n"}
        )
        pinned = store.run("image", "build", ".", "--pin", cwd=folder)
        assert pinned.returncode == 0, pinned.stderr
        assert (folder / "Dockerfile").read_text().startswith(f"FROM {name}@{first} AS one\n")
        assert f"is still {first}" in store.run("image", "build", ".", "--pin", cwd=folder).stdout
        (base / "hello.txt").write_text("another\n")
        second = store.json("image", "build", ".", "-t", name, "--push", "--move-tags", cwd=base)["digest"]
        # What was pinned is what is built.
        assert store.run("image", "build", ".", cwd=folder).returncode == 0
        assert f"has moved to {second}" in store.run("image", "build", ".", "--pin", cwd=folder).stdout

    def test_layers_come_from_a_cache_in_a_registry(
        self, store: Store, registry: LocalRegistry, ropewalk_binary: Path, tmp_path: Path
    ) -> None:
        files = {"Dockerfile": "FROM scratch AS one\nENV A=b\nCOPY hello.txt /a\nFROM one\nCOPY hello.txt /b\n"}
        folder = images.project(tmp_path / "app", SCRATCH | files)
        cache = f"{registry.name}/acme/cache"
        first = store.json("image", "build", ".", "--cache-to", cache, cwd=folder)
        elsewhere = Store(tmp_path / "elsewhere", ropewalk_binary)
        second = elsewhere.json("image", "build", ".", "--cache-from", cache, cwd=folder)
        assert second["digest"] == first["digest"]
        assert second["platforms"][0]["cached_steps"] >= 3

    def test_what_has_not_changed_is_not_built_again(self, store: Store, tmp_path: Path) -> None:
        calls = tmp_path / "calls"
        wrapper = tmp_path / "bin" / "buildah"
        wrapper.parent.mkdir()
        wrapper.write_text(f'#!/bin/sh\necho "$1" >> {calls}\nexec {shutil.which("buildah")} "$@"\n')
        wrapper.chmod(0o755)
        path = f"{wrapper.parent}:{os.environ['PATH']}"

        def base(text: str) -> None:
            container = store.buildah("from", "scratch")
            (tmp_path / "file").write_text(text)
            store.buildah("copy", "-q", container, str(tmp_path / "file"), "/file")
            store.buildah("commit", "-q", "--rm", container, "localhost/moves:1")

        def build(*words: str) -> tuple[dict, list[str]]:
            calls.write_text("")
            made = store.json("image", "build", ".", "--pull", "never", *words, cwd=folder, PATH=path)
            return made, calls.read_text().split()

        base("one")
        dockerfile = "FROM localhost/moves:1\nARG A=1\nCOPY hello.txt /\nENV B=$A\n"
        folder = images.project(tmp_path / "p", {"Dockerfile": dockerfile, "hello.txt": "one\n"})
        first, called = build()
        assert "bud" in called
        again, called = build()
        assert "bud" not in called
        assert again["digest"] == first["digest"]
        assert again["platforms"][0]["cached_steps"] >= 3
        # An argument, a file, the base: each makes it another image; the cache may be left aside.
        assert build("--build-arg", "A=2")[0]["digest"] != first["digest"]
        assert "bud" not in build("--build-arg", "A=2")[1]
        (folder / "hello.txt").write_text("two\n")
        second, called = build()
        assert "bud" in called and second["digest"] != first["digest"]
        (folder / "hello.txt").write_text("one\n")
        assert "bud" not in build()[1]
        assert "bud" in build("--no-cache")[1]
        base("two")
        moved, called = build()
        assert "bud" in called and moved["digest"] != first["digest"]
        assert build()[0]["digest"] == moved["digest"]
        # What is added from elsewhere may be something else each time.
        (folder / "Dockerfile").write_text(dockerfile + "ARG F=hello.txt\nADD $F /added\n")
        build()
        assert "bud" in build()[1]

    def test_an_argument_is_never_another_ones_layer(self, store: Store, tmp_path: Path) -> None:
        """buildah compares instructions as they are written: by itself it takes the second for the first."""
        dockerfile = "FROM scratch\nARG A=1\nARG DIR=x\nCOPY hello.txt /\nENV B=$A\nLABEL a=$A\nCOPY hello.txt /$DIR/\n"
        folder = images.project(tmp_path / "p", {"Dockerfile": dockerfile, "hello.txt": "one\n"})
        digests = [
            store.json("image", "build", ".", *words, cwd=folder)["digest"]
            for words in ((), ("--build-arg", "A=2"), ("--build-arg", "DIR=y"), ())
        ]
        assert len(set(digests)) == 3 and digests[0] == digests[3]
        (folder / "Dockerfile").write_text(dockerfile.replace("A=1", "A=2"))
        changed = store.json("image", "build", ".", cwd=folder)["digest"]
        assert changed == store.json("image", "build", ".", "--no-cache", cwd=folder)["digest"]
        assert changed not in {digests[0], digests[2]}

    def test_retain_shows_first_and_keeps_what_is_deployed(
        self, store: Store, registry: LocalRegistry, tmp_path: Path
    ) -> None:
        repository = f"{registry.name}/acme/many"
        digests = []
        for number in range(4):
            folder = images.project(tmp_path / str(number), SCRATCH | {"hello.txt": f"{number}\n"}, commit=False)
            made = store.json(
                *("image", "build", ".", "-t", f"{repository}:0.0.{number}", "--push"),
                cwd=folder,
                SOURCE_DATE_EPOCH=str(1_760_000_000 + number * 86_400),
            )
            digests.append(made["digest"])
        words = ("image", "retain", repository, "--keep", "1", "--deployed", digests[0])
        shown = store.json(*words)
        assert [one["digest"] for one in shown["images"] if one["goes"]] == [digests[2], digests[1]]
        assert len(registry.tags("acme/many")) == 12  # each with an attestation and what refers to it
        assert store.run(*words, "--delete").returncode == 0
        listed = store.json("image", "list", repository)
        assert [one["digest"] for one in listed["images"]] == [digests[3], digests[0]]

    def test_diff_names_the_file_and_its_time(self, store: Store, tmp_path: Path) -> None:
        sides = []
        for stamp in ("2026-01-02T03:04:05Z", "2026-01-02T03:04:06Z"):
            folder = images.project(tmp_path / stamp, SCRATCH | {"hello.txt": f"built {stamp}\n"}, commit=False)
            sides.append(store.json("image", "build", ".", cwd=folder)["digest"])
        same = store.run("image", "diff", sides[0], sides[0])
        assert same.returncode == 0
        done = store.run("image", "diff", *sides, "--json")
        assert done.returncode == 1
        (file,) = json.loads(done.stdout)["files"]
        assert file["path"] == "hello.txt" and file["kind"] == "content"
        assert "a time is written in it" in file["why"]

    def test_same_sources_elsewhere_are_the_same_image(self, ropewalk_binary: Path, tmp_path: Path) -> None:
        digests = set()
        for number, umask in enumerate((0o022, 0o077)):
            before = os.umask(umask)
            try:
                folder = images.project(tmp_path / f"place{number}" / "deep" / "er", SCRATCH)
                os.utime(folder / "hello.txt", (number * 1000, number * 1000))
                other = Store(tmp_path / f"store{number}", ropewalk_binary)
                digests.add(other.json("image", "build", ".", cwd=folder)["digest"])
            finally:
                os.umask(before)
        assert len(digests) == 1


@needs_base
@pytest.mark.slow
class TestWithBase:
    """What runs programs while it builds."""

    @pytest.fixture(scope="class")
    def based(self, ropewalk_binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
        store = Store(tmp_path_factory.mktemp("based"), ropewalk_binary)
        store.load_base("amd64")
        return store

    def test_a_planted_secret_is_nowhere(self, based: Store, registry: LocalRegistry, tmp_path: Path) -> None:
        secret = "s3cr3t-canary-7f3a91"  # noqa: S105
        folder = images.project(
            tmp_path / "p",
            {
                "Dockerfile": "FROM localhost/base:1\n"
                "RUN --mount=type=secret,id=token cat /run/secrets/token && wc -c /run/secrets/token > /size\n"
            },
        )
        (tmp_path / "token").write_text(secret)
        done = based.run(
            *("image", "build", ".", "--pull", "never", "--secret", f"id=token,src={tmp_path / 'token'}"),
            *("-t", f"{registry.name}/acme/secret", "--push", "--json"),
            cwd=folder,
        )
        assert done.returncode == 0, done.stderr
        assert secret not in done.stdout + done.stderr
        assert "***" in done.stderr
        for place in (based.top / "root", based.top / "cache", based.top / "state", registry.folder):
            found = subprocess.run(["grep", "-rlaF", secret, place], capture_output=True, text=True, check=False)
            assert found.stdout == "", place
        # Packed layers hide it from grep.
        for blob in (based.top / "cache" / "ropewalk" / "images" / "blobs" / "sha256").iterdir():
            unpacked = subprocess.run(["zgrep", "-caF", secret, blob], capture_output=True, text=True, check=False)
            assert unpacked.stdout.strip() in {"0", ""}, blob

    @pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen")
    def test_a_key_is_there_for_its_step_alone(self, based: Store, tmp_path: Path) -> None:
        folder = images.project(
            tmp_path / "k",
            {
                "Dockerfile": 'FROM localhost/base:1\nRUN --mount=type=ssh test -S "$SSH_AUTH_SOCK"\n'
                'RUN test -z "$SSH_AUTH_SOCK"\n'
            },
        )
        key = tmp_path / "id"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        words = ("image", "build", ".", "--pull", "never", "--no-cache")
        done = based.run(*words, "--ssh", f"default={key}", cwd=folder)
        assert done.returncode == 0, done.stderr
        without = based.run(*words, "--ssh", "default", cwd=folder)
        assert without.returncode == 1
        assert "SSH_AUTH_SOCK not set" in without.stderr

    def test_heredocs_and_links_are_built_as_docker_would(self, based: Store, tmp_path: Path) -> None:
        folder = images.project(
            tmp_path / "h",
            {
                "Dockerfile": "FROM localhost/base:1 AS a\nARG NAME=world\nRUN <<EOF\nset -e\necho one > /one\n"
                "echo two >> /one\nEOF\nRUN <<EOF\n#!/usr/bin/env python3\nopen('/py', 'w').write('py')\nEOF\n"
                "COPY <<conf <<'raw' /etc/app/\nhello $NAME\nconf\nraw $NAME\nraw\n"
                'RUN test "$(cat /one)" = "$(printf \'one\\ntwo\')" && test "$(cat /py)" = py '
                "&& test \"$(cat /etc/app/conf)\" = 'hello world' && test \"$(cat /etc/app/raw)\" = 'raw $NAME'\n"
                "FROM scratch\nCOPY --link --from=a /one /py /\n"
            },
        )
        made = based.json("image", "build", ".", "--pull", "never", cwd=folder)
        assert len(made["notes"]) == 4

    def test_the_bill_has_every_package(self, based: Store, tmp_path: Path) -> None:
        folder = images.project(
            tmp_path / "b",
            {"Dockerfile": "FROM localhost/base:1\nRUN python3 -m pip install --no-cache-dir idna==3.10\n"},
        )
        made = based.json("image", "build", ".", "--pull", "never", cwd=folder)
        names = {
            (one["purl"].split("/")[0].removeprefix("pkg:"), one["name"].lower().replace("_", "-"), one["version"])
            for one in json.loads(Path(made["sbom"]).read_text())["components"]
        }
        container = based.buildah("from", "--pull-never", "localhost/base:1")
        try:
            dpkg = based.buildah(
                "run", "--isolation", "chroot", container, "dpkg-query", "-W", "-f", "${Package} ${Version}\\n"
            )
        finally:
            based.buildah("rm", container)
        for line in dpkg.splitlines():
            package, version = line.split()
            assert ("deb", package, version) in names
        assert ("pypi", "idna", "3.10") in names

    @pytest.mark.skipif(images.base_archive("arm64") is None, reason="needs the base images of tools/setup_images.sh")
    def test_an_image_for_the_wrong_machine_is_refused(self, ropewalk_binary: Path, tmp_path: Path) -> None:
        store = Store(tmp_path / "store", ropewalk_binary)
        # A base that says arm64 and has programs for amd64.
        container = store.buildah("from", "--arch", "arm64", "scratch")
        store.buildah("add", "-q", container, str(images.base_archive("amd64")), "/")
        store.buildah("config", "--arch", "arm64", "--os", "linux", container)
        store.buildah("commit", "-q", container, "localhost/liar:1")
        folder = images.project(tmp_path / "p", {"Dockerfile": "FROM localhost/liar:1\nLABEL a=b\n"})
        done = store.run("image", "build", ".", "--pull", "never", "--platform", "linux/arm64", cwd=folder)
        assert done.returncode == 1
        assert "has programs for amd64" in done.stderr
        shutil.rmtree(folder)
