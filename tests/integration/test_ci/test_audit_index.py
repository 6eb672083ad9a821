"""The audit log against the database that is its index: an edit of either is found."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from service_project import NEEDS_HAPROXY, ROPEWALK, ServiceProject  # noqa: E402

pytestmark = NEEDS_HAPROXY


@pytest.fixture
def project(tmp_path):
    made = ServiceProject(tmp_path, ROPEWALK)
    made.configure("environments: {staging: {bake: 0s}}\n")
    made.commit("one")
    assert made.run("deploy", "staging").code == 0
    yield made
    made.end()


def folder(project: ServiceProject) -> Path:
    return next(project.state.glob("ropewalk/deployments/*/environments/staging"))


def change(project: ServiceProject, *words: str) -> None:
    database = sqlite3.connect(folder(project) / "deployments.db")
    database.execute(*words)
    database.commit()
    database.close()


def verify(project: ServiceProject, *words: str) -> tuple[int, dict]:
    done = project.run("audit", "verify", "--json", *words)
    return done.code, done.one()


def test_nothing_was_changed(project):
    code, told = verify(project)
    assert (code, told["ok"]) == (0, True)
    assert "audit log" in project.run("doctor", "staging").output
    assert project.run("doctor", "staging").code == 0


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        ('update deployments set record = replace(record, \'"by":"\', \'"by":"mallory\')', "deployment 1: its 'by'"),
        ("update deployments set record = replace(record, '\"requests\":', '\"requests\":9')", "'requests'"),
        ("update deployments set record = replace(record, 'succeeded', 'failed')", "'result'"),
        ("update journal set event = replace(event, 'by ', 'by not ') where sequence = 1", "event 1 of the journal"),
        ("delete from journal where sequence = 2", "no event 2"),
        ("delete from deployments", "no deployment 1"),
        (
            "insert into deployments select 7, replace(record, '\"number\":1', '\"number\":7') from deployments",
            "no deployment 7",
        ),
    ],
)
def test_an_edited_index_is_found(project, edit, told):
    change(project, edit)
    code, found = verify(project)
    assert (code, found["ok"]) == (1, False)
    assert told in found["problem"]["message"]
    doctor = project.run("doctor", "staging")
    assert doctor.code == 1 and told in doctor.output


def test_a_log_that_is_cut_off_is_found_and_is_not_made_whole_in_silence(project):
    log = folder(project) / "audit.log"
    whole = log.read_bytes().splitlines(keepends=True)
    for lines in (1, 4):
        log.write_bytes(b"".join(whole[:-lines]))
        assert verify(project)[0] == 1, lines
    assert project.run("doctor", "staging").code == 1
    project.commit("two")
    assert project.run("deploy", "staging").code == 0
    code, found = verify(project)
    assert code == 1
    assert found["problem"]["line"] == len(whole) - 3
    assert f"{len(whole)} lines had been written" in found["problem"]["message"]


def test_without_the_head_beside_it_the_index_tells_of_a_cut(project):
    log = folder(project) / "audit.log"
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-2]))
    (folder(project) / "audit.head").unlink()
    code, found = verify(project)
    assert code == 1 and "lacks 2 events" in found["problem"]["message"]


def test_a_log_is_verified_on_its_own_where_it_is_copied_to(project, tmp_path):
    copy = tmp_path / "audit.log"
    shutil.copy(folder(project) / "audit.log", copy)
    code, told = verify(project, "--store", str(copy))
    assert (code, told["ok"]) == (0, True)
    records = [json.loads(line.split(" ", 1)[1]) for line in copy.read_text().splitlines()]
    assert records[-1]["history"]["result"] == "succeeded"
