"""A registry of the OCI distribution specification v1.1 in memory, with the referrers API, which Debian's docker-registry
lacks: in pages of two, with OCI-Subject, filled whether or not the subject is there. Whoever starts it says what it refuses."""

from __future__ import annotations

import contextlib
import hashlib
import http.server
import json
import re
import socket
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

INDEX = "application/vnd.oci.image.index.v1+json"


@dataclass
class Contents:
    """What a registry holds, by repository."""

    has_referrers: bool = True
    page: int = 2
    manifests: dict[str, dict[str, tuple[str, bytes]]] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    blobs: dict[str, dict[str, bytes]] = field(default_factory=dict)
    uploads: dict[str, bytes] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    fault: Callable[[str, str], object] | None = None
    """Asked of each request (method and path) before it is answered: a status, `cut`, or `lie` for the digest of another."""

    def referrers(self, repository: str, digest: str) -> list[dict]:
        found = []
        for one, (kind, body) in sorted(self.manifests.get(repository, {}).items()):
            document = json.loads(body)
            if document.get("subject", {}).get("digest") == digest:
                found.append(
                    {
                        "mediaType": kind,
                        "digest": one,
                        "size": len(body),
                        "artifactType": document.get("artifactType") or document["config"]["mediaType"],
                        "annotations": document.get("annotations", {}),
                    }
                )
        return found


def digest_of(body: bytes) -> str:
    return "sha256:" + hashlib.sha256(body).hexdigest()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    contents: Contents
    lies = False

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        if self.lies and "Docker_Content_Digest" in headers:
            headers["Docker_Content_Digest"] = digest_of(b"another")
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def missing(self, code: str = "MANIFEST_UNKNOWN") -> None:
        self.say(404, json.dumps({"errors": [{"code": code, "message": code.lower()}]}).encode())

    def answer(self) -> None:
        body = self.body()
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        self.contents.requests.append(f"{self.command} {self.path}")
        wrong = self.contents.fault(self.command, self.path) if self.contents.fault else None
        if wrong == "cut":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return None
        self.lies = wrong == "lie"
        if isinstance(wrong, int):
            return self.say(wrong, json.dumps({"errors": [{"code": "X", "message": "said the test"}]}).encode())
        if url.path == "/v2/":
            return self.say(200, b"{}")
        for pattern, handle in (
            (r"/v2/(.+)/manifests/([^/]+)", self.manifest),
            (r"/v2/(.+)/blobs/uploads/([^/]*)", self.upload),
            (r"/v2/(.+)/blobs/([^/]+)", self.blob),
            (r"/v2/(.+)/tags/(list)", self.tag_list),
            (r"/v2/(.+)/referrers/([^/]+)", self.referrers),
        ):
            if found := re.fullmatch(pattern, url.path):
                return handle(found[1], found[2], query, body)
        return self.missing("UNSUPPORTED")

    def manifest(self, repository: str, reference: str, _: dict, body: bytes) -> None:
        there = self.contents.manifests.setdefault(repository, {})
        tags = self.contents.tags.setdefault(repository, {})
        if self.command == "PUT":
            digest = digest_of(body)
            there[digest] = (self.headers["Content-Type"], body)
            if not reference.startswith("sha256:"):
                tags[reference] = digest
            subject = json.loads(body).get("subject", {}).get("digest")
            noted = {"OCI_Subject": subject} if subject and self.contents.has_referrers else {}
            return self.say(201, Docker_Content_Digest=digest, Location=f"/v2/{repository}/manifests/{digest}", **noted)
        digest = tags.get(reference, reference)
        if digest not in there:
            return self.missing()
        if self.command == "DELETE":
            del there[digest]
            for tag in [tag for tag, one in tags.items() if one == digest]:
                del tags[tag]
            return self.say(202)
        kind, text = there[digest]
        return self.say(200, text, Docker_Content_Digest=digest, Content_Type=kind, Content_Length=str(len(text)))

    def upload(self, repository: str, name: str, query: dict, body: bytes) -> None:
        blobs = self.contents.blobs.setdefault(repository, {})
        uploads = self.contents.uploads
        if self.command == "POST" and "mount" in query:
            source = self.contents.blobs.get(query.get("from", ""), {})
            if query["mount"] in source:
                blobs[query["mount"]] = source[query["mount"]]
                return self.say(201, Location=f"/v2/{repository}/blobs/{query['mount']}")
        if self.command == "POST":
            name = f"u{len(uploads)}"
            uploads[name] = b""
            return self.say(202, Location=f"/v2/{repository}/blobs/uploads/{name}")
        uploads[name] += body
        where = f"/v2/{repository}/blobs/uploads/{name}"
        if self.command == "PATCH":
            return self.say(202, Location=where, Range=f"0-{len(uploads[name]) - 1}")
        if self.command == "PUT":
            whole = uploads.pop(name)
            if digest_of(whole) != query["digest"]:
                return self.say(400)
            blobs[query["digest"]] = whole
            return self.say(201, Location=f"/v2/{repository}/blobs/{query['digest']}")
        return self.say(204, Location=where, Range=f"0-{max(len(uploads[name]) - 1, 0)}")

    def blob(self, repository: str, digest: str, _: dict, _body: bytes) -> None:
        blob = self.contents.blobs.get(repository, {}).get(digest)
        if blob is None:
            return self.missing("BLOB_UNKNOWN")
        return self.say(200, blob, Docker_Content_Digest=digest, Content_Length=str(len(blob)))

    def tag_list(self, repository: str, _: str, _query: dict, _body: bytes) -> None:
        if repository not in self.contents.tags:
            return self.missing("NAME_UNKNOWN")
        tags = sorted(self.contents.tags[repository])
        return self.say(200, json.dumps({"name": repository, "tags": tags}).encode())

    def referrers(self, repository: str, digest: str, query: dict, _: bytes) -> None:
        if not self.contents.has_referrers:
            return self.missing("UNSUPPORTED")
        found = self.contents.referrers(repository, digest)
        start = int(query.get("start", 0))
        more = {}
        end = start + self.contents.page
        if end < len(found):
            more["Link"] = f'</v2/{repository}/referrers/{digest}?start={end}>; rel="next"'
        index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": found[start:end]}
        return self.say(200, json.dumps(index).encode(), Content_Type=INDEX, **more)

    do_GET = do_HEAD = do_PUT = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@dataclass
class MemoryRegistry:
    name: str
    contents: Contents


@contextlib.contextmanager
def memory_registry(*, has_referrers: bool = True, page: int = 2) -> Iterator[MemoryRegistry]:
    contents = Contents(has_referrers, page)
    handler = type("Handler", (Handler,), {"contents": contents})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield MemoryRegistry(f"127.0.0.1:{server.server_port}", contents)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
