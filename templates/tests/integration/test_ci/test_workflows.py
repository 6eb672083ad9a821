"""This repository's own pipeline, tested as other code is."""

# Every project has rules of its own; this file is the template's.
# fmt: off
# isort: skip_file
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# mypy: ignore-errors
# pyright: reportMissingImports=false, reportMissingParameterType=false

import pytest

pytest.importorskip("ropewalk", reason="needs the package ropewalk")

MINUTES = 15


def test_actions_are_pinned_to_commits(ropewalk_blocking):
    for workflow in ropewalk_blocking.workflows():
        assert [str(use) for use in workflow.unpinned] == []


def test_every_job_has_a_time_limit(ropewalk_blocking):
    for workflow in ropewalk_blocking.workflows():
        for job in workflow.jobs:
            minutes = workflow.timeout_minutes(job)
            assert minutes is not None, (workflow.path, job)
            assert minutes <= MINUTES, (workflow.path, job)


def test_no_job_of_a_pull_request_may_write(ropewalk_blocking):
    plan = ropewalk_blocking.plan("ci", event="pull_request")
    for job in plan.run("ci").jobs:
        assert "write" not in job.permissions.values(), job.id


def test_the_gate_waits_for_every_other_job(ropewalk_blocking):
    run = ropewalk_blocking.plan("ci", event="pull_request").run("ci")
    others = {job.id for job in run.jobs} - {"gate"}
    assert set(run.job("gate").needs) == others
