"""Which commits an environment in a cluster takes, where the image says what it was made of."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from cluster_project import good  # noqa: E402
from oci_registry import MemoryRegistry, digest_of, memory_registry  # noqa: E402

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")


@pytest.fixture
def project(cluster_project):
    return cluster_project


def labelled_image(registry: MemoryRegistry, commit: str) -> str:
    """An image whose labels say which commit it is of, or nothing; its reference by digest."""
    labels = {"org.opencontainers.image.revision": commit} if commit else {}
    config = json.dumps({"os": "linux", "architecture": "amd64", "config": {"Labels": labels}}).encode()
    kind = "application/vnd.oci.image.manifest.v1+json"
    described = {
        "mediaType": "application/vnd.oci.image.config.v1+json", "digest": digest_of(config), "size": len(config),
    }  # fmt: skip
    manifest = json.dumps({"schemaVersion": 2, "mediaType": kind, "config": described, "layers": []}).encode()
    registry.contents.blobs.setdefault("shop", {})[digest_of(config)] = config
    registry.contents.manifests.setdefault("shop", {})[digest_of(manifest)] = (kind, manifest)
    return f"{registry.name}/shop@{digest_of(manifest)}"


def test_rules_of_branches_hold_for_the_commit_that_an_image_is_of(project):
    project.configure(more="    branches: [main]\n")
    git = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-C", str(project.folder)]
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "one"]):
        subprocess.run([*git, *words], check=True)
    commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    with memory_registry() as registry:
        good(project.run("deploy", "production", labelled_image(registry, commit)))
        assert project.history()[0]["commit"] == commit
        for image, why in (
            (labelled_image(registry, ""), "does not say which commit"),
            (labelled_image(registry, "1" * 40), "is not in this repository"),
        ):
            done = project.run("deploy", "production", image)
            assert done.returncode == 1, done.stdout + done.stderr
            assert why in done.stdout + done.stderr
        project.configure(more="    branches: [release]\n")
        done = project.run("deploy", "production", labelled_image(registry, commit))
        assert done.returncode == 1, done.stdout + done.stderr
        assert "takes only branches release" in done.stdout + done.stderr
    assert [row["reason"] for row in project.history()[:3]] == ["refused"] * 3
