"""Services that notifications go to, acted: they check the limits of the real ones, and misbehave as they are told."""

from __future__ import annotations

import http.client
import json
import random
import socket
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Receiver:
    """An HTTP service. `fault` decides for each request: ok, 429, 500, 503, cut-before, cut-after."""

    def __init__(self, faults: list[str] | None = None, seed: int = 1) -> None:
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        # What a person would see: webhooks by the id that their receiver keeps, chat messages one by one.
        self.webhooks: set[str] = set()
        self.chat: list[dict] = []
        self.deployments: list[dict] = []
        self.statuses: list[dict] = []
        self._faults, self._draw = faults or ["ok"], random.Random(seed)
        self._lock = threading.Lock()
        self._at_work = 0
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle(self) -> None:
                try:
                    super().handle()
                finally:
                    with receiver._lock:
                        receiver._at_work -= 1

            def do_GET(self) -> None:
                if self.path == "/quiet":
                    self.send_response(204)
                    self.end_headers()
                    self.close_connection = True
                    return
                self.handle_one()

            def do_POST(self) -> None:
                self.handle_one()

            def handle_one(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                with receiver._lock:
                    receiver.requests.append((self.path, dict(self.headers), body))
                    fault = receiver._draw.choice(receiver._faults)
                    is_seen = fault in ("ok", "cut-after")
                    status, answer = receiver.serve(self.path, body, is_seen, self.command)
                if fault.startswith("cut"):
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                if fault in ("429", "500", "503"):
                    status, answer = int(fault), "busy"
                self.send_response(status)
                if fault == "429":
                    self.send_header("Retry-After", "0.02")
                self.send_header("Content-Length", str(len(answer.encode())))
                self.end_headers()
                self.wfile.write(answer.encode())

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def process_request(self, request: object, client_address: object) -> None:
                with receiver._lock:
                    receiver._at_work += 1
                super().process_request(request, client_address)

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def quiet(self) -> None:
        """Until everything that was sent so far has been seen: connections are taken in their order, and those of a process
        that is gone come to their end."""
        connection = http.client.HTTPConnection("127.0.0.1", self._server.server_port, timeout=60)
        connection.request("GET", "/quiet")
        connection.getresponse().read()
        connection.close()
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with self._lock:
                if self._at_work == 0:
                    return
            time.sleep(0.005)
        raise AssertionError("a connection does not end")

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def serve(self, path: str, body: bytes, is_seen: bool, method: str) -> tuple[int, str]:
        if path.startswith("/repos/"):
            return self._github(path, body, is_seen, method)
        data = json.loads(body)
        if path == "/hook":
            if is_seen:
                self.webhooks.add(data["id"])
        elif path == "/slack":
            check_slack(data)
            if is_seen:
                self.chat.append(data)
            return 200, "ok"
        elif path == "/api/chat.postMessage":
            check_slack(data)
            if is_seen:
                self.chat.append(data)
            return 200, json.dumps({"ok": True, "ts": "1"})
        elif path == "/api/conversations.history":
            return 200, json.dumps({"ok": True, "messages": self.chat[-200:]})
        elif path == "/teams":
            check_teams(data, body)
            return 202, ""
        elif path == "/discord":
            check_discord(data)
            return 204, ""
        return 200, "{}"

    def _github(self, path: str, body: bytes, is_seen: bool, method: str) -> tuple[int, str]:
        is_status = "/statuses" in path
        rows = self.statuses if is_status else self.deployments
        if method == "GET":
            return 200, json.dumps(rows)
        made = {"id": len(rows) + 1} | json.loads(body)
        if is_seen:
            rows.append(made)
        return 201, json.dumps(made)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def check_slack(data: dict) -> None:
    assert units(data["text"]) <= 3000
    assert len(data["blocks"]) <= 50
    for block in data["blocks"]:
        assert units(block.get("text", {"text": "x"})["text"]) <= 3000
        assert len(block.get("fields", [])) <= 10
        for field in block.get("fields", []):
            assert 0 < units(field["text"]) <= 2000
    assert "<!" not in json.dumps(data)


def check_teams(data: dict, body: bytes) -> None:
    assert len(body) <= 28 * 1024
    assert data["type"] == "message"
    card = data["attachments"][0]
    assert card["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert card["content"]["type"] == "AdaptiveCard"


def check_discord(data: dict) -> None:
    assert units(data["content"]) <= 2000
    assert data["allowed_mentions"] == {"parse": []}
    together = 0
    for embed in data["embeds"]:
        assert 0 < units(embed["title"]) <= 256
        assert units(embed.get("description", "")) <= 4096
        assert len(embed.get("fields", [])) <= 25
        together += units(embed["title"]) + units(embed.get("description", ""))
        for field in embed.get("fields", []):
            assert 0 < units(field["name"]) <= 256
            assert 0 < units(field["value"]) <= 1024
            together += units(field["name"]) + units(field["value"])
    assert together <= 6000


class MailServer:
    """A submission server with STARTTLS and a certificate of its own."""

    def __init__(self, folder: Path, offers_tls: bool = True) -> None:
        self.mails: list[str] = []
        self.certificate = folder / "mail.pem"
        self._offers_tls = offers_tls
        key = folder / "mail.key"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", self.certificate],
            check=True, capture_output=True,
        )  # fmt: skip
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(self.certificate, key)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://localhost:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        file = connection.makefile("rwb")

        def say(text: str) -> None:
            file.write((text + "\r\n").encode())
            file.flush()

        is_secure = False
        say("220 mail")
        while line := file.readline():
            word = line.decode().strip().upper()
            if word.startswith("EHLO"):
                say("250-mail" if self._offers_tls and not is_secure else "250 mail")
                if self._offers_tls and not is_secure:
                    say("250 STARTTLS")
            elif word == "STARTTLS":
                say("220 go")
                connection = self._context.wrap_socket(connection, server_side=True)
                file, is_secure = connection.makefile("rwb"), True
            elif word == "DATA":
                assert is_secure
                say("354 go")
                lines = []
                while (part := file.readline()) != b".\r\n":
                    lines.append(part.decode())
                self.mails.append("".join(lines))
                say("250 taken")
            elif word == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")
