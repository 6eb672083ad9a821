"""Our own workflows and the files around them: what has to hold before anything runs."""

import re
import subprocess
from pathlib import Path

import pytest
from conftest import JOBS, PYTHON_TOOLS, ROOT

import yaml

CI = ".github/workflows/ci.yml"
ACTIONS = sorted((ROOT / ".github" / "actions").glob("*/action.yml"))
LONGEST_MINUTES = 60


def steps_of(path: Path) -> list[dict]:
    """All steps of a workflow or of a composite action."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    jobs = data["jobs"].values() if "jobs" in data else [data["runs"]]
    return [step for job in jobs for step in job.get("steps", [])]


def written_files() -> list[Path]:
    return [*sorted((ROOT / ".github" / "workflows").glob("*.yml")), *ACTIONS]


async def test_every_workflow_is_one_that_github_takes(ours):
    workflows = await ours.workflows()
    assert CI in [workflow.path for workflow in workflows]


@pytest.mark.parametrize("file", written_files(), ids=lambda file: str(file.relative_to(ROOT / ".github")))
def test_actions_are_githubs_own_and_pinned(file):
    for step in steps_of(file):
        uses = step.get("uses", "./")
        if uses.startswith("./"):
            assert uses == "./" or (ROOT / uses / "action.yml").is_file(), uses
        else:
            assert re.fullmatch(r"actions/[a-z-]+(/[a-z]+)?@[0-9a-f]{40}", uses), uses


@pytest.mark.parametrize("file", written_files(), ids=lambda file: str(file.relative_to(ROOT / ".github")))
def test_a_pin_says_its_version_and_is_the_one_of_the_table(file):
    table = (ROOT / "data" / "pinned-actions.txt").read_text(encoding="utf-8")
    for line in file.read_text(encoding="utf-8").splitlines():
        if found := re.search(r"uses: (actions/[a-z-]+)(?:/[a-z]+)?@([0-9a-f]{40})(.*)", line):
            action, sha, rest = found.groups()
            version = re.search(rf"^{action}\s+(v\S+)\s+{sha}$", table, re.MULTILINE)
            assert version, line
            assert rest == f" # {version[1]}", line


@pytest.mark.parametrize("file", written_files(), ids=lambda file: str(file.relative_to(ROOT / ".github")))
def test_no_checkout_leaves_a_token_behind(file):
    for step in steps_of(file):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


async def test_every_job_has_a_time_limit(ours):
    for workflow in await ours.workflows():
        for job in workflow.jobs:
            minutes = workflow.timeout_minutes(job)
            assert minutes is not None and minutes <= LONGEST_MINUTES, (workflow.path, job)


@pytest.mark.parametrize("event", ["push", "pull_request", "workflow_dispatch"])
async def test_no_job_of_ci_may_write_anything(ours, event):
    for job in (await ours.plan("ci", event=event)).run("ci").jobs:
        assert job.permissions == {"contents": "read"}, job.id


async def test_the_gate_waits_for_every_other_job(ours):
    run = (await ours.plan("ci", event="pull_request")).run("ci")
    assert set(run.job("gate").needs) == {job.id for job in run.jobs} - {"gate"} == set(JOBS)


async def test_the_plan_of_a_pull_request(ours, plan_snapshot):
    plan_snapshot(await ours.plan("ci", event="pull_request"))


async def test_the_python_package_is_tested_on_what_it_says_it_supports(ours):
    legs = (await ours.plan("ci", event="push")).run("ci").job("package").legs
    text = (ROOT / "python" / "pyproject.toml").read_text(encoding="utf-8")
    assert [leg.matrix["python"] for leg in legs] == re.findall(r"Python :: (3\.\d+)", text)


def test_scripts_that_steps_call_are_there_and_may_run():
    for file in written_files():
        for step in steps_of(file):
            for script in re.findall(r"(?:^|\s)((?:tools|scripts/ci)/[a-z_]+\.sh)", step.get("run", "")):
                assert (ROOT / script).stat().st_mode & 0o111, script


def test_make_targets_that_steps_call_are_there():
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for file in written_files():
        for step in steps_of(file):
            for target in re.findall(r"\bmake ([a-z-]+)", step.get("run", "")):
                assert target in targets, target


def test_requirements_of_the_package_are_those_of_the_tools():
    tools = (ROOT / "tools" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    for line in (ROOT / "scripts" / "ci" / "package-requirements.txt").read_text(encoding="utf-8").splitlines():
        assert line.startswith("#") or line in tools, line


def test_dependabot_looks_at_every_folder_with_dependencies():
    updates = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text(encoding="utf-8"))["updates"]
    named = {update["package-ecosystem"]: update["directories"] for update in updates}
    assert "/" in named["github-actions"] and "/.github/actions/*" in named["github-actions"]
    listed = subprocess.run(
        ["git", "ls-files", "*requirements*.txt", "*/requirements/*.txt"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for file in listed.stdout.split():
        if not file.startswith(("templates/", "tests/")):
            assert "/" + str(Path(file).parent) in named["pip"], file
    assert all(update["cooldown"]["default-days"] >= 7 for update in updates)


@pytest.mark.parametrize("form", ["bug", "feature"])
def test_issue_forms_have_what_github_asks_for(form):
    data = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / f"{form}.yml").read_text(encoding="utf-8"))
    assert data["name"] and data["description"]
    ids = [part["id"] for part in data["body"]]
    assert len(ids) == len(set(ids))
    for part in data["body"]:
        assert part["type"] in {"input", "textarea", "dropdown", "checkboxes", "markdown"}
        assert part["attributes"]["label"]


def test_code_owners_cover_the_pipeline():
    lines = (ROOT / ".github" / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    patterns = [line.split()[0] for line in lines if line and not line.startswith("#")]
    assert patterns[0] == "*" and "/.github/" in patterns


def test_pre_commit_takes_its_configuration_and_calls_what_ci_calls():
    program = PYTHON_TOOLS / "bin" / "pre-commit"
    subprocess.run([program, "validate-config", ".pre-commit-config.yaml"], cwd=ROOT, check=True)
    subprocess.run([program, "validate-manifest", ".pre-commit-hooks.yaml"], cwd=ROOT, check=True)
    text = (ROOT / CI).read_text(encoding="utf-8")
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    for hook in hooks:
        if hook["entry"].startswith("tools/lint.sh"):
            assert hook["entry"] in text
