"""A repository whose service runs in a cluster, for the tests of deployments there (cluster_server.py is the cluster)."""

import json
import os
import signal
import subprocess
from pathlib import Path

from cluster_server import Cluster

ROPEWALK = os.environ.get("ROPEWALK", str(Path(__file__).parents[3] / "build/ropewalk"))

IMAGES = {
    name: f"registry.example/shop:{name}@sha256:{digit * 64}"
    for name, digit in zip(("one", "two", "three"), "123", strict=True)
}
DIGESTS = {name: image.split("@")[1] for name, image in IMAGES.items()}


class Project:
    """A repository that says its service is in a cluster; each `machine` is a state folder of its own."""

    def __init__(self, folder: Path, cluster: Cluster) -> None:
        self.folder, self.cluster = folder / "repository", cluster
        (self.folder / ".github").mkdir(parents=True)
        self.machine = folder / "machine"
        self.variables: dict[str, str] = {}

    def configure(self, strategy="blue-green", more="", service="", replicas=2, bake="0s"):
        (self.folder / ".github/ropewalk.yml").write_text(
            f"service:\n  name: shop\n  target: kubernetes\n  port: 8000\n  health: /healthz\n{service}"
            f"environments:\n  production:\n    strategy: {strategy}\n    bake: {bake}\n    health_timeout: 4s\n"
            f"    drain_timeout: 1s\n    replicas: {replicas}\n{more}"
        )

    def environ(self, **more: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return {
            **kept, "HOME": str(self.machine), "KUBECONFIG": str(self.cluster.kubeconfig),
            "XDG_STATE_HOME": str(self.machine / "state"), "XDG_CACHE_HOME": str(self.machine / "cache"),
            **self.variables, **more,
        }  # fmt: skip

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [ROPEWALK, *words], cwd=self.folder, env=self.environ(**more), capture_output=True, text=True, timeout=120
        )

    def deploy(self, version: str, *words: str, **more: str) -> subprocess.CompletedProcess:
        return self.run("deploy", "production", IMAGES[version], *words, **more)

    def status(self) -> dict:
        done = self.run("status", "production", "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    def history(self) -> list[dict]:
        return [json.loads(line) for line in self.run("history", "production", "--json").stdout.splitlines()]

    def end(self) -> None:
        """Keepers that go on."""
        marks = f"ROPEWALK_KEEPER={self.machine}"
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if marks.encode() in (process / "environ").read_bytes():
                    os.kill(int(process.name), signal.SIGKILL)
            except OSError:
                pass


def good(done: subprocess.CompletedProcess) -> None:
    assert done.returncode == 0, done.stdout + done.stderr


def images(cluster: Cluster) -> set[str]:
    return {image.split("@")[1] for image in cluster.endpoints()}
