"""Real-looking workflows in any number, the same ones each time: what repositories have, in the mix that they have it.

Four kinds: continuous integration with a matrix, a release, a container build with caches, and housekeeping on a
schedule. Names, versions, steps and conditions vary by a random generator with a fixed seed.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

SHA = "0123456789abcdef0123456789abcdef01234567"
CHECKOUT = f"      - uses: actions/checkout@{SHA} # v4.2.2\n"
PYTHONS = ["3.9", "3.10", "3.11", "3.12", "3.13"]
SYSTEMS = ["ubuntu-24.04", "ubuntu-latest", "windows-latest", "macos-14"]
TOOLS = ["ruff check .", "black --check .", "mypy src", "pytest -q", "pytest --cov=src --cov-report=xml", "make docs"]


def head(rng: random.Random, name: str, on: str) -> str:
    concurrency = (
        "concurrency:\n  group: ${{ github.workflow }}-${{ github.head_ref || github.ref }}\n"
        "  cancel-in-progress: ${{ github.event_name == 'pull_request' }}\n\n"
    )
    return (
        f"# {name}: generated for measuring\nname: {name}\n\non:\n{on}\n"
        "permissions:\n  contents: read\n\n"
        f"{concurrency if rng.random() < 0.6 else ''}"
        'env:\n  FORCE_COLOR: "1"\n  PIP_DISABLE_PIP_VERSION_CHECK: "1"\n\njobs:\n'
    )


def python_step(version: str) -> str:
    return (
        f"      - uses: actions/setup-python@{SHA} # v5.6.0\n        with:\n          python-version: {version}\n"
        "          cache: pip\n          cache-dependency-path: |\n            requirements*.txt\n            pyproject.toml\n"
    )


def run_steps(rng: random.Random, count: int) -> str:
    text = ""
    for index in range(count):
        command = rng.choice(TOOLS)
        text += f"      - name: Step {index} of {command.split()[0]}\n"
        if rng.random() < 0.25:
            text += "        if: ${{ success() && github.event_name != 'schedule' }}\n"
        if rng.random() < 0.3:
            text += "        env:\n          TOKEN: ${{ secrets.TOKEN }}\n          REF: ${{ github.ref_name }}\n"
        if rng.random() < 0.5:
            text += f'        run: |\n          set -euo pipefail\n          python -m {command}\n          echo "done $REF"\n'
        else:
            text += f"        run: {command}\n"
    return text


def ci(rng: random.Random, number: int) -> str:
    on = "  push:\n    branches: [main, 'releases/**']\n    paths-ignore:\n      - 'docs/**'\n      - '*.md'\n  pull_request:\n"
    pythons = ", ".join(f"'{version}'" for version in rng.sample(PYTHONS, rng.randint(2, 4)))
    systems = ", ".join(rng.sample(SYSTEMS, rng.randint(1, 3)))
    text = head(rng, f"CI {number}", on)
    text += "  lint:\n    runs-on: ubuntu-latest\n    timeout-minutes: 10\n    steps:\n"
    text += CHECKOUT + python_step("'3.12'") + run_steps(rng, rng.randint(2, 4))
    text += (
        "  test:\n    name: test ${{ matrix.python }} on ${{ matrix.os }}\n    needs: lint\n"
        "    runs-on: ${{ matrix.os }}\n    timeout-minutes: 30\n    strategy:\n      fail-fast: false\n      matrix:\n"
        f"        os: [{systems}]\n        python: [{pythons}]\n"
        "        include:\n          - os: ubuntu-latest\n            python: '3.12'\n            coverage: true\n"
        "    steps:\n"
    )
    text += CHECKOUT + python_step("${{ matrix.python }}") + run_steps(rng, rng.randint(3, 6))
    text += (
        "      - name: Upload\n        if: matrix.coverage && always()\n"
        f"        uses: actions/upload-artifact@{SHA} # v4.6.2\n        with:\n"
        "          name: coverage-${{ matrix.os }}-${{ matrix.python }}\n          path: coverage.xml\n          retention-days: 7\n"
        "  done:\n    if: always()\n    needs: [lint, test]\n    runs-on: ubuntu-latest\n    steps:\n"
        '      - run: test "${{ needs.test.result }}" = success && test "${{ needs.lint.result }}" = success\n'
    )
    return text


def release(rng: random.Random, number: int) -> str:
    on = "  push:\n    tags: ['v*.*.*']\n  workflow_dispatch:\n    inputs:\n      dry-run:\n        type: boolean\n        default: true\n"
    text = head(rng, f"Release {number}", on)
    text += (
        "  build:\n    runs-on: ubuntu-latest\n    outputs:\n      version: ${{ steps.version.outputs.version }}\n    steps:\n"
        + CHECKOUT
        + '      - id: version\n        run: echo "version=${GITHUB_REF_NAME#v}" >> "$GITHUB_OUTPUT"\n'
        + run_steps(rng, rng.randint(2, 5))
        + "  publish:\n    needs: build\n    if: github.ref_type == 'tag' && !inputs.dry-run\n    runs-on: ubuntu-latest\n"
        "    environment:\n      name: release\n      url: https://example.com/${{ needs.build.outputs.version }}\n"
        "    permissions:\n      contents: write\n      id-token: write\n    steps:\n"
        + CHECKOUT
        + run_steps(rng, rng.randint(1, 4))
    )
    return text


def image(rng: random.Random, number: int) -> str:
    text = head(
        rng, f"Image {number}", "  push:\n    branches: [main]\n  pull_request:\n    types: [opened, synchronize]\n"
    )
    text += (
        "  image:\n    runs-on: ubuntu-latest\n    services:\n      registry:\n        image: registry:2\n        ports: ['5000:5000']\n"
        "    strategy:\n      matrix:\n        platform: [linux/amd64, linux/arm64]\n        target: [app, worker]\n"
        "        exclude:\n          - platform: linux/arm64\n            target: worker\n    steps:\n"
        + CHECKOUT
        + f"      - uses: actions/cache@{SHA} # v4.2.3\n        with:\n          path: /tmp/buildx\n"
        "          key: buildx-${{ runner.os }}-${{ matrix.target }}-${{ hashFiles('Dockerfile', '**/requirements.txt') }}\n"
        "          restore-keys: |\n            buildx-${{ runner.os }}-\n" + run_steps(rng, rng.randint(3, 6))
    )
    return text


def housekeeping(rng: random.Random, number: int) -> str:
    on = f"  schedule:\n    - cron: '{rng.randint(0, 59)} {rng.randint(0, 23)} * * 1'\n  workflow_dispatch:\n"
    text = head(rng, f"Housekeeping {number}", on)
    for job in range(rng.randint(1, 3)):
        text += f"  chore-{job}:\n    runs-on: ubuntu-latest\n    if: github.repository_owner == 'octo'\n    steps:\n"
        text += CHECKOUT + run_steps(rng, rng.randint(2, 5))
    return text


KINDS = [ci, ci, ci, release, image, image, housekeeping]


def make(folder: Path, count: int) -> None:
    """Writes so many workflows into a folder; the first thousand of ten thousand are the thousand."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        rng = random.Random(number)
        text = rng.choice(KINDS)(rng, number)
        (folder / f"workflow-{number:05}.yml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
