"""Every quality check of the job `lint`, green as the tree stands and made to fail once."""

import shutil

import pytest
from conftest import SET_UP
from ropewalk import double

CHECKS = ("Layout of the C++ code", "Layers", "Python", "Shell", "Python package")


def only_check(name: str) -> list:
    """This check is real, and the others say nothing."""
    return [SET_UP, *(double.step(check, job="lint") for check in CHECKS if check != name)]


def break_layout(project):
    project.append("src/base/result.h", "struct   Spaced {int a;};\n")


def break_layers(project):
    project.append("src/base/strings.cpp", '#include "cli/command.h"\n')


def break_rules(project):
    project.append("tools/check_layers.py", "import os\n")


def break_python_layout(project):
    project.append("tools/check_layers.py", "\n\nodd   = { 'a':1 }\n")


def break_shell(project):
    project.append("tools/build.sh", "rm $unquoted\n")


def break_types(project):
    project.append("python/src/ropewalk/kinds.py", '\n\ndef number() -> int:\n    return "one"\n')


def break_black(project):
    project.append("python/src/ropewalk/kinds.py", "\n\nODD = {  'a' :1 }\n")


def break_isort(project):
    project.replace("python/src/ropewalk/binary.py", "import os\nimport shutil\n", "import shutil\nimport os\n")


@pytest.mark.slow
async def test_all_checks_are_green(ours):
    run = await ours.run("ci", event="pull_request", job="lint", doubles=[SET_UP])
    assert run.succeeded, run
    assert [step.name for step in run.job("lint").steps if step.name in CHECKS] == list(CHECKS)


@pytest.mark.parametrize(
    ("check", "breaking", "said"),
    [
        ("Layout of the C++ code", break_layout, "src/base/result.h"),
        ("Layers", break_layers, "cli/command.h"),
        ("Python", break_rules, "F401"),
        ("Python", break_python_layout, "check_layers.py"),
        ("Shell", break_shell, "SC2086"),
        ("Python package", break_types, "kinds.py"),
        ("Python package", break_black, "kinds.py"),
        ("Python package", break_isort, "binary.py"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
async def test_a_check_finds_what_it_is_there_for(ropewalk, ropewalk_project, check, breaking, said):
    if check == "Shell" and shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed")
    breaking(ropewalk_project)
    run = await ropewalk.run("ci", event="pull_request", job="lint", doubles=only_check(check))
    assert run.failed
    assert [step.name for step in run.job("lint").failed_steps] == [check], run
    assert said in run.job("lint").log, run


async def test_a_check_that_fails_does_not_silence_the_others(ours):
    doubles = [SET_UP, *(double.step(check, job="lint", fails=True) for check in CHECKS)]
    run = await ours.run("ci", event="pull_request", job="lint", doubles=doubles)
    assert [step.name for step in run.job("lint").failed_steps] == list(CHECKS)


async def test_nothing_is_checked_on_a_machine_that_could_not_be_set_up(ours):
    run = await ours.run("ci", job="lint", doubles=[double.action("./.github/actions/set-up", fails=True)])
    assert run.failed
    assert all(run.job("lint").step(check).skipped for check in CHECKS)
