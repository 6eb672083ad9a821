"""A small service in a git repository of its own, which tests deploy: it answers with its version, and misbehaves as its
files say."""

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

ROPEWALK = os.environ.get("ROPEWALK", str(Path(__file__).parents[3] / "build/ropewalk"))
SEARCH = os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin"
NEEDS_HAPROXY = pytest.mark.skipif(
    shutil.which("haproxy", path=SEARCH) is None, reason="haproxy is not installed (tools/setup_deploy.sh)"
)

SERVER = '''\
"""Answers with its version."""
import base64
import hashlib
import os
import random
import resource
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

VERSION = "{version}"
FAULT = "{fault}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def talk(self):
        """A WebSocket that says what it hears, with its version in front."""
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
        self.end_headers()
        while len(head := self.rfile.read(2)) == 2 and head[0] & 15 != 8:
            mask = self.rfile.read(4)
            heard = bytes(byte ^ mask[at % 4] for at, byte in enumerate(self.rfile.read(head[1] & 127)))
            said = VERSION.encode() + b" " + heard
            self.wfile.write(bytes([0x81, len(said)]) + said)
        self.close_connection = True

    def answer(self):
        if self.headers.get("Upgrade") == "websocket":
            return self.talk()
        body = self.body()
        is_health = self.path == "/healthz"
        status = 200
        if FAULT == "out-of-memory" and is_health:
            try:
                return self.write(200, str([bytearray(1 << 26) for _ in range(64)]))
            except MemoryError:
                os._exit(137)
        if FAULT == "never-healthy" and is_health:
            status = 500
        if FAULT == "hang":
            time.sleep(3600)
        # Its smoke test goes well: the errors are for those who come later.
        if FAULT == "errors" and not is_health and self.path != "/smoke" and random.random() < float(os.environ.get("ERROR_SHARE", "0.3")):
            status = 500
        if FAULT == "slow" and not is_health:
            time.sleep(0.06)
        if self.path == "/slow":
            time.sleep(1.5)
        if self.path == "/length":
            return self.write(200, VERSION + " " + str(len(body)))
        if self.path == "/pid":
            return self.write(200, str(os.getpid()))
        if self.path == "/environment":
            return self.write(200, repr(sorted(os.environ)))
        if FAULT == "no-smoke" and self.path == "/smoke":
            status = 404
        self.write(status, VERSION)

    def write(self, status, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


if FAULT == "crash":
    sys.exit("this version does not start")
if FAULT == "slow-start":
    time.sleep(1.5)
if FAULT == "out-of-memory":
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
if FAULT == "late-crash":
    threading.Timer(float(os.environ.get("CRASH_AFTER", "1")), lambda: os._exit(3)).start()
server = Server(("127.0.0.1", int(os.environ["PORT"])), Handler)
server.serve_forever()
'''


class Deployed:
    """What a command ended with."""

    def __init__(self, code: int, output: str, errors: str) -> None:
        self.code = code
        self.output = output
        self.errors = errors

    def lines(self) -> list[dict]:
        return [json.loads(line) for line in self.output.splitlines() if line.startswith("{")]

    def one(self) -> dict:
        return self.lines()[0]


class ServiceProject:
    """The repository, and `ropewalk` in it."""

    def __init__(self, folder: Path, ropewalk: str) -> None:
        self.folder = folder / "shop"
        self.state = folder / "state"
        self.ropewalk = ropewalk
        self.folder.mkdir(parents=True)
        self.variables = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder / "home"),
            "XDG_STATE_HOME": str(self.state),
            "NO_COLOR": "1",
        }
        self.git("init", "-q", "-b", "main")
        self.write("Procfile", "web: python server.py\n")
        self.environments: set[str] = set()

    def git(self, *words: str) -> str:
        identity = ["-c", "user.name=Tester", "-c", "user.email=tester@example.com"]
        done = subprocess.run(["git", *identity, *words], cwd=self.folder, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def configure(self, text: str) -> None:
        self.write(".github/ropewalk.yml", text)

    def commit(self, version: str, fault: str = "") -> str:
        # The route is there so that it is found.
        source = SERVER.replace("{version}", version).replace("{fault}", fault)
        self.write("server.py", source + '\n# app.get("/healthz")\n')
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", version)
        return self.git("rev-parse", "HEAD")

    def start(self, *words: str, **variables: str) -> subprocess.Popen:
        return subprocess.Popen(
            [self.ropewalk, *words],
            cwd=self.folder,
            env=self.variables | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, **variables: str) -> Deployed:
        if words[0] == "deploy" and len(words) > 1:
            self.environments.add(words[1])
        process = self.start(*words, **variables)
        output, errors = process.communicate(timeout=600)
        return Deployed(process.returncode, output, errors)

    def status(self, environment: str = "staging") -> dict:
        return self.run("status", environment, "--json").one()

    def history(self, environment: str = "staging") -> list[dict]:
        return self.run("history", environment, "--json").lines()

    def port(self, environment: str = "staging") -> int:
        return int(self.status(environment)["url"].rsplit(":", 1)[1])

    def pids_of(self, marker: str) -> list[int]:
        """Processes of this test's environments whose environment has this variable."""
        found = []
        for folder in Path("/proc").iterdir():
            try:
                text = (folder / "environ").read_bytes()
            except OSError:
                continue
            if folder.name.isdigit() and f"{marker}={self.state}".encode() in text:
                found.append(int(folder.name))
        return found

    def kill(self, marker: str) -> None:
        for pid in self.pids_of(marker):
            os.kill(pid, signal.SIGKILL)

    def end(self) -> None:
        for environment in self.environments:
            self.run("undeploy", environment, "--yes")
        for marker in ("ROPEWALK_KEEPER", "ROPEWALK_EDGE", "ROPEWALK_INSTANCE"):
            self.kill(marker)


def wait_until(claim, timeout: float = 20, every: float = 0.05):
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        value = claim()
        if value:
            return value
        time.sleep(every)
    raise AssertionError("it did not come true in time")
