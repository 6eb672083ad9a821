"""Signing without a key, against services that really issue certificates and keep a log (sigstore_servers.py): what was signed
so is verified by identity, by us and by cosign, and nothing that is forged is."""

from __future__ import annotations

import base64
import copy
import getpass
import hashlib
import json
import os
import shutil
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import images
import pytest
from images import Store, missing_tools
from oci_registry import MemoryRegistry, digest_of, memory_registry

PYTHON = "/usr/bin/python3"
SERVERS = Path(__file__).with_name("sigstore_servers.py")
IDENTITY = "https://github.com/acme/parcels/.github/workflows/cd.yml@refs/heads/main"
ISSUER = "https://token.actions.githubusercontent.com"
SIGNATURE = "https://sigstore.dev/cosign/sign/v1"


def missing() -> str:
    absent = images.missing_tools("buildah", "git", PYTHON)
    if not absent:
        done = subprocess.run([PYTHON, "-c", "import cryptography"], capture_output=True, check=False)
        absent = "needs python3-cryptography (tools/setup_images.sh)" if done.returncode else ""
    return absent


pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(missing()), reason=missing() or "-")]
needs_cosign = pytest.mark.skipif(images.cosign() is None, reason="needs cosign (tools/setup_images.sh, with go)")


@dataclass
class Services:
    url: str
    environ: dict[str, str]

    def become(self, what: str) -> None:
        urllib.request.urlopen(f"{self.url}/become?what={urllib.parse.quote(what)}", timeout=10).close()


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    process = subprocess.Popen([PYTHON, SERVERS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        url = f"http://127.0.0.1:{int(process.stdout.readline())}"
        environ = {
            "ACTIONS_ID_TOKEN_REQUEST_URL": f"{url}/token?api-version=2.0",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "of the job",
        }
        yield Services(url, environ)
    finally:
        process.communicate()


@dataclass
class Image:
    store: Store
    registry: MemoryRegistry
    services: Services
    reference: str
    digest: str

    def sign(self, *words: str) -> subprocess.CompletedProcess[str]:
        urls = ("--fulcio-url", self.services.url, "--rekor-url", self.services.url)
        return self.store.run("image", "sign", self.reference, "--keyless", *urls, *words, **self.services.environ)

    def verify(self, **asked: str) -> dict:
        (self.store.top / "keyless.yml").write_text(
            f"identities:\n  - identity: {asked.get('identity', IDENTITY)}\n    issuer: {asked.get('issuer', ISSUER)}\n"
            "trusted-root: trusted_root.json\nsbom: required\n"
        )
        done = self.store.run(
            "image", "verify", self.reference, "--policy", str(self.store.top / "keyless.yml"), "--json"
        )
        assert done.returncode in {0, 1}, done.stderr
        document = json.loads(done.stdout)
        assert document["verified"] == (done.returncode == 0)
        return document

    def bundles(self) -> dict[str, tuple[str, dict]]:
        """By predicate: the referring manifest's digest, and the bundle in it."""
        found = {}
        for entry in self.registry.contents.referrers("acme/k", self.digest):
            manifest = json.loads(self.registry.contents.manifests["acme/k"][entry["digest"]][1])
            if entry["artifactType"].startswith("application/vnd.dev.sigstore.bundle"):
                blob = self.registry.contents.blobs["acme/k"][manifest["layers"][0]["digest"]]
                found[entry["annotations"]["dev.sigstore.bundle.predicateType"]] = (entry["digest"], json.loads(blob))
        return found

    def forget(self) -> None:
        for digest, _ in self.bundles().values():
            del self.registry.contents.manifests["acme/k"][digest]

    def put(self, bundle: dict, predicate: str) -> None:
        """Lays a bundle beside the image, as anybody could who may write to the repository."""
        there = self.registry.contents
        blob = json.dumps(bundle).encode()
        there.blobs["acme/k"][digest_of(blob)] = blob
        kind, subject = there.manifests["acme/k"][self.digest]
        manifest = json.dumps(
            {
                "schemaVersion": 2,
                "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "artifactType": bundle["mediaType"],
                "config": {"mediaType": "application/vnd.oci.empty.v1+json", "digest": digest_of(b"{}"), "size": 2},
                "layers": [{"mediaType": bundle["mediaType"], "digest": digest_of(blob), "size": len(blob)}],
                "subject": {"mediaType": kind, "digest": self.digest, "size": len(subject)},
                "annotations": {"dev.sigstore.bundle.predicateType": predicate},
            }
        ).encode()
        there.manifests["acme/k"][digest_of(manifest)] = ("application/vnd.oci.image.manifest.v1+json", manifest)


@pytest.fixture(scope="module")
def image(ropewalk_binary: Path, services: Services, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    store = Store(tmp_path_factory.mktemp("keyless"), ropewalk_binary)
    with urllib.request.urlopen(f"{services.url}/trusted_root.json", timeout=10) as answer:
        (store.top / "trusted_root.json").write_bytes(answer.read())
    project = images.project(
        tmp_path_factory.mktemp("k"), {"Dockerfile": "FROM scratch\nCOPY hello.txt /\n", "hello.txt": "keyless\n"}
    )
    with memory_registry(page=100) as registry:  # cosign reads the first page alone
        made = store.json("image", "build", ".", "-t", f"{registry.name}/acme/k:1.0.0", "--push", cwd=project)
        yield Image(store, registry, services, made["reference"], made["digest"])


@pytest.fixture
def signed(image: Image) -> Image:
    image.services.become("good")
    image.forget()
    done = image.sign()
    assert done.returncode == 0, done.stderr
    assert f"as {IDENTITY}" in done.stdout
    assert "eyJ" not in done.stdout + done.stderr
    return image


def why(document: dict) -> str:
    return next(clause["why"] for clause in document["clauses"] if clause["name"] == "signature")


def test_who_signed_is_verified(signed: Image) -> None:
    document = signed.verify()
    assert document["verified"] is True
    assert why(document) == f"signed by {IDENTITY} ({ISSUER})"
    assert set(signed.bundles()) >= {SIGNATURE, "https://slsa.dev/provenance/v1", "https://cyclonedx.org/bom"}
    assert signed.verify(identity="https://github.com/acme/parcels/.github/workflows/*@refs/heads/main")["verified"]
    for asked in (
        {"identity": "https://github.com/acme/other/*"},
        {"issuer": "https://accounts.example.com"},
        {"issuer": ISSUER + "/acme"},
    ):
        document = signed.verify(**asked)
        assert document["verified"] is False
        assert "who is not of the policy" in why(document)


def test_a_push_signs_so_too(image: Image, tmp_path: Path) -> None:
    image.services.become("good")
    project = images.project(tmp_path / "p", {"Dockerfile": "FROM scratch\nCOPY a /\n", "a": "pushed\n"})
    made = image.store.json(
        *("image", "build", ".", "-t", f"{image.registry.name}/acme/k:2.0.0", "--push", "--keyless"),
        *("--fulcio-url", image.services.url, "--rekor-url", image.services.url),
        cwd=project,
        **image.services.environ,
    )
    assert made["signed"] is True
    pushed = Image(image.store, image.registry, image.services, made["reference"], made["digest"])
    assert pushed.verify()["verified"] is True


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("other authority", "not of a trusted authority"),
        ("other log of certificates", "no trusted log of certificates has seen"),
        ("no log of certificates", "no trusted log of certificates has seen"),
        ("other log of signatures", "has not signed the entry's time"),
        ("after its time", "certificate has expired"),
        ("not for signing", "not one for signing"),
        ("two names", "has not one name"),
        ("other identity", "who is not of the policy"),
        ("other issuer", "who is not of the policy"),
    ],
)
def test_what_others_would_sign_is_refused(image: Image, mode: str, said: str) -> None:
    image.forget()
    image.services.become(mode)
    try:
        done = image.sign()
        assert done.returncode == 0, done.stderr
    finally:
        image.services.become("good")
    document = image.verify()
    assert document["verified"] is False
    assert said in why(document)


SERVICE = """\
FROM scratch
COPY busybox /bin/busybox
COPY www /www
EXPOSE 8000
ENTRYPOINT ["/bin/busybox", "httpd", "-f", "-p", "8000", "-h", "/www"]
"""
DEPLOYS = missing_tools("podman", "skopeo", "haproxy", "busybox")


@pytest.mark.skipif(bool(DEPLOYS), reason=DEPLOYS or "-")
def test_a_deployment_asks_for_who_signed(ropewalk_binary: Path, services: Services, tmp_path: Path) -> None:
    services.become("good")
    with urllib.request.urlopen(f"{services.url}/trusted_root.json", timeout=10) as answer:
        (tmp_path / "trusted_root.json").write_bytes(answer.read())
    policy = "identities: [{{identity: {}, issuer: {}}}]\ntrusted-root: trusted_root.json\n"
    (tmp_path / "good.yml").write_text(policy.format("https://github.com/acme/parcels/*", ISSUER))
    (tmp_path / "other.yml").write_text(policy.format("https://github.com/acme/other/*", ISSUER))
    (tmp_path / "lost.yml").write_text(policy.format("x", ISSUER).replace("trusted_root", "no_root"))
    environments = "".join(f"  {name}: {{bake: 1s, verify: {tmp_path}/{name}.yml}}\n" for name in ("other", "lost"))
    environments += f"  good: {{bake: 1s, verify: {tmp_path}/good.yml, reviewers: [{getpass.getuser()}]}}\n"
    project = images.project(
        tmp_path / "shop",
        {
            "Dockerfile": SERVICE,
            "www/index.html": "signed",
            ".github/ropewalk.yml": "service: {health: /index.html}\nenvironments:\n" + environments,
        },
    )
    shutil.copy(str(shutil.which("busybox")), project / "busybox")
    environ = os.environ | services.environ | {"XDG_STATE_HOME": str(tmp_path / "state"), "NO_COLOR": "1"}

    def ropewalk(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(ropewalk_binary), *words],
            cwd=project,
            env=environ,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    urls = ("--fulcio-url", services.url, "--rekor-url", services.url)
    with images.local_registry(tmp_path / "registry") as registry:
        name = f"{registry.name}/acme/shop:1".replace("127.0.0.1", "localhost")
        try:
            made = ropewalk("image", "build", ".", "-t", name, "--push", "--keyless", *urls, "--json")
            assert made.returncode == 0, made.stderr
            reference = json.loads(made.stdout)["reference"]
            assert ropewalk("deploy", "good", reference).returncode == 3  # waits for approval
            # What was asked for, with whom it believes then, is what is approved.
            root = (tmp_path / "trusted_root.json").read_text()
            (tmp_path / "trusted_root.json").write_text("{}")
            done = ropewalk("approve", "1", "--environment", "good", "--yes")
            assert done.returncode == 0, done.stdout + done.stderr
            assert json.loads(ropewalk("status", "good", "--json").stdout)["digest"] in reference
            (tmp_path / "trusted_root.json").write_text(root)
            refused = ropewalk("deploy", "other", reference)
            assert refused.returncode == 1
            assert "who is not of the policy" in refused.stdout + refused.stderr
            lost = ropewalk("deploy", "lost", reference)
            assert lost.returncode == 2
            assert "no_root.json" in lost.stderr
        finally:
            for environment in ("good", "other", "lost"):
                ropewalk("undeploy", environment, "--yes")


Change = Callable[[dict, dict], None]


def flip(text: str, at: int = 5) -> str:
    data = bytearray(base64.b64decode(text))
    data[at] ^= 1
    return base64.b64encode(bytes(data)).decode()


def entry(bundle: dict) -> dict:
    return bundle["verificationMaterial"]["tlogEntries"][0]


def proof(bundle: dict) -> dict:
    return entry(bundle)["inclusionProof"]


def changed(place: Callable[[dict], dict], key: str, change: Callable[[object], object]) -> Change:
    def apply(bundle: dict, _: dict) -> None:
        holder = place(bundle)
        holder[key] = change(holder[key])

    return apply


def swapped(place: Callable[[dict], dict], key: str) -> Change:
    """Takes over what another true bundle of the same signer has."""

    def apply(bundle: dict, other: dict) -> None:
        place(bundle)[key] = place(other)[key]

    return apply


def dropped(place: Callable[[dict], dict], key: str) -> Change:
    def apply(bundle: dict, _: dict) -> None:
        del place(bundle)[key]

    return apply


def envelope(bundle: dict) -> dict:
    return bundle["dsseEnvelope"]


def signature(bundle: dict) -> dict:
    return bundle["dsseEnvelope"]["signatures"][0]


def material(bundle: dict) -> dict:
    return bundle["verificationMaterial"]


def certificate(bundle: dict) -> dict:
    return bundle["verificationMaterial"]["certificate"]


def more(value: object) -> str:
    return str(int(str(value)) + 1)


def reroot(bundle: dict, _: dict) -> None:
    """A proof that holds in itself, of a tree that the log never signed."""
    leaf = hashlib.sha256(b"\0" + base64.b64decode(entry(bundle)["canonicalizedBody"])).digest()
    proof(bundle).update({"logIndex": "0", "treeSize": "1", "hashes": [], "rootHash": base64.b64encode(leaf).decode()})
    text = f"rekor.test - 1\n1\n{base64.b64encode(leaf).decode()}\n"
    checkpoint = proof(bundle)["checkpoint"]["envelope"].partition("\n\n")[2]
    proof(bundle)["checkpoint"]["envelope"] = f"{text}\n{checkpoint}"


def claim_key(bundle: dict, _: dict) -> None:
    """As if a key had signed: there is one of the policy's for no such claim."""
    del material(bundle)["certificate"]
    material(bundle)["publicKey"] = {"hint": ""}


FORGERIES: dict[str, Change] = {
    "payload changed": changed(envelope, "payload", lambda old: flip(str(old), 40)),
    "payload of another": swapped(envelope, "payload"),
    "payload type": changed(envelope, "payloadType", lambda _: "application/vnd.in-toto+json;x"),
    "signature changed": changed(signature, "sig", lambda old: flip(str(old), 20)),
    "signature of another": swapped(signature, "sig"),
    "signature dropped": changed(envelope, "signatures", lambda _: []),
    "signature twice": changed(envelope, "signatures", lambda old: list(old) * 2),
    "certificate changed": changed(certificate, "rawBytes", lambda old: flip(str(old), 200)),
    "certificate cut": changed(certificate, "rawBytes", lambda old: str(old)[:400]),
    "certificate of another": swapped(certificate, "rawBytes"),
    "certificate dropped": dropped(material, "certificate"),
    "a key's claim": claim_key,
    "no entry": changed(material, "tlogEntries", lambda _: []),
    "entries dropped": dropped(material, "tlogEntries"),
    "two entries": changed(material, "tlogEntries", lambda old: list(old) * 2),
    "entry of another": swapped(material, "tlogEntries"),
    "body of another": swapped(entry, "canonicalizedBody"),
    "body changed": changed(entry, "canonicalizedBody", lambda old: flip(str(old), 30)),
    "time later": changed(entry, "integratedTime", more),
    "time earlier": changed(entry, "integratedTime", lambda old: str(int(str(old)) - 1)),
    "time zero": changed(entry, "integratedTime", lambda _: "0"),
    "place in the log": changed(entry, "logIndex", more),
    "another log": changed(entry, "logId", lambda _: {"keyId": base64.b64encode(b"x" * 32).decode()}),
    "promise dropped": dropped(entry, "inclusionPromise"),
    "promise of another": swapped(entry, "inclusionPromise"),
    "promise changed": changed(
        entry, "inclusionPromise", lambda old: {"signedEntryTimestamp": flip(old["signedEntryTimestamp"], 20)}
    ),
    "proof dropped": dropped(entry, "inclusionProof"),
    "proof of another": swapped(entry, "inclusionProof"),
    "place in the tree": changed(proof, "logIndex", more),
    "size of the tree": changed(proof, "treeSize", more),
    "root changed": changed(proof, "rootHash", lambda old: flip(str(old))),
    "hashes dropped": changed(proof, "hashes", lambda _: []),
    "hash changed": changed(proof, "hashes", lambda old: [flip(old[0]), *old[1:]]),
    "hash too many": changed(proof, "hashes", lambda old: [*old, old[0]]),
    "hashes turned": changed(proof, "hashes", lambda old: list(reversed(old))),
    "checkpoint dropped": dropped(proof, "checkpoint"),
    "checkpoint of another": swapped(proof, "checkpoint"),
    "checkpoint unsigned": changed(
        proof, "checkpoint", lambda old: {"envelope": old["envelope"].partition("\n\n")[0] + "\n\n"}
    ),
    "a tree of one's own": reroot,
    "media type": changed(lambda bundle: bundle, "mediaType", lambda _: "application/x"),
}


def test_forged_bundles_are_refused(signed: Image, tmp_path: Path) -> None:
    """One true signature, and of each forgery a copy: not one of them is taken."""
    good = signed.bundles()[SIGNATURE][1]
    # Another true one of the same signer, about the same image: under another certificate.
    signed.forget()
    assert signed.sign().returncode == 0
    other = signed.bundles()[SIGNATURE][1]
    bill = signed.bundles()["https://cyclonedx.org/bom"][1]
    signed.forget()
    signed.put(good, SIGNATURE)
    signed.put(bill, "https://cyclonedx.org/bom")
    assert signed.verify()["verified"] is True
    accepted = []
    for what, change in FORGERIES.items():
        forged = copy.deepcopy(good)
        change(forged, other)
        if forged == good:
            # Both say the same of the image: what another statement has.
            change(forged, bill)
        assert forged != good, what
        signed.forget()
        for digest in list(signed.registry.contents.manifests["acme/k"]):
            document = json.loads(signed.registry.contents.manifests["acme/k"][digest][1])
            if document.get("subject") and digest not in signed.registry.contents.tags["acme/k"].values():
                del signed.registry.contents.manifests["acme/k"][digest]
        signed.put(forged, SIGNATURE)
        signed.put(bill, "https://cyclonedx.org/bom")
        if signed.verify()["verified"]:
            accepted.append(what)
    assert accepted == []


def test_without_a_token_nothing_is_built(image: Image) -> None:
    done = image.store.run("image", "sign", image.reference, "--keyless")
    assert done.returncode == 2
    assert "id-token: write" in done.stderr
    done = image.store.run(
        *("image", "sign", image.reference, "--keyless", "--fulcio-url", "http://fulcio.example.com"),
        **image.services.environ,
    )
    assert done.returncode == 2
    assert "is no https address" in done.stderr
    done = image.store.run("image", "sign", image.reference, "--keyless", "--key", "ours.key", **image.services.environ)
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("mode", "code", "said"),
    [
        ("/api/v2/signingCert", 3, "Fulcio answers 400, asked for a certificate: not today"),
        ("/api/v1/log/entries", 3, "Rekor answers 400, asked to log a signature: not today"),
        ("another key", 1, "is for another key"),
    ],
)
def test_services_that_refuse_leave_nothing_behind(image: Image, mode: str, code: int, said: str) -> None:
    image.services.become("good")
    image.forget()
    image.services.become(mode)
    try:
        done = image.sign()
    finally:
        image.services.become("good")
    assert done.returncode == code
    assert said in done.stderr
    assert image.bundles() == {}


def test_a_token_that_is_not_given_is_said(image: Image) -> None:
    environ = image.services.environ | {"ACTIONS_ID_TOKEN_REQUEST_TOKEN": "of somebody else"}
    urls = ("--fulcio-url", image.services.url, "--rekor-url", image.services.url)
    done = image.store.run("image", "sign", image.reference, "--keyless", *urls, **environ)
    assert done.returncode == 3
    assert "GitHub answers 401" in done.stderr
    assert "somebody else" not in done.stderr


@needs_cosign
def test_cosign_verifies_it(signed: Image) -> None:
    def judged(kind: str, identity: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [
                *(str(images.cosign()), "verify-attestation", "--new-bundle-format", "--type", kind),
                *("--trusted-root", str(signed.store.top / "trusted_root.json")),
                *("--certificate-identity", identity, "--certificate-oidc-issuer", ISSUER),
                *("--allow-http-registry", signed.reference),
            ],
            env=os.environ | {"HOME": str(signed.store.top / "home")},
            capture_output=True,
            text=True,
            check=False,
        )

    for kind in (SIGNATURE, "slsaprovenance1", "cyclonedx"):
        done = judged(kind, IDENTITY)
        assert done.returncode == 0, done.stderr
    assert judged(SIGNATURE, IDENTITY.replace("acme", "evil")).returncode != 0
