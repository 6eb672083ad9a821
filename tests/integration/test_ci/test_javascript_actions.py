"""JavaScript actions: npm's unmodified toolkit packages on Node.js 20 and 24, and published actions from their own repositories.

The packages come from the npm registry. ROPEWALK_ACTIONS names a folder that holds repositories of actions as
OWNER+NAME/repo; what is not there is left out by its name."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROPEWALK = os.environ.get("ROPEWALK") or str(Path(__file__).resolve().parents[3] / "build" / "ropewalk")
LIMIT = 600
PASSED_ON = ("PATH", "TMPDIR", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
PACKAGES = ("core", "exec", "io", "glob", "tool-cache")
ACTION = """
name: Toolkit
inputs: {who: {default: world}, list: {default: "one\\ntwo"}, flag: {default: "true"}}
outputs: {greeting: {description: what it said}}
runs: {using: NODE, main: main.mjs, post: post.mjs}
"""
MAIN = r"""
import * as core from "@actions/core";
import * as exec from "@actions/exec";
import * as glob from "@actions/glob";
import * as io from "@actions/io";
import * as cache from "@actions/tool-cache";
import * as fs from "node:fs";

core.setSecret("hidden-word");
core.info("this is hidden-word");
core.setOutput("greeting", `hello ${core.getInput("who")}\nand more`);
core.exportVariable("LEFT", "a=b\nc");
core.addPath("/of/the/action");
core.saveState("kept", core.getMultilineInput("list").join("+"));
core.debug("not shown");
core.notice("see here", { title: "Note", file: "action.yml", startLine: 2 });
await core.group("a group", async () => core.info(`flag ${core.getBooleanInput("flag")}`));
await core.summary.addHeading("Summary").addTable([["a", "b"]]).write();
const said = await exec.getExecOutput("bash", ["-c", "echo out; echo err >&2; exit 3"], { ignoreReturnCode: true, silent: true });
core.info(`exec ${said.exitCode} ${said.stdout.trim()} ${said.stderr.trim()}`);
await io.mkdirP("a/b");
fs.writeFileSync("a/b/one.txt", "1");
await io.cp("a", "copy", { recursive: true });
await io.mv("copy", "moved");
core.info(`which ${(await io.which("bash", true)).endsWith("/bash")}`);
const found = await (await glob.create("**/*.txt")).glob();
core.info(`glob ${found.map((file) => file.replace(process.env.GITHUB_WORKSPACE + "/", "")).sort()}`);
core.info(`hash ${(await glob.hashFiles("**/*.txt")).length}`);
await exec.exec("tar", ["-czf", "one.tgz", "-C", "a/b", "one.txt"], { silent: true });
const folder = await cache.extractTar("one.tgz");
await cache.cacheDir(folder, "thing", "1.2.3");
core.info(`tool ${fs.existsSync(cache.find("thing", "1.x") + "/one.txt")} all ${cache.findAllVersions("thing")}`);
core.info(`platform ${core.platform.platform} node ${process.versions.node.split(".")[0]}`);
"""
POST = 'import * as core from "@actions/core";\ncore.info(`post has ${core.getState("kept")}`);\n'


def environ_of(top: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    folders = {"XDG_STATE_HOME": f"{top}/state", "XDG_CACHE_HOME": f"{top}/cache", "HOME": str(top)}
    return kept | folders | {"LANG": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1"}


def run(work: Path, *words: str, code: int = 0) -> str:
    environ = environ_of(work.parent)
    git = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
    for each in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "Start"]):
        subprocess.run([*git, *each], cwd=work, env=environ, check=True)
    done = subprocess.run(
        [ROPEWALK, "run", "--jobs", "1", *words],
        cwd=work, env=environ, capture_output=True, text=True, timeout=LIMIT, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def write(work: Path, name: str, text: str) -> None:
    file = work / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text.lstrip("\n"))


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """npm's packages as they are."""
    if shutil.which("npm") is None:
        pytest.skip("no npm on this machine")
    folder = tmp_path_factory.mktemp("packages")
    names = [f"@actions/{name}" for name in PACKAGES]
    words = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--fetch-retries=0", "--prefix", str(folder)]
    done = subprocess.run([*words, *names], env=environ_of(folder), capture_output=True, timeout=300, check=False)
    if done.returncode != 0:
        pytest.skip("the npm registry is out of reach")
    return folder / "node_modules"


@pytest.mark.slow
@pytest.mark.parametrize("node", ["node20", "node24"])
def test_the_toolkit_of_npm_works_unmodified(tmp_path: Path, packages: Path, node: str) -> None:
    work = tmp_path / "shop"
    write(work, "tool/action.yml", ACTION.replace("NODE", node))
    write(work, "tool/main.mjs", MAIN)
    write(work, "tool/post.mjs", POST)
    shutil.copytree(packages, work / "tool" / "node_modules")
    write(
        work,
        ".github/workflows/ci.yml",
        """
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - id: t
        uses: ./tool
        with: {who: me}
      - run: |
          echo "said: ${{ steps.t.outputs.greeting }}"
          echo "left: $LEFT, first ${PATH%%:*}"
""",
    )
    printed = run(work)
    for line in (
        "this is ***",
        "flag true",
        "exec 3 out err",
        "which true",
        "glob a/b/one.txt,moved/b/one.txt",
        "hash 64",
        "tool true all 1.2.3",
        f"platform linux node {node.removeprefix('node')}",
        "said: hello me",
        "and more",
        "left: a=b",
        "first /of/the/action",
        "post has one+two",
        "action.yml:2  Note: see here",
    ):
        assert line in printed, printed
    assert "hidden-word" not in printed.replace('setSecret("hidden-word")', "")


def published(name: str) -> str:
    """The option that takes a published action from its own repository, as it stands."""
    top = os.environ.get("ROPEWALK_ACTIONS")
    repository = Path(top or "/nowhere") / name.replace("/", "+") / "repo"
    if not repository.exists():
        pytest.skip(f"needs the repository of {name} below ROPEWALK_ACTIONS")
    return str(repository)


def unpacked(name: str, target: Path) -> str:
    target.mkdir(parents=True)
    archive = subprocess.run(["git", "-C", published(name), "archive", "HEAD"], check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(target)], input=archive, check=True)
    return f"{name}={target}"


def job(steps: str) -> str:
    """A workflow that takes its files from the repository by git: the published checkout is not at hand."""
    head = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: git clone -q "$SOURCE" .\n'
    return head + "".join(f"      {line}\n" for line in steps.strip("\n").splitlines())


REAL = {
    "actions/setup-node": (
        "- uses: actions/setup-node@v6\n  with: {registry-url: 'https://npm.example.com', scope: '@me'}\n"
        '- run: grep -o "@me:registry=.*" "$NPM_CONFIG_USERCONFIG"\n',
        0,
        ["@me:registry=https://npm.example.com/"],
    ),
    "dorny/paths-filter": (
        "- id: f\n  uses: dorny/paths-filter@v3\n  with: {base: main, filters: 'docs: [\"docs/**\"]'}\n"
        '- run: echo "docs ${{ steps.f.outputs.docs }}"\n',
        0,
        ["docs "],
    ),
    "re-actors/alls-green": (
        '- uses: re-actors/alls-green@release/v1\n  with: {jobs: \'{"one": {"result": "success"}}\'}\n'
        '- uses: re-actors/alls-green@release/v1\n  with: {jobs: \'{"one": {"result": "failure"}}\'}\n',
        1,
        ["All of the required dependency jobs succeeded", "Some of the required"],
    ),
    "actions/github-script": (
        "- id: s\n  uses: actions/github-script@v8\n  with:\n    script: |\n      core.info(`of ${context.eventName}`);\n"
        "      return { n: 1 };\n- run: echo 'returned ${{ steps.s.outputs.result }}'\n",
        0,
        ["of push", 'returned {"n":1}'],
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(REAL))
def test_a_published_action_runs_from_its_repository(tmp_path: Path, name: str) -> None:
    steps, code, lines = REAL[name]
    option = unpacked(name, tmp_path / "action")
    work = tmp_path / "shop"
    write(work, "docs/a.md", "a\n")
    write(work, ".github/workflows/ci.yml", job(steps))
    printed = run(work, "--no-builtin", "--action", option, "--env", f"SOURCE={work}", code=code)
    for line in lines:
        assert line in printed, printed


# What these fetch comes from GitHub's releases alone: what can be seen without is that they start, read what they were
# given and say themselves what they could not get.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "step", "line", "code"),
    [
        (
            "astral-sh/setup-uv",
            "- uses: astral-sh/setup-uv@v7\n  with: {version: 0.9.0, enable-cache: false}\n",
            "0.9.0",
            1,
        ),
        (
            "codecov/codecov-action",
            "- uses: codecov/codecov-action@v5\n  with: {skip_validation: true}\n",
            "Running Action version",
            3,  # it uses an action that cannot be fetched: the run is incomplete
        ),
    ],
)
def test_a_published_action_says_what_it_could_not_fetch(
    tmp_path: Path, name: str, step: str, line: str, code: int
) -> None:
    option = unpacked(name, tmp_path / "action")
    work = tmp_path / "shop"
    write(work, ".github/workflows/ci.yml", job(step))
    printed = run(work, "--no-builtin", "--verbose", "--action", option, "--env", f"SOURCE={work}", code=code)
    assert line in printed
