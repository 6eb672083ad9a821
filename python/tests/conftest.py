"""Small repositories for the tests of the client and the plugin."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ropewalk import Ropewalk
from ropewalk.project import Project

pytest_plugins = ["pytester"]

CI = """\
name: CI
on:
  push:
  pull_request:
  workflow_dispatch:
    inputs:
      greeting: {type: string, required: true}
permissions:
  contents: read
jobs:
  build:
    runs-on: ubuntu-latest
    outputs:
      number: ${{ steps.count.outputs.number }}
    steps:
      - id: count
        name: Count
        env:
          TOKEN: ${{ secrets.TOKEN }}
        run: |
          echo "number=7" >> "$GITHUB_OUTPUT"
          echo "the token is $TOKEN"
          echo "## Built" >> "$GITHUB_STEP_SUMMARY"
          echo "::warning file=a.c,line=3::look here"
  test:
    needs: build
    name: Test (${{ matrix.color }})
    runs-on: ubuntu-latest
    strategy:
      matrix:
        color: [red, green]
    steps:
      - name: Look
        run: test "${{ matrix.color }}" != "${{ vars.BROKEN }}"
  never:
    if: github.event_name == 'release'
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
"""


@pytest.fixture
def make_client(tmp_path: Path, ropewalk_client: Callable[[Project], Ropewalk]) -> Callable[[dict[str, str]], Ropewalk]:
    """A client on a new repository with these files."""

    def make(files: dict[str, str]) -> Ropewalk:
        return ropewalk_client(Project.create(tmp_path / "project", files))

    return make


@pytest.fixture
def ci(make_client: Callable[[dict[str, str]], Ropewalk]) -> Ropewalk:
    """A client on a repository with the workflow above as ci.yml."""
    return make_client({".github/workflows/ci.yml": CI})
