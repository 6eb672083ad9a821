"""actions/checkout with a real git."""

import pytest

from project import Outcome, Project

WORKFLOW = """
on: push
jobs:
  plain:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        id: checkout
      - run: |
          echo "commits=$(git rev-list --count HEAD)"
          echo "status=$(git status --porcelain)"
          echo "files=$(ls | sort | tr '\\n' ' ')"
          echo "content=$(cat tracked.txt)"
          echo "mode=$(stat -c %a script.sh)"
          echo "link=$(readlink link)"
          echo "branch=$(git branch --show-current)"
          echo "same=${{ steps.checkout.outputs.commit }} $(git rev-parse HEAD)"
          echo spoilt > tracked.txt
  whole:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: {fetch-depth: 0}
      - run: |
          echo "commits=$(git rev-list --count v1)"
          echo "tags=$(git tag)"
          echo "branches=$(git branch --remotes --format='%(refname:short)' | sort | tr '\\n' ' ')"
  elsewhere:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: {ref: v1, path: old/tree}
      - run: |
          echo "content=$(cat old/tree/tracked.txt)"
          echo "top=$(ls | tr '\\n' ' ')"
  sparse:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: {sparse-checkout: docs}
      - run: echo "folders=$(ls -d */ | tr '\\n' ' ')"
  again:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: touch made.txt
      - uses: actions/checkout@v4
        with: {clean: false}
      - run: echo "kept=$(ls made.txt)"
      - uses: actions/checkout@v4
      - run: echo "gone=$(ls made.txt 2>/dev/null)"
  foreign:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: {repository: other/thing}
"""


@pytest.fixture
def outcome(project: Project) -> Outcome:
    project.write("tracked.txt", "old\n")
    project.write("script.sh", "#!/bin/sh\n")
    (project.top / "script.sh").chmod(0o755)
    (project.top / "link").symlink_to("tracked.txt")
    project.write("docs/guide.md", "guide\n")
    project.write("src/main.py", "print()\n")
    project.write(".gitignore", "ignored.txt\n")
    project.commit("first")
    project.git("tag", "v1")
    project.git("branch", "side")
    project.write("tracked.txt", "committed\n")
    project.commit("second")
    project.write("tracked.txt", "edited\n")
    project.write("untracked.txt", "new\n")
    project.write("ignored.txt", "secret\n")
    before = project.git("status", "--porcelain")
    done = project.run(WORKFLOW)
    assert project.git("status", "--porcelain") == before, "the user's own tree was touched"
    assert (project.top / "tracked.txt").read_text() == "edited\n"
    return done


def test_checkout_shows_the_working_tree_and_the_history_that_was_asked_for(outcome: Outcome) -> None:
    assert outcome.value("plain", "files") == "docs link script.sh src tracked.txt untracked.txt ", outcome.describe()
    assert outcome.value("plain", "content") == "edited"
    assert outcome.value("plain", "mode") == "755"
    assert outcome.value("plain", "link") == "tracked.txt"
    assert outcome.value("plain", "status") == ""
    assert outcome.value("plain", "commits") == "1"
    assert outcome.value("plain", "branch") == "main"
    asked, real = outcome.value("plain", "same").split()
    assert asked == real

    assert outcome.value("whole", "commits") == "1"
    assert outcome.value("whole", "tags") == "v1"
    assert "origin/side" in outcome.value("whole", "branches")

    assert outcome.value("elsewhere", "content") == "old"
    assert outcome.value("elsewhere", "top") == "old "
    assert outcome.value("sparse", "folders") == "docs/ "
    assert outcome.value("again", "kept") == "made.txt"
    assert outcome.value("again", "gone") == ""

    assert outcome.exit_code == 1
    assert "only this repository" in outcome.text("foreign")
