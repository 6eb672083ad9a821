"""Notifications for real: services that check their limits and misbehave, mail over STARTTLS, processes that are killed."""

from __future__ import annotations

import email
import hashlib
import hmac
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from email import policy
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from receivers import MailServer, Receiver  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]
BINARY = Path(os.environ.get("ROPEWALK") or ROOT / "build" / "ropewalk").resolve()
ROUNDS = int(os.environ.get("ROPEWALK_NOTIFY_ROUNDS", "30"))
SECRET = "s3cr3t-of-the-hook"


class Project:
    """A folder with channels, and a user of its own."""

    def __init__(self, folder: Path, channels: str, **variables: str) -> None:
        self.folder = folder / "project"
        (self.folder / ".github").mkdir(parents=True)
        (self.folder / ".github" / "ropewalk.yml").write_text("notify:\n" + channels)
        self.environ = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "XDG_"))}
        self.environ |= {"XDG_STATE_HOME": str(folder / "state"), "XDG_CACHE_HOME": str(folder / "cache")}
        self.environ |= {"ROPEWALK_NOTIFY_FIRST_WAIT_MS": "10"} | variables

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [BINARY, *words],
            cwd=self.folder,
            env=self.environ,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [BINARY, *words],
            cwd=self.folder,
            env=self.environ,
            text=True,
            capture_output=True,
            check=False,
            timeout=120,
        )


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.close()


def test_a_webhook_is_a_signed_cloudevent(tmp_path, receiver):
    project = Project(
        tmp_path, "  hook: {type: webhook, url: $HOOK, secret: $KEY}\n", HOOK=receiver.url + "/hook", KEY=SECRET
    )
    done = project.run("notify", "test", "hook", "--event", "succeeded", "--json")
    assert done.returncode == 0, done.stderr
    [(_, headers, body)] = receiver.requests
    assert headers["X-Signature-256"] == "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    event = json.loads(body)
    assert event["specversion"] == "1.0"
    assert event["type"] == event["data"]["context"]["type"] == "dev.cdevents.service.deployed.0.3.0"
    assert event["id"] == json.loads(done.stdout)["message"] == headers["X-Ropewalk-Delivery"]
    assert event["data"]["subject"]["content"]["artifactId"].startswith("pkg:generic/example@1.2.3")


def test_what_is_no_answer_of_http_is_said(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def answer() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    connection.sendall(b"\x00\x01 what is this\r\n")

        threading.Thread(target=answer, daemon=True).start()
        project = Project(tmp_path, "  a: {type: webhook, url: $HOOK}\n", HOOK=f"http://127.0.0.1:{port}")
        done = project.run("notify", "test", "a")
    assert done.returncode in (1, 3)
    assert "does not speak HTTP" in done.stderr
    assert "not a URL" not in done.stderr


def test_a_template_with_an_unknown_word_is_an_error_of_its_line(tmp_path):
    project = Project(tmp_path, "  a: {type: webhook, url: $HOOK, text: 'so {nope}'}\n", HOOK="http://127.0.0.1:9")
    done = project.run("notify", "test", "a")
    assert done.returncode == 2
    assert "ropewalk.yml:2" in done.stderr
    assert "a template has no '{nope}'" in done.stderr


def test_what_a_service_answers_is_said(tmp_path, receiver):
    project = Project(tmp_path, "  a: {type: webhook, url: $HOOK}\n", HOOK=receiver.url + "/hook")
    receiver._faults = ["ok"]
    assert project.run("notify", "test", "b").returncode == 2
    receiver.serve = lambda *_: (404, "no such hook")
    done = project.run("notify", "test", "a")
    assert done.returncode == 1
    assert "404" in done.stderr and receiver.url not in done.stderr


@pytest.mark.parametrize("seed", range(3))
def test_limits_hold_and_nothing_secret_is_sent(tmp_path, receiver, seed):
    channels = "".join(f"  {name}: {{type: {name}, url: ${name.upper()}}}\n" for name in ("slack", "teams", "discord"))
    token = "ghp_" + "A1b2C3d4" * 5
    project = Project(
        tmp_path, channels, SLACK=receiver.url + "/slack", TEAMS=receiver.url + "/teams",
        DISCORD=receiver.url + "/discord", DEPLOY_PASSWORD="correct-horse-battery",
    )  # fmt: skip
    draw = random.Random(seed)
    words = [
        "<!channel>",
        "@everyone",
        "😀",
        "é",
        token,
        "correct-horse-battery",
        "password=hunter22",
        "a" * 500,
        "\n",
        "&",
        "*",
    ]
    detail = " ".join(draw.choice(words) for _ in range(draw.randrange(2000)))
    done = project.run(
        "notify",
        "result",
        "--result",
        "failure",
        "--workflow",
        detail[:800] or "x",
        "--detail",
        detail,
        "--id",
        str(seed),
    )
    assert done.returncode == 0, done.stderr
    assert len(receiver.requests) == 3
    for _, _, body in receiver.requests:
        for secret in (token, "correct-horse-battery", "hunter22"):
            assert secret.encode() not in body


def test_a_mail_goes_over_starttls_in_a_thread_of_its_own(tmp_path):
    server = MailServer(tmp_path)
    project = Project(
        tmp_path, f"  mail: {{type: email, url: '{server.url}', from: ci@example.com, to: [a@example.com, b@example.com]}}\n",
        SSL_CERT_FILE=str(server.certificate),
    )  # fmt: skip
    done = project.run("notify", "result", "--result", "failure", "--workflow", "Prüfung", "--id", "7")
    assert done.returncode == 0, done.stderr
    again = project.run("notify", "result", "--result", "failure", "--workflow", "Prüfung", "--id", "7")
    assert again.returncode == 0 and len(server.mails) == 1
    mail = email.message_from_string(server.mails[0], policy=policy.default)
    assert mail["Subject"] == "Prüfung failed"
    assert mail["Message-ID"] and mail["References"]
    assert "Prüfung failed" in mail.get_body(("plain",)).get_content()
    assert "<h3>" in mail.get_body(("html",)).get_content()
    server.close()


def test_a_mail_never_goes_in_the_clear(tmp_path):
    server = MailServer(tmp_path, offers_tls=False)
    project = Project(
        tmp_path, f"  mail: {{type: email, url: '{server.url}', from: ci@example.com, to: a@example.com}}\n"
    )
    done = project.run("notify", "test", "mail")
    assert done.returncode == 1 and "STARTTLS" in done.stderr
    assert server.mails == []
    server.close()


def test_results_of_jobs_become_one_sentence(tmp_path, receiver):
    project = Project(
        tmp_path, "  slack: {type: slack, url: $HOOK, on: [pipeline_failed]}\n", HOOK=receiver.url + "/slack"
    )
    needs = json.dumps({"lint": {"result": "success"}, "test": {"result": "failure"}, "build": {"result": "skipped"}})
    assert project.run("notify", "result", "--needs", needs, "--workflow", "CI").returncode == 0
    assert "test (failure)" in json.dumps(receiver.chat[0])
    fine = json.dumps({"lint": {"result": "success"}})
    assert project.run("notify", "result", "--needs", fine).returncode == 0
    assert len(receiver.chat) == 1


# A chat takes what a killed process had sent within the time that the next one waits before it asks: here, before it starts.
def test_each_event_is_seen_once_whatever_is_killed_and_however_services_fail(tmp_path):
    faults = ["ok"] * 6 + ["429", "500", "503", "cut-before", "cut-after"]
    receiver = Receiver(faults, seed=5)
    channels = (
        "  hook: {type: webhook, url: $HOOK}\n"
        "  bot: {type: slack, url: $API, token: $BOT_TOKEN, channel: C1}\n"
    )  # fmt: skip
    project = Project(
        tmp_path, channels, HOOK=receiver.url + "/hook", API=receiver.url + "/api", BOT_TOKEN="xoxb-for-a-test-only"
    )
    draw = random.Random(3)
    for number in range(ROUNDS):
        process = project.start(
            "notify", "result", "--result", "failure", "--workflow", f"run {number}", "--id", str(number)
        )
        if draw.random() < 0.5:
            time.sleep(draw.random() * 0.08)
            process.kill()
        process.communicate(timeout=60)
        receiver.quiet()
        # Who was killed before the message was written had told nobody: the workflow's step is run again.
        assert project.run(
            "notify", "result", "--result", "failure", "--workflow", f"run {number}", "--id", str(number)
        ).returncode in (0, 3)
    deadline = time.monotonic() + 120
    while project.run("notify", "deliver").returncode == 3:
        assert time.monotonic() < deadline
    assert len(receiver.webhooks) == ROUNDS
    shown = [message["text"] for message in receiver.chat]
    assert sorted(shown) == sorted({f"run {number} failed" for number in range(ROUNDS)})
    receiver.close()
