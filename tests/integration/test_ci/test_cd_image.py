"""The example's cd.yml with images, for real: built once, scanned, signed, published to a registry, deployed to staging and to
production by the same digest."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from images import local_registry, missing_tools  # noqa: E402

ROOT = Path(__file__).parents[3]
ROPEWALK = os.environ.get("ROPEWALK", str(ROOT / "build/ropewalk"))
os.environ["PATH"] += ":/usr/sbin:/usr/local/sbin"
MISSING = missing_tools("buildah", "podman", "skopeo", "docker-registry", "haproxy", "busybox")

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=MISSING or "all is there")]

DOCKERFILE = """\
FROM scratch
COPY busybox /bin/busybox
COPY www /www
EXPOSE 8000
ENTRYPOINT ["/bin/busybox", "httpd", "-f", "-p", "8000", "-h", "/www"]
"""
CONFIGURATION = """\
service: {health: /index.html}
environments:
  staging: {bake: 1s}
  production: {bake: 1s, branches: [main], verify: POLICY}
"""


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "shop"
    (folder / "www").mkdir(parents=True)
    (folder / "www/index.html").write_text("one")
    shutil.copy(shutil.which("busybox"), folder / "busybox")
    (folder / "Dockerfile").write_text(DOCKERFILE)
    for name in ("workflows/cd.yml", "actions"):
        source = ROOT / "examples/parcels/.github" / name
        target = folder / ".github" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    (folder / ".github/ropewalk.yml").write_text(CONFIGURATION.replace("POLICY", str(tmp_path / "policy.yml")))
    for words in (
        ["init", "-q", "-b", "main"],
        ["add", "-A"],
        ["-c", "user.name=Tester", "-c", "user.email=tester@example.com", "commit", "-qm", "one"],
        ["remote", "add", "origin", "https://github.com/acme/shop.git"],
    ):
        subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)
    return folder


def test_what_is_built_once_is_what_production_runs(project, tmp_path):
    passphrase = "correct horse"  # noqa: S105 - of a key that lives as long as the test
    environment = os.environ | {
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "ROPEWALK_KEY_PASSPHRASE": passphrase,
        "SIGNING_KEY_PASSPHRASE": passphrase,
        "NO_COLOR": "1",
    }

    def ropewalk(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [ROPEWALK, *words], cwd=project, env=environment, capture_output=True, text=True, timeout=600, check=False
        )

    assert ropewalk("keys", "new", str(tmp_path / "release")).returncode == 0
    environment["SIGNING_KEY"] = (tmp_path / "release.key").read_text()
    # Staging asks for no signature, production does.
    (tmp_path / "policy.yml").write_text(f"keys: [{tmp_path / 'release.pub'}]\n")
    with local_registry(tmp_path / "registry") as registry:
        image = f"{registry.name}/shop".replace("127.0.0.1", "localhost")
        try:
            done = ropewalk(
                "run", "cd.yml", "--event", "push", "--var", "DEPLOYS=image", "--var", f"IMAGE={image}",
                "--secret", "SIGNING_KEY", "--secret", "SIGNING_KEY_PASSPHRASE",
            )  # fmt: skip
            assert done.returncode == 0, done.stdout + done.stderr
            digests = [
                json.loads(ropewalk("status", name, "--json").stdout)["digest"] for name in ("staging", "production")
            ]
            assert digests[0].startswith("sha256:")
            assert digests[0] == digests[1]
            assert f"digest={digests[0]}" in done.stdout
            assert f"signed {image}@{digests[0]}" in done.stdout
            # Rules of branches are for the commit that the image says it is of.
            settings = project / ".github/ropewalk.yml"
            settings.write_text(settings.read_text().replace("[main]", "[release]"))
            refused = ropewalk("deploy", "production", f"{image}@{digests[0]}")
            assert refused.returncode == 1
            assert "takes only branches release" in refused.stdout + refused.stderr
        finally:
            for name in ("staging", "production"):
                ropewalk("undeploy", name, "--yes")
            listed = subprocess.run(
                ["podman", "ps", "--all", "--format", "json"], capture_output=True, text=True, check=True
            ).stdout
            places = [(one["Labels"] or {}).get("ropewalk.environment", "") for one in json.loads(listed)]
            assert not [place for place in places if place.startswith(str(tmp_path))]
