"""What is signed lies beside its image, under cosign's tags and as referrers; cosign itself and ours agree."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import images
import pytest
from images import (
    SCRATCH,
    Store,
    needs_builder,
    policy,
    put_manifest,
    signature_tag,
)
from oci_registry import INDEX, MemoryRegistry, digest_of, memory_registry


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
