"""The short form of `make soak-deploy`: clients of every kind that never ask twice, deployments, rollbacks and bad versions,
plain and over TLS, and what the usual ways cost such clients."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SEARCH = os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("haproxy", path=SEARCH) is None, reason="haproxy is not installed (tools/setup_deploy.sh)"
    ),
]


def test_no_request_fails_over_deployments_rollbacks_and_bad_versions():
    pytest.importorskip("h2", reason="the client of HTTP/2 is not installed (make soak-deploy-short)")
    environment = {"ROPEWALK": str(ROOT / "build/ropewalk")} | os.environ | {"SOAK_SECONDS": "25"}
    done = subprocess.run(
        [sys.executable, ROOT / "tests/soak/soak_deploy.py"],
        env=environment, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    totals = re.findall(r"([\d,]+) requests, (\d+) failed; with 95 % certainty", done.stdout)
    assert totals
    assert totals[-1][1] == "0"
    # The same client sees what a recreate costs.
    recreate = re.search(r"recreate: .* ([\d,]+) failed", done.stdout)
    assert recreate is not None
    assert recreate.group(1) != "0"
