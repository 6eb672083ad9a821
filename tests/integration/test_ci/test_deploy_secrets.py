"""Values of a service's secrets: what it writes of them is in nothing that is kept or told."""

import base64
import sys
import urllib.parse
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from receivers import Receiver  # noqa: E402
from service_project import NEEDS_HAPROXY, ROPEWALK, ServiceProject  # noqa: E402

pytestmark = NEEDS_HAPROXY

VALUE = "plain-note/of the day"
LINES = "first line of a key\nsecond line of a key\n"
FORMS = [
    VALUE,
    base64.b64encode(VALUE.encode()).decode(),
    VALUE.encode().hex(),
    urllib.parse.quote(VALUE, safe=""),
    *LINES.split("\n")[:2],
    base64.b64encode(LINES.encode()).decode(),
]
SAY = """\
import base64, os, sys, urllib.parse
note, key = os.environ["NOTE"], os.environ["KEY"]
forms = [note, base64.b64encode(note.encode()).decode(), note.encode().hex(), urllib.parse.quote(note, safe="")]
text = " ".join([*forms, key.split("\\n")[1], key.split("\\n")[0], base64.b64encode(key.encode()).decode()])
"""
SERVICE = "service:\n  secrets: [NOTE, KEY]\n"
QUICK = "environments:\n  staging: {bake: 0s, health_timeout: 4s}\n"


@pytest.fixture
def project(tmp_path):
    made = ServiceProject(tmp_path, ROPEWALK)
    made.variables |= {"NOTE": VALUE, "KEY": LINES}
    yield made
    made.end()


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.close()


def assert_quiet(project, *texts: str) -> None:
    """No form in these texts, nor in any file but the secrets themselves and what the service has written."""
    for text in texts:
        assert [form for form in FORMS if form in text] == [], text
    for path in project.state.rglob("*"):
        if path.is_file() and not {"secrets", "secrets-before", "logs", "versions"} & set(path.parts):
            content = path.read_bytes()
            assert [form for form in FORMS if form.encode() in content] == [], path


@pytest.mark.parametrize("where", ["start", "migrate"])
def test_a_failure_tells_no_secret(project, receiver, where):
    migrate = "  migrate: {command: python say.py}\n" if where == "migrate" else ""
    project.configure(SERVICE + migrate + QUICK + f"notify:\n  hook: {{type: webhook, url: '{receiver.url}/hook'}}\n")
    project.write("say.py", SAY + "sys.exit(text)\n")
    project.commit("one")
    if where == "start":
        project.write("server.py", SAY + "sys.exit(text)\n")
        project.git("commit", "-qam", "it says them")
    done = project.run("deploy", "staging")
    assert done.code == 1, done.output + done.errors
    events = project.run("deploy", "staging", "--json")
    assert "***" in done.output
    history = project.run("history", "staging")
    [again, first] = project.history()
    assert "***" in first["detail"]
    assert "***" in again["detail"]
    assert len(receiver.requests) >= 2
    told = [body.decode() for _, _, body in receiver.requests]
    assert any("***" in text for text in told)
    assert_quiet(project, done.output, done.errors, events.output, events.errors, history.output, *told)
    assert project.run("audit", "verify").code == 0


def test_logs_show_no_secret_also_after_it_was_changed(project):
    project.configure(SERVICE + QUICK)
    project.commit("one")
    server = (project.folder / "server.py").read_text()
    project.write("server.py", SAY + "print(text, flush=True)\n" + server)
    project.git("commit", "-qam", "it says them")
    assert project.run("deploy", "staging").code == 0
    shown = project.run("logs", "staging")
    assert "***" in shown.output
    assert_quiet(project, shown.output, project.run("logs", "staging", "--json").output)
    # Another value, and a deployment that never starts: the version that serves has the one before.
    project.write("server.py", "import sys\nsys.exit(1)\n")
    project.git("commit", "-qam", "broken")
    assert project.run("deploy", "staging", NOTE="another note").code == 1
    assert_quiet(project, project.run("logs", "staging").output)


def test_reasons_that_people_give_have_none_and_are_one_line(project):
    project.configure(SERVICE + QUICK)
    project.commit("one")
    assert project.run("deploy", "staging").code == 0
    locked = project.run("lock", "staging", "-m", f"x\n→   99  cafebabe00   succeeded {VALUE}")
    assert locked.output.count("\n") == 1
    assert project.run("deploy", "staging").code == 1
    history = project.run("history", "staging").output
    assert len(history.splitlines()) == 2
    assert_quiet(project, locked.output, history, project.run("status", "staging").output)
