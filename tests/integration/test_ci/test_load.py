"""A load on a real little service: quantiles of what it takes, what goes wrong, and two versions of it compared."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from test_release import ROOT, ROPEWALK, Repository

SCHEMA = json.loads((ROOT / "schemas" / "perf-load.schema.json").read_text("utf-8"))
SERVE = """
import sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from pathlib import Path

PAUSE = float(Path(__file__).with_name("pause").read_text())
seen = 0


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_GET(self):
        global seen
        seen += 1
        time.sleep(PAUSE)
        if self.path == "/once" and seen == 30:
            time.sleep(0.6)
        if self.path == "/cut":
            self.close_connection = True
            return
        if self.path == "/never":
            time.sleep(60)
        body = b"x" * 100
        self.send_response(503 if self.path == "/no" else 200)
        if self.path == "/chunks":
            self.send_header("Transfer-Encoding", "chunked")
            body = b"3\\r\\nabc\\r\\n0\\r\\n\\r\\n"
        else:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()


Server = HTTPServer if "--one" in sys.argv else ThreadingHTTPServer
Server.request_queue_size = 256
Server.daemon_threads = True
Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
START = "python3 -S -E serve.py {port}"


@pytest.fixture
def service(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "service", tmp_path)
    made.write("serve.py", SERVE)
    made.write("pause", "0.002\n")
    return made


def load(made: Repository, path: str, *more: str, code: int = 0, start: str = START) -> dict:
    words = ("--start", start, "--ready", "/", "--warm-up", "200ms", "--json")
    done = made.run("perf", "load", path, *words, *more)
    assert done.returncode == code, done.stdout + done.stderr
    said = json.loads(done.stdout)
    Draft202012Validator(SCHEMA).validate(said)
    return said


def quantile(said: dict, share: float) -> float:
    return next(one["seconds"] for one in said["quantiles"] if one["quantile"] == share)


@pytest.mark.parametrize("path", ["/", "/chunks"])
def test_quantiles_of_a_service(service: Repository, path: str) -> None:
    said = load(service, path, "--rate", "100", "--duration", "1s", "--output", "results.json")
    assert said["failed"] == 0
    assert 60 < said["requests"] < 140
    assert 0.002 <= quantile(said, 0.5) <= quantile(said, 0.9) <= quantile(said, 0.99) <= said["most"]
    handed_on = json.loads((service.path / "results.json").read_text("utf-8"))
    assert [one["name"] for one in handed_on] == ["latency p50"]  # above the others lie too few
    assert handed_on[0]["value"] == quantile(said, 0.5)


def test_too_few_requests_hand_nothing_on(service: Repository) -> None:
    words = ("--start", START, "--rate", "100", "--duration", "100ms", "--output", "results.json")
    done = service.run("perf", "load", "/", *words)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "too few to tell" in done.stderr
    assert not (service.path / "results.json").exists()


def test_who_has_to_wait_counts(service: Repository) -> None:
    """One answer of a service that does one thing at a time takes 0.6 s: the requests that were due meanwhile show it. Whoever
    sends the next one only after an answer sees one slow request of two hundred."""
    said = load(service, "/once", "--rate", "100", "--duration", "2s", "--connections", "1", start=START + " --one")
    assert quantile(said, 0.9) > 0.2
    assert quantile(said, 0.9) < said["most"]


def test_what_goes_wrong_is_counted(service: Repository) -> None:
    few = ("--rate", "30", "--duration", "1s")
    said = load(service, "/no", *few, code=1)
    assert said["errors"] == {"status 503": said["requests"]}
    said = load(service, "/cut", *few, code=1)
    assert said["errors"] == {"broken off": said["requests"]}
    said = load(service, "/never", *few, "--timeout", "300ms", code=1)
    assert said["errors"] == {"timed out": said["requests"]}
    assert quantile(said, 0.5) >= 0.3
    assert load(service, "/no", *few, "--errors", "100")["failed"] > 0


def test_more_is_sent_with_each(service: Repository) -> None:
    said = load(service, "/", "--rate", "30", "--duration", "500ms", "--body", "word", "--header", "X-Word: yes")
    assert said["failed"] == 0


def test_a_service_that_ends_or_is_not_there(service: Repository) -> None:
    ended = service.run("perf", "load", "/", "--start", "echo out of words; exit 4")
    assert ended.returncode == 1
    assert "out of words" in ended.stderr
    none = service.run("perf", "load", "http://127.0.0.1:9/")
    assert none.returncode == 1
    assert "nothing listens" in none.stderr


def test_a_port_that_somebody_took_meanwhile(service: Repository) -> None:
    start = "echo x >> starts; test $(wc -l < starts) -gt 2 || { echo 'Address already in use'; exit 1; }; "
    load(service, "/", "--rate", "30", "--duration", "200ms", start=start + "exec " + START)
    assert (service.path / "starts").read_text("utf-8") == "x\n" * 3
    done = service.run("perf", "load", "/", "--start", "echo y >> never; echo 'port is in use'; exit 1")
    assert (done.returncode, "the service ended" in done.stderr) == (1, True), done
    assert (service.path / "never").read_text("utf-8") == "y\n" * 3


def test_an_interrupted_load_leaves_no_service(service: Repository) -> None:
    words = ["perf", "load", "/", "--start", "echo $$ > number; exec " + START, "--duration", "60s"]
    process = subprocess.Popen([ROPEWALK, *words], cwd=service.path, env=service.environ, stderr=subprocess.DEVNULL)
    number = service.path / "number"
    while not (number.exists() and number.read_text("utf-8").strip()):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) in (130, 143)
    assert not Path(f"/proc/{number.read_text('utf-8').strip()}").exists()


@pytest.mark.slow
def test_two_versions_of_a_service_are_compared(service: Repository) -> None:
    """A pause of 4 ms in each answer in place of 2: slower by time; a change of words is not."""
    service.write("pause", "0.004\n")
    service.commit("docs: words", "NOTES.md")
    words = (
        f"'{ROPEWALK}' perf load / --start '{START}' --rate 100 --duration 700ms --warm-up 200ms --output {{output}}"
    )
    options = ("--run", words, "--json", "--budget", "3m", "--pairs", "20")
    slower = service.run("perf", "compare", "HEAD~2", "HEAD~1", *options)
    assert (slower.returncode, slower.stderr) == (1, ""), slower.stdout + slower.stderr
    (benchmark,) = json.loads(slower.stdout)["benchmarks"]
    assert (benchmark["name"], benchmark["verdict"]) == ("latency p50", "slower")
    same = service.run("perf", "compare", "HEAD~1", "HEAD", *options)
    assert same.returncode in (0, 3), same.stdout + same.stderr
