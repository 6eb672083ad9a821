"""A GitHub API in memory and a Python index (in memory, or a real one behind it), which fail at a request where a test wants
it."""

from __future__ import annotations

import json
import os
import re
import signal
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from email.parser import BytesParser
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

FAULTS = (
    "400",
    "409",
    "429",
    "503",
    "cut",
    "late",
    "silent",
    "kill-before",
    "kill-after",
)
"""A status; an answer that breaks off; what is done but never answered; nothing at all; the client killed."""

MORE_FAULTS = ("cut-first", "cut-last", "half-sent", "hang")
"""An answer that breaks off before its body or a byte before its end; a request of which half is taken; an answer that never
comes, on a connection that stays."""


class Servers:
    """`http://127.0.0.1:PORT/api` is GitHub's API, `/upload/` the index's upload address, `/simple/` its pages."""

    def __init__(self, index: str = "") -> None:
        # A real index's address; empty: one in memory.
        self.index = index
        self.releases: list[dict[str, Any]] = []
        self.assets: list[tuple[int, str, bytes]] = []
        self.uploads: list[tuple[str, bytes]] = []
        self.requests: list[str] = []
        self.fault: tuple[int, str] | None = None
        self.client: int | None = None
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self.ids = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

            def answer(self) -> None:
                outer._serve(self)

            do_GET = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        with self.lock:
            number = len(self.requests)
            self.requests.append(f"{handler.command} {handler.path}")
            fault = self.fault[1] if self.fault and self.fault[0] == number else ""
        body = handler.rfile.read(length // 2 if fault == "half-sent" else length)
        if fault == "hang":
            self.closing.wait(120)
        if fault in ("hang", "half-sent", "silent"):
            handler.close_connection = True
            return
        if fault.isdigit():
            self._write(
                handler,
                int(fault),
                b'{"message":"no"}',
                "application/json",
                {"Retry-After": "0"},
            )
            return
        with self.lock:
            if fault != "kill-before":
                status, answer, kind = self._act(handler, body)
            if fault.startswith("kill") and self.client:
                os.kill(self.client, signal.SIGKILL)
        if fault == "late" or fault.startswith("kill"):
            handler.close_connection = True
            return
        self._write(
            handler,
            status,
            answer,
            kind,
            {},
            cut=fault.removeprefix("cut-") if "cut" in fault else "",
        )

    def _write(
        self,
        handler: BaseHTTPRequestHandler,
        status: int,
        answer: bytes,
        kind: str,
        headers: dict[str, str],
        *,
        cut: str = "",
    ) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(answer) + (7 if cut else 0)))
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        ends = {"": len(answer), "first": 0, "last": max(0, len(answer) - 1)}
        handler.wfile.write(answer[: ends.get(cut, len(answer) // 2)])
        handler.close_connection = True

    def _act(
        self, handler: BaseHTTPRequestHandler, body: bytes
    ) -> tuple[int, bytes, str]:
        path = handler.path
        routes: list[
            tuple[str, str, Callable[[re.Match[str], bytes], tuple[int, Any]]]
        ] = [
            (
                "GET",
                r"/api/repos/o/p/releases\?.*page=1$",
                lambda m, b: (200, [self._shown(r) for r in self.releases]),
            ),
            ("GET", r"/api/repos/o/p/releases\?", lambda m, b: (200, [])),
            ("POST", r"/api/repos/o/p/releases$", self._make_release),
            ("PATCH", r"/api/repos/o/p/releases/(\d+)$", self._change_release),
            ("DELETE", r"/api/repos/o/p/releases/assets/(\d+)$", self._delete_asset),
            ("POST", r"/assets/(\d+)\?name=(.*)$", self._upload_asset),
        ]
        for method, pattern, act in routes:
            if handler.command == method and (match := re.match(pattern, path)):
                status, value = act(match, body)
                return (
                    status,
                    json.dumps(value).encode() if value is not None else b"",
                    "application/json",
                )
        if self.index and path.startswith(("/simple/", "/upload/")):
            return self._at_index(handler, body)
        if handler.command == "GET" and path.startswith("/simple/"):
            links = [
                f'<a href="../../f/{n}#sha256={sha256(b).hexdigest()}">{n}</a>'
                for n, b in self.uploads
            ]
            return (200 if links else 404), "\n".join(links).encode(), "text/html"
        if handler.command == "POST" and path == "/upload/":
            return self._upload(handler, body)
        return 404, b"{}", "application/json"

    def _shown(self, release: dict[str, Any]) -> dict[str, Any]:
        assets = [
            {
                "id": number,
                "name": name,
                "state": "uploaded",
                "size": len(content),
                "digest": f"sha256:{sha256(content).hexdigest()}",
            }
            for number, (owner, name, content) in enumerate(self.assets)
            if owner == release["id"]
        ]
        return release | {
            "assets": assets,
            "upload_url": f"{self.address}/assets/{release['id']}{{?name,label}}",
        }

    def _make_release(self, _: re.Match[str], body: bytes) -> tuple[int, Any]:
        self.ids += 1
        self.releases.append({"id": self.ids} | json.loads(body))
        return 201, self._shown(self.releases[-1])

    def _change_release(self, match: re.Match[str], body: bytes) -> tuple[int, Any]:
        release = next(r for r in self.releases if r["id"] == int(match[1]))
        release |= json.loads(body)
        return 200, self._shown(release)

    def _delete_asset(self, match: re.Match[str], _: bytes) -> tuple[int, Any]:
        self.assets.pop(int(match[1]))
        return 204, None

    def _upload_asset(self, match: re.Match[str], body: bytes) -> tuple[int, Any]:
        if any(
            owner == int(match[1]) and name == match[2]
            for owner, name, _ in self.assets
        ):
            return 422, {"message": "already_exists"}
        self.assets.append((int(match[1]), match[2], body))
        return 201, {"id": len(self.assets) - 1, "name": match[2], "state": "uploaded"}

    def _at_index(
        self, handler: BaseHTTPRequestHandler, body: bytes
    ) -> tuple[int, bytes, str]:
        """Asks the real index; what it has taken is noted."""
        url = self.index + handler.path.removeprefix("/upload")
        names = ("Content-Type", "Accept", "Authorization")
        headers = {
            name: handler.headers[name] for name in names if handler.headers[name]
        }
        request = urllib.request.Request(
            url, data=body or None, headers=headers, method=handler.command
        )
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
                request, timeout=60
            ) as answer:
                status, text, kind = (
                    answer.status,
                    answer.read(),
                    answer.headers["Content-Type"],
                )
        except urllib.error.HTTPError as error:
            status, text, kind = error.code, error.read(), error.headers["Content-Type"]
        if handler.command == "POST" and status == 200:
            self.uploads.append(self._sent_file(handler, body))
        return status, text, kind or "text/plain"

    def _upload(
        self, handler: BaseHTTPRequestHandler, body: bytes
    ) -> tuple[int, bytes, str]:
        name, content = self._sent_file(handler, body)
        if any(there == name for there, _ in self.uploads):
            return 400, b"File already exists", "text/plain"
        self.uploads.append((name, content))
        return 200, b"", "text/plain"

    def _sent_file(
        self, handler: BaseHTTPRequestHandler, body: bytes
    ) -> tuple[str, bytes]:
        head = f"Content-Type: {handler.headers['Content-Type']}\r\n\r\n".encode()
        form = BytesParser().parsebytes(head + body)
        parts = {p.get_param("name", header="content-disposition"): p for p in form.get_payload()}  # type: ignore[union-attr]
        name = parts["content"].get_filename()
        content = parts["content"].get_payload(decode=True)
        assert (
            sha256(content).hexdigest() == parts["sha256_digest"].get_payload().strip()
        )
        return name, content
