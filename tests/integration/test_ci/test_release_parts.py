"""What a release does besides its usual steps, for real: an image's tags, packages of one repository, how far it is, taking one
back."""

from __future__ import annotations

import json
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import images
import pytest
from jsonschema import Draft202012Validator
from release_servers import Servers
from test_release import ROOT
from test_release_run import KILLED, project, release


@pytest.fixture
def servers() -> Iterator[Servers]:
    made = Servers()
    yield made
    made.close()


def put_image(registry: images.LocalRegistry, repository: str, tag: str, word: str) -> str:
    """A small image with this word in its layer; its digest."""

    def send(method: str, url: str, body: bytes, kind: str) -> str:
        address = url if url.startswith("http") else f"http://{registry.name}{url}"
        request = urllib.request.Request(address, data=body, method=method, headers={"Content-Type": kind})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return str(answer.headers.get("Location") or "")

    described = []
    for content in (
        json.dumps({"architecture": "amd64", "os": "linux", "word": word}).encode(),
        word.encode(),
    ):
        digest = f"sha256:{sha256(content).hexdigest()}"
        place = send("POST", f"/v2/{repository}/blobs/uploads/", b"", "application/octet-stream")
        join = "&" if "?" in place else "?"
        send("PUT", f"{place}{join}digest={digest}", content, "application/octet-stream")
        described.append({"digest": digest, "size": len(content)})
    kind = "application/vnd.oci.image.manifest.v1+json"
    manifest = json.dumps(
        {
            "schemaVersion": 2,
            "mediaType": kind,
            "config": described[0] | {"mediaType": "application/vnd.oci.image.config.v1+json"},
            "layers": [described[1] | {"mediaType": "application/vnd.oci.image.layer.v1.tar"}],
        }
    ).encode()
    send("PUT", f"/v2/{repository}/manifests/{tag}", manifest, kind)
    return f"sha256:{sha256(manifest).hexdigest()}"


def digests(registry: images.LocalRegistry, repository: str) -> dict[str, str]:
    tags = registry.tags(repository)
    return {tag: f"sha256:{sha256(registry.get(f'/v2/{repository}/manifests/{tag}')).hexdigest()}" for tag in tags}


@pytest.mark.skipif(shutil.which("docker-registry") is None, reason="docker-registry is not installed")
def test_the_image_that_was_tested_gets_the_tags(tmp_path: Path, servers: Servers) -> None:
    with images.local_registry(tmp_path / "registry") as registry:
        made = project(tmp_path, servers)
        config = made.path / ".github" / "ropewalk.yml"
        made.write(
            ".github/ropewalk.yml",
            config.read_text() + f"  image: {registry.name}/acme/parcels\n",
        )
        tested = made.git("rev-parse", "HEAD")
        none = release(made, servers)
        assert none.returncode == 3, none.stderr
        assert "no image of this release's commit" in none.stderr
        digest = put_image(registry, "acme/parcels", f"sha-{tested}", "one")
        assert release(made, servers).returncode == 0
        wanted = {tag: digest for tag in ("1.3.0", "1.3", "1", "latest", f"sha-{tested}")}
        assert digests(registry, "acme/parcels") == wanted
        assert release(made, servers).returncode == 0
        put_image(registry, "acme/parcels", "1.3.0", "two")
        other = release(made, servers)
        assert other.returncode == 1
        assert "never replaced" in other.stderr


@pytest.mark.skipif(shutil.which("docker-registry") is None, reason="docker-registry is not installed")
def test_a_job_of_its_own_gives_the_image_its_tags(tmp_path: Path, servers: Servers) -> None:
    """What the workflow's image job does: a new clone at the release's tag, one step, the image as CD has named it."""
    with images.local_registry(tmp_path / "registry") as registry:
        made = project(tmp_path, servers)
        tested = made.git("rev-parse", "HEAD")
        digest = put_image(registry, "acme/parcels", f"sha-{tested[:12]}", "one")
        assert release(made, servers).returncode == 0
        status = json.loads(made.run("release", "status", "--json").stdout)
        assert status["tag"] == "v1.3.0"
        subprocess.run(["git", "clone", "--quiet", str(tmp_path / "remote.git"), str(tmp_path / "job")], check=True)
        made.path = tmp_path / "job"
        made.git("checkout", "--quiet", "--detach", status["tag"])
        words = ("release", "run", "--yes", "--only", "image tags", "--image", f"{registry.name}/acme/parcels")
        for state in ("done", "there"):
            done = made.run(*words)
            assert done.returncode == 0, done.stderr
            (line,) = done.stdout.splitlines()
            assert line.startswith(f"{state} "), done.stdout
        wanted = {tag: digest for tag in ("1.3.0", "1.3", "1", "latest", f"sha-{tested[:12]}")}
        assert digests(registry, "acme/parcels") == wanted
        wrong = made.run("release", "run", "--yes", "--only", "image")
        assert wrong.returncode == 2
        assert "image tags" in wrong.stderr


def test_packages_are_released_each_by_itself(tmp_path: Path, servers: Servers) -> None:
    made = project(tmp_path, servers)
    made.write(".github/ropewalk.yml", "release:\n  move-tags: true\n")
    for name in ("api", "web"):
        text = f'[project]\nname = "{name}"\nversion = "0.4.0"\n'
        made.write(f"packages/{name}/pyproject.toml", text)
        made.git("tag", f"{name}-v0.4.0")
    made.commit("feat: serve parcels", "packages/api/code.py")
    made.commit("fix: a button", "packages/web/code.py")
    made.git("push", "--quiet", "origin", "main", "--tags")
    for name, version in (("api", "0.5.0"), ("web", "0.4.1")):
        done = made.run("release", "run", "--yes", "--package", f"packages/{name}")
        assert done.returncode in (
            0,
            1,
        ), done.stderr  # the index takes no package without files
        assert f"refs/tags/{name}-v{version}" in made.git("ls-remote", "--tags", "origin")
        changelog = made.git("show", f"{name}-v{version}:packages/{name}/CHANGELOG.md")
        assert changelog.count(f"{version}") >= 1
        assert f"refs/tags/{name}-v0.{version[2]}" in made.git("ls-remote", "--tags", "origin")
        assert f'version = "{version}"' in made.git("show", f"{name}-v{version}:packages/{name}/pyproject.toml")
    assert 'version = "1.2.3"' in made.git("show", "origin/main:pyproject.toml")


def test_status_is_red_for_half_a_release(tmp_path: Path, servers: Servers) -> None:
    made = project(tmp_path, servers)
    before = made.run("release", "status", "--json")
    assert (before.returncode, json.loads(before.stdout)["complete"]) == (0, False)
    servers.fault = (5, "kill-before")
    assert release(made, servers).returncode == KILLED
    servers.fault = None
    half = made.run("release", "status", "--json")
    assert (half.returncode, json.loads(half.stdout)["complete"]) == (
        1,
        False,
    ), half.stdout
    assert release(made, servers).returncode == 0
    assert made.run("release", "status").returncode == 0


def test_a_release_is_taken_back_once(tmp_path: Path, servers: Servers) -> None:
    made = project(tmp_path, servers)
    assert release(made, servers).returncode == 0
    words = ("release", "yank", "v1.3.0", "--reason", "loses parcels", "--json")
    schema = Draft202012Validator(json.loads((ROOT / "schemas" / "release-yank.schema.json").read_text("utf-8")))
    for more, state in (((), "to do"), (("--yes",), "done"), (("--yes",), "there")):
        done = made.run(*words, *more)
        said = json.loads(done.stdout)
        schema.validate(said)
        # An index has no interface for it: a person has to.
        assert (done.returncode, said["steps"][0]["state"], len(said["by_hand"])) == (
            3,
            state,
            1,
        ), done.stderr
    body = servers.releases[0]["body"]
    assert body.count("taken back") == 1
    assert "loses parcels" in body
    assert servers.releases[0]["make_latest"] == "false"
    assert made.run("release", "yank", "v9.9.9", "--yes").returncode == 2
