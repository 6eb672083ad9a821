"""Clients that never ask twice, of every kind that a service meets: kept connections, POST, chunked uploads, answers of 1.5
seconds, TLS, HTTP/2 and WebSockets. Each kind is counted by itself."""

import base64
import http.client
import os
import socket
import ssl
import threading
import time
from collections import Counter

TIMEOUT = 30


class Failed(Exception):
    """A request without a whole, good answer."""


class Bad(Exception):
    """A whole answer of a version that is bad: 500, which no proxy says."""


def judge(what: str, status: int) -> None:
    if status == 500:
        raise Bad(what)
    if status > 500:
        raise Failed(f"{what}: {status}")


class Keep:
    """HTTP/1.1 over a connection that is kept."""

    name = "HTTP/1.1"
    paths = (("GET", "/", None), ("GET", "/", None), ("GET", "/", None), ("GET", "/", None))

    def __init__(self, address: tuple[str, int], context: ssl.SSLContext | None) -> None:
        self.address, self.context = address, context
        self.connection: http.client.HTTPConnection | None = None
        self.number = 0

    def ask(self) -> str:
        if self.connection is None:
            host, port = self.address
            self.connection = (
                http.client.HTTPSConnection(host, port, timeout=TIMEOUT, context=self.context)
                if self.context
                else http.client.HTTPConnection(host, port, timeout=TIMEOUT)
            )
        self.number += 1
        method, path, body = self.paths[self.number % len(self.paths)]
        self.send(method, path, body)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if answer.will_close:
            self.close()
        judge(f"{method} {path}", answer.status)
        return text

    def send(self, method: str, path: str, body: bytes | None) -> None:
        self.connection.request(method, path, body=body)

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


class Post(Keep):
    name = "POST"
    paths = (("POST", "/", b"x" * 4096),)


class Slow(Keep):
    name = "1.5 s answers"
    paths = (("GET", "/slow", None),)


class Chunked(Keep):
    """An upload in pieces with pauses, whose length is asked back."""

    name = "chunked uploads"
    paths = (("POST", "/length", b""),)

    def ask(self) -> str:
        text = super().ask()
        if not text.endswith(" 4000"):
            raise Failed(f"an upload of 4000 bytes arrived as {text}")
        return text.split()[0]

    def send(self, method: str, path: str, body: bytes | None) -> None:
        def pieces():
            for _ in range(4):
                yield b"y" * 1000
                time.sleep(0.01)

        self.connection.request(
            method, path, body=pieces(), encode_chunked=True, headers={"Transfer-Encoding": "chunked"}
        )


class Http2:
    """HTTP/2: over TLS where there is a certificate, else from the first byte on."""

    name = "HTTP/2"

    def __init__(self, address: tuple[str, int], context: ssl.SSLContext | None) -> None:
        self.address, self.context = address, context
        self.socket: socket.socket | None = None

    def connect(self) -> None:
        import h2.config
        import h2.connection

        self.socket = socket.create_connection(self.address, timeout=TIMEOUT)
        if self.context:
            self.context.set_alpn_protocols(["h2"])
            self.socket = self.context.wrap_socket(self.socket, server_hostname=self.address[0])
            assert self.socket.selected_alpn_protocol() == "h2"
        self.talk = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True, header_encoding="utf-8"))
        self.talk.initiate_connection()
        self.goes_away = False

    def ask(self) -> str:
        import h2.events

        if self.socket is None or self.goes_away:
            self.close()
            self.connect()
        stream = self.talk.get_next_available_stream_id()
        headers = [(":method", "GET"), (":path", "/"), (":scheme", "http"), (":authority", "localhost")]
        self.talk.send_headers(stream, headers, end_stream=True)
        self.socket.sendall(self.talk.data_to_send())
        status, body = 0, b""
        while True:
            data = self.socket.recv(65536)
            if not data:
                raise Failed("the connection ended in the middle of a stream")
            for event in self.talk.receive_data(data):
                if isinstance(event, h2.events.ResponseReceived):
                    status = int(dict(event.headers)[":status"])
                elif isinstance(event, h2.events.DataReceived):
                    body += event.data
                    self.talk.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                elif isinstance(event, h2.events.StreamReset):
                    raise Failed(f"the stream was reset: {event.error_code}")
                elif isinstance(event, h2.events.ConnectionTerminated):
                    self.goes_away = True
                elif isinstance(event, h2.events.StreamEnded):
                    self.socket.sendall(self.talk.data_to_send())
                    judge("GET /", status)
                    return body.decode()
            self.socket.sendall(self.talk.data_to_send())

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
        self.socket = None


class WebSocket:
    """One that talks for a while, and is opened anew: what it loses is lost by it alone."""

    name = "WebSocket"

    def __init__(self, address: tuple[str, int], context: ssl.SSLContext | None) -> None:
        self.address, self.context = address, context
        self.socket: socket.socket | None = None
        self.said = 0

    def connect(self) -> None:
        self.socket = socket.create_connection(self.address, timeout=TIMEOUT)
        if self.context:
            self.socket = self.context.wrap_socket(self.socket, server_hostname=self.address[0])
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self.file = self.socket.makefile("rb")
        if b" 101 " not in self.file.readline():
            raise Failed("it was not opened")
        while self.file.readline().strip():
            pass
        self.said = 0

    def ask(self) -> str:
        if self.socket is None or self.said >= 20:
            self.close()
            self.connect()
        self.said += 1
        mask, text = os.urandom(4), b"hello"
        self.socket.sendall(bytes([0x81, 0x80 | len(text)]) + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(text)))
        head = self.file.read(2)
        if len(head) < 2:
            raise Failed("it was closed in the middle")
        answer = self.file.read(head[1] & 127).decode()
        if not answer.endswith(" hello"):
            raise Failed(f"it said {answer}")
        time.sleep(0.02)
        return answer.split()[0]

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
        self.socket = None


KINDS = {
    "HTTP/1.1": Keep,
    "POST": Post,
    "1.5 s answers": Slow,
    "chunked uploads": Chunked,
    "HTTP/2": Http2,
    "WebSocket": WebSocket,
}


class MixedClient:
    """`with MixedClient(port, {"HTTP/1.1": 4, "POST": 1}) as client`."""

    def __init__(self, port: int, threads: dict[str, int], pause: float = 0.001, certificate: str = "") -> None:
        self.address = ("localhost" if certificate else "127.0.0.1", port)
        self.certificate, self.pause = certificate, pause
        self.threads = threads
        self.answers: Counter[str] = Counter()
        self.versions: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()
        self.failed: list[str] = []
        # Answers of versions that are bad, whole ones: what a canary costs.
        self.bad = 0
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._workers: list[threading.Thread] = []

    def total(self) -> int:
        """Requests, without the talks of WebSockets, which are reported apart."""
        return sum(count for name, count in self.answers.items() if name != "WebSocket") + len(self.failed)

    def __enter__(self) -> "MixedClient":
        for name, count in self.threads.items():
            for _ in range(count):
                worker = threading.Thread(target=self._ask_on, args=(name,), daemon=True)
                worker.start()
                self._workers.append(worker)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for worker in self._workers:
            worker.join(timeout=TIMEOUT + 5)

    def _ask_on(self, name: str) -> None:
        context = ssl.create_default_context(cafile=self.certificate) if self.certificate else None
        one = KINDS[name](self.address, context)
        while not self._stop.is_set():
            try:
                version = one.ask()
            except Bad:
                with self._lock:
                    self.answers[name] += 1
                    self.bad += 1
            except Exception as error:  # noqa: BLE001: whatever it is, the request failed
                one.close()
                with self._lock:
                    self.failures[name] += 1
                    if name != "WebSocket":
                        self.failed.append(f"{name}: {error!r}")
            else:
                with self._lock:
                    self.answers[name] += 1
                    self.versions[version] += 1
            time.sleep(self.pause)
        one.close()
