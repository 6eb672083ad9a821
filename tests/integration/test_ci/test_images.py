"""Container images for real: buildah builds them, docker-registry holds them, and the library behind podman and skopeo
judges their signatures. What a machine lacks is named in the skip; tools/setup_images.sh brings all of it."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import images
import pytest
from images import LocalRegistry, Store
from oci_registry import INDEX, MemoryRegistry, digest_of, memory_registry

needs_builder = pytest.mark.skipif(
    bool(images.missing_tools("buildah", "docker-registry", "git")),
    reason=images.missing_tools("buildah", "docker-registry", "git") or "-",
)
needs_base = pytest.mark.skipif(
    images.base_archive("amd64") is None or bool(images.missing_tools("buildah", "docker-registry")),
    reason="needs the base images of tools/setup_images.sh",
)
needs_policy_check = pytest.mark.skipif(
    not (images.CACHE / "bin" / "policy_check").exists(), reason="needs policy_check (tools/setup_images.sh, with go)"
)

SCRATCH = {"Dockerfile": "FROM scratch\nCOPY hello.txt /\n", "hello.txt": "hello\n"}


@pytest.fixture(scope="module")
def store(ropewalk_binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("store"), ropewalk_binary)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalRegistry]:
    with images.local_registry(tmp_path_factory.mktemp("registry")) as running:
        yield running


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


def policy(store: Store, text: str) -> Path:
    path = store.top / "policy.yml"
    path.write_text(text)
    return path


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


@needs_builder
@pytest.mark.skipif(images.cosign() is None, reason="needs cosign (tools/setup_images.sh, with go)")
@pytest.mark.slow
class TestCosign:
    """cosign takes what we sign, and we take what it signs."""

    @pytest.fixture(params=[True, False], ids=["with the API", "with the tag in its place"])
    def whole(self, request: pytest.FixtureRequest) -> Iterator[MemoryRegistry]:
        """A registry whose list of referrers is one page: cosign reads no further."""
        with memory_registry(has_referrers=request.param, page=100) as running:
            yield running

    def cosign(self, store: Store, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(images.cosign()), *words],
            cwd=store.top,
            env=store.environ | {"COSIGN_PASSWORD": images.PASSPHRASE},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    FORMS = (("--new-bundle-format=false",), ("--new-bundle-format",))
    """By cosign's tags, and as bundles that refer to the image."""

    def words(self, store: Store) -> tuple[str, ...]:
        # It wants to know Sigstore's services, for a key too; the root that it would fetch is not to be had here.
        root = store.top / "nobody.json"
        root.write_text('{"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1"}')
        return ("--insecure-ignore-tlog", "--allow-http-registry", "--trusted-root", str(root))

    def ours(self, store: Store, registry: MemoryRegistry, folder: Path) -> dict:
        for name in ("ours", "strangers"):
            if not (store.top / f"{name}.key").exists():
                store.keys(name)
        return store.json(
            *("image", "build", ".", "-t", f"{registry.name}/acme/c:1.0.0", "--push"),
            *("--key", str(store.top / "ours.key")),
            cwd=images.project(folder, SCRATCH | {"hello.txt": "cosign\n"}),
        )

    def plain(self, store: Store, registry: MemoryRegistry, folder: Path) -> dict:
        project = images.project(folder, SCRATCH | {"hello.txt": "plain\n"})
        return store.json("image", "build", ".", "-t", f"{registry.name}/acme/p:1.0.0", "--push", cwd=project)

    def test_it_takes_what_we_sign(self, store: Store, whole: MemoryRegistry, tmp_path: Path) -> None:
        made = self.ours(store, whole, tmp_path / "p")
        words = self.words(store)
        for form in self.FORMS:
            done = self.cosign(store, "verify", *form, "--key", "ours.pub", *words, made["reference"])
            assert done.returncode == 0, (form, done.stderr)
            assert self.cosign(store, "verify", *form, "--key", "strangers.pub", *words, made["reference"]).returncode
        for kind in ("cyclonedx", "spdxjson", "slsaprovenance1"):
            for form in self.FORMS:
                done = self.cosign(
                    store, "verify-attestation", "--type", kind, *form, "--key", "ours.pub", *words, made["reference"]
                )
                assert done.returncode == 0, (kind, form, done.stderr)
                done = self.cosign(
                    store,
                    "verify-attestation",
                    *("--type", kind, *form, "--key", "strangers.pub", *words, made["reference"]),
                )
                assert done.returncode != 0

    def test_it_reads_our_keys_and_we_read_its(self, store: Store, whole: MemoryRegistry, tmp_path: Path) -> None:
        if not (store.top / "ours.key").exists():
            store.keys("ours")
        done = self.cosign(store, "public-key", "--key", "ours.key")
        assert done.stdout.strip() == (store.top / "ours.pub").read_text().strip(), done.stderr
        prefix = f"its-{len(list(store.top.glob('its-*.key')))}"
        done = self.cosign(store, "generate-key-pair", "--output-key-prefix", prefix)
        assert done.returncode == 0, done.stderr
        made = self.plain(store, whole, tmp_path / "p")
        done = store.run("image", "sign", made["reference"], "--key", f"{prefix}.key")
        assert done.returncode == 0, done.stderr
        done = self.cosign(store, "verify", "--key", f"{prefix}.pub", *self.words(store), made["reference"])
        assert done.returncode == 0, done.stderr

    def test_we_take_what_it_signs(self, store: Store, whole: MemoryRegistry, tmp_path: Path) -> None:
        made = self.plain(store, whole, tmp_path / "p")
        prefix = f"its-{len(list(store.top.glob('its-*.key')))}"
        assert self.cosign(store, "generate-key-pair", "--output-key-prefix", prefix).returncode == 0
        asked = ("--policy", str(policy(store, f"keys: [{prefix}.pub]\nsbom: required\n")))
        done = store.run("image", "verify", made["reference"], *asked)
        assert done.returncode == 1
        words = ("--key", f"{prefix}.key", "--tlog-upload=false", "--allow-http-registry", "--yes")
        done = self.cosign(store, "sign", *words, made["reference"])
        assert done.returncode == 0, done.stderr
        done = store.run("image", "verify", made["reference"], *asked)
        assert done.returncode == 1
        assert "✓ signature" in done.stdout and "✗ sbom" in done.stdout
        done = self.cosign(
            store, "attest", *words, "--type", "cyclonedx", "--predicate", made["sbom"], made["reference"]
        )
        assert done.returncode == 0, done.stderr
        done = store.run("image", "verify", made["reference"], *asked)
        assert done.returncode == 0, done.stdout

    def test_we_take_its_bundles(self, store: Store, whole: MemoryRegistry, tmp_path: Path) -> None:
        made = self.plain(store, whole, tmp_path / "p")
        prefix = f"its-{len(list(store.top.glob('its-*.key')))}"
        assert self.cosign(store, "generate-key-pair", "--output-key-prefix", prefix).returncode == 0
        words = ("--key", f"{prefix}.key", "--tlog-upload=false", "--allow-http-registry", "--yes")
        kinds = ("--type", "cyclonedx", "--predicate", made["sbom"])
        done = self.cosign(store, "attest", *words, "--new-bundle-format", *kinds, made["reference"])
        assert done.returncode == 0, done.stderr
        asked = ("--policy", str(policy(store, f"keys: [{prefix}.pub]\nsbom: required\n")))
        done = store.run("image", "verify", made["reference"], *asked)
        assert "✓ sbom" in done.stdout, done.stdout + done.stderr


@pytest.fixture(params=[True, False], ids=["with the API", "with the tag in its place"])
def referring(request: pytest.FixtureRequest) -> Iterator[MemoryRegistry]:
    with memory_registry(has_referrers=request.param) as running:
        yield running


def drop_cosign_tags(registry: MemoryRegistry, repository: str) -> None:
    """Leaves an image with what refers to it alone."""
    tags = registry.contents.tags[repository]
    for tag in [tag for tag in tags if tag.endswith((".sig", ".att"))]:
        registry.contents.manifests[repository].pop(tags.pop(tag), None)


def referrers_of(registry: MemoryRegistry, repository: str, digest: str) -> list[str]:
    """The predicates of what refers to a digest."""
    found = registry.contents.referrers(repository, digest)
    tag = registry.contents.tags[repository].get(digest.replace(":", "-"))
    if registry.contents.has_referrers:
        assert tag is None
    else:
        listed = json.loads(registry.contents.manifests[repository][tag][1])["manifests"] if tag else []
        assert sorted(one["digest"] for one in listed) == sorted(one["digest"] for one in found)
        assert all(one["artifactType"] and one["annotations"] for one in listed)
    return sorted(one["annotations"]["dev.sigstore.bundle.predicateType"] for one in found)


@needs_builder
class TestWhatRefersToAnImage:
    """Signatures and statements by the referrers API, and by the tag in its place."""

    KINDS = (
        "https://cyclonedx.org/bom",
        "https://sigstore.dev/cosign/sign/v1",
        "https://slsa.dev/provenance/v1",
        "https://spdx.dev/Document",
    )

    def built(self, store: Store, registry: MemoryRegistry, folder: Path) -> dict:
        project = images.project(folder, SCRATCH | {"hello.txt": "referred\n"})
        if not (store.top / "ours.key").exists():
            store.keys("ours")
        return store.json(
            *("image", "build", ".", "-t", f"{registry.name}/acme/r:1.0.0", "--push"),
            *("--key", str(store.top / "ours.key")),
            cwd=project,
        )

    def test_verify_promote_and_retain_know_it(self, store: Store, referring: MemoryRegistry, tmp_path: Path) -> None:
        made = self.built(store, referring, tmp_path / "p")
        digest = made["digest"]
        assert referrers_of(referring, "acme/r", digest) == list(self.KINDS)
        drop_cosign_tags(referring, "acme/r")
        asked = policy(store, f"keys: [ours.pub]\nimages: {referring.name}/*/r\nref: refs/heads/main\nsbom: required\n")
        verify = ("image", "verify")
        assert store.json(*verify, made["reference"], "--policy", str(asked))["verified"] is True
        stranger = store.run(*verify, made["reference"], "--policy", str(policy(store, "keys: [strangers.pub]\n")))
        assert stranger.returncode == (1 if (store.top / "strangers.pub").exists() else 2)
        (listed,) = store.json("image", "list", f"{referring.name}/acme/r")["images"]
        assert listed["signed"] is True

        asked = policy(store, f"keys: [ours.pub]\nimages: {referring.name}/*/r\nref: refs/heads/main\nsbom: required\n")
        promoted = store.json("image", "promote", made["reference"], f"{referring.name}/prod/r:1.0.0")
        assert referrers_of(referring, "prod/r", digest) == list(self.KINDS)
        assert store.json(*verify, promoted["reference"], "--policy", str(asked))["verified"] is True

        gone = store.run("image", "retain", f"{referring.name}/acme/r", "--keep", "0", "--delete")
        assert gone.returncode == 0, gone.stderr
        assert referring.contents.manifests["acme/r"] == {}
        assert referring.contents.tags["acme/r"] == {}

    def test_each_platform_is_asked_where_the_policy_says(self, store: Store, tmp_path: Path) -> None:
        project = images.project(tmp_path / "p", SCRATCH | {"hello.txt": "platforms\n"})
        if not (store.top / "ours.key").exists():
            store.keys("ours")
        with memory_registry() as registry:
            made = store.json(
                *("image", "build", ".", "-t", f"{registry.name}/acme/m:1.0.0", "--push"),
                *("--platform", "linux/amd64,linux/arm64", "--key", str(store.top / "ours.key")),
                cwd=project,
            )
            parts = {one["platform"]: one["digest"] for one in made["platforms"]}
            base = "keys: [ours.pub]\nref: refs/heads/main\nsbom: required\n"

            def verify(more: str, reference: str = made["reference"]) -> dict:
                done = store.run("image", "verify", reference, "--policy", str(policy(store, base + more)), "--json")
                assert done.returncode in {0, 1}, done.stderr
                document = json.loads(done.stdout)
                assert document["verified"] == (done.returncode == 0)
                return document

            assert "platforms" not in verify("")
            whole = verify("platforms: all\n")
            assert whole["verified"] is True
            assert {one["platform"]: one["digest"] for one in whole["platforms"]} == parts
            assert all(one["verified"] and len(one["clauses"]) == 4 for one in whole["platforms"])
            assert verify("platforms: [linux/arm64]\n")["platforms"][0]["digest"] == parts["linux/arm64"]
            lacking = verify("platforms: [linux/amd64, linux/riscv64]\n")
            assert lacking["verified"] is False
            assert lacking["clauses"][-1]["why"] == "linux/riscv64: the image is not for it"
            # One manifest is its own platform.
            one = f"{registry.name}/acme/m@{parts['linux/amd64']}"
            assert verify("platforms: [linux/amd64]\n", one)["verified"] is True
            assert verify("platforms: [linux/arm64]\n", one)["verified"] is False
            # The index is signed, and one of its platforms no longer.
            there = registry.contents
            for entry in there.referrers("acme/m", parts["linux/arm64"]):
                del there.manifests["acme/m"][entry["digest"]]
            for ending in (".sig", ".att"):
                there.tags["acme/m"].pop(parts["linux/arm64"].replace(":", "-") + ending)
            assert verify("")["verified"] is True
            assert verify("platforms: [linux/amd64]\n")["verified"] is True
            broken = verify("platforms: all\n")
            assert broken["verified"] is False
            (failing,) = (clause for clause in broken["clauses"] if not clause["holds"])
            assert failing["name"] == "platform"
            assert failing["why"].startswith("linux/arm64: signature: it has no signature; ")

    @pytest.mark.slow
    def test_what_is_there_is_not_added_again(self, store: Store, referring: MemoryRegistry, tmp_path: Path) -> None:
        made = self.built(store, referring, tmp_path / "p")
        # Built again it is the same image, and what is said of it now takes the place of what was said before.
        again = self.built(store, referring, tmp_path / "again")
        assert again["digest"] == made["digest"]
        assert referrers_of(referring, "acme/r", made["digest"]) == list(self.KINDS)
        # Signed for one more name, it has one more signature, and no second one for the same name.
        for _ in range(2):
            done = store.run("image", "sign", made["reference"], "--key", str(store.top / "ours.key"))
            assert done.returncode == 0, done.stderr
            kinds = referrers_of(referring, "acme/r", made["digest"])
            assert kinds == sorted((*self.KINDS, "https://sigstore.dev/cosign/sign/v1"))
        signatures = referring.contents.tags["acme/r"][signature_tag(made["digest"])]
        assert len(json.loads(referring.contents.manifests["acme/r"][signatures][1])["layers"]) == 2

    @pytest.mark.slow
    def test_forged_referrers_are_refused(self, store: Store, referring: MemoryRegistry, tmp_path: Path) -> None:
        made = self.built(store, referring, tmp_path / "p")
        other = images.project(tmp_path / "other", SCRATCH | {"hello.txt": "not signed\n"})
        plain = store.json("image", "build", ".", "-t", f"{referring.name}/acme/r:2.0.0", "--push", cwd=other)
        there = referring.contents.manifests["acme/r"]
        moved = []
        for entry in referring.contents.referrers("acme/r", made["digest"]):
            document = json.loads(there[entry["digest"]][1])
            document["subject"]["digest"] = plain["digest"]
            moved.append(json.dumps(document).encode())
        for body in moved:
            put_manifest(referring, "acme/r", digest_of(body), body)
        if not referring.contents.has_referrers:
            index = {
                "schemaVersion": 2,
                "mediaType": INDEX,
                "manifests": referring.contents.referrers("acme/r", plain["digest"]),
            }
            put_manifest(referring, "acme/r", plain["digest"].replace(":", "-"), json.dumps(index).encode())
        asked = ("--policy", str(policy(store, "keys: [ours.pub]\nsbom: required\n")))
        done = store.run("image", "verify", plain["reference"], *asked)
        assert done.returncode == 1
        assert "for another image" in done.stdout
        assert "✗ sbom" in done.stdout
        # Going away, it takes nothing along that is about another image.
        words = ("image", "retain", f"{referring.name}/acme/r", "--keep", "0", "--deployed", made["digest"], "--delete")
        assert store.run(*words).returncode == 0
        assert "2.0.0" not in referring.contents.tags["acme/r"]
        assert store.run("image", "verify", made["reference"], *asked).returncode == 0


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
    import urllib.request

    url = path if path.startswith("http") else f"http://{registry.name}{path}"
    request = urllib.request.Request(url, data=body, method=method, headers={"Content-Type": kind})
    return urllib.request.urlopen(request, timeout=10)


def copy_blob(registry: LocalRegistry, source: str, target: str, digest: str) -> None:
    call(registry, "POST", f"/v2/{target}/blobs/uploads/?mount={digest}&from={source}")


def put_manifest(registry: LocalRegistry | MemoryRegistry, repository: str, tag: str, manifest: bytes) -> None:
    call(registry, "PUT", f"/v2/{repository}/manifests/{tag}", manifest, json.loads(manifest)["mediaType"])


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
        ],
    )
    def test_what_a_registry_says_is_told(self, fault: int, code: int, said: str, built: str, store: Store) -> None:
        with memory_registry() as registry:
            registry.contents.fault = lambda method, _: fault if method in {"POST", "PUT"} else None
            done = self.push(store, registry, built)
        assert done.returncode == code, done.stderr
        assert said in done.stderr
        assert "said the test" in done.stderr


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
