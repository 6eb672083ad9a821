"""A client that never asks twice: each request goes out once, over a connection that is kept, and whatever is not a whole
answer below 500 counts as failed."""

import http.client
import threading
import time
from collections import Counter


class StrictClient:
    """Several threads that ask without a pause; `with StrictClient(port) as client` and then `client.failed`."""

    def __init__(
        self, port: int, threads: int = 4, pause: float = 0.002, path: str = "", address: str = "127.0.0.1"
    ) -> None:
        self.port = port
        self.address = address
        self.threads = threads
        self.pause = pause
        self.path = path
        self.answers = 0
        self.failed: list[str] = []
        self.versions: Counter[str] = Counter()
        self.first_seen: dict[str, float] = {}
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._workers: list[threading.Thread] = []

    def __enter__(self) -> "StrictClient":
        for index in range(self.threads):
            worker = threading.Thread(target=self._ask_on, args=(index,), daemon=True)
            worker.start()
            self._workers.append(worker)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._stop.set()
        for worker in self._workers:
            worker.join(timeout=30)

    def wait_for(self, count: int, timeout: float = 30) -> None:
        """Until so many more answers have come."""
        goal = self.answers + count
        end = time.monotonic() + timeout
        while self.answers < goal and time.monotonic() < end:
            time.sleep(0.01)

    def _ask_on(self, index: int) -> None:
        connection = None
        number = 0
        while not self._stop.is_set():
            number += 1
            method, path, body = "GET", "/", None
            if self.path:
                path = self.path
            elif index == 0 and number % 50 == 0:
                path = "/slow"
            elif number % 4 == 0:
                method, body = "POST", b"x" * 512
            try:
                if connection is None:
                    connection = http.client.HTTPConnection(self.address, self.port, timeout=20)
                connection.request(method, path, body=body)
                answer = connection.getresponse()
                text = answer.read().decode()
                will_close = answer.will_close
                status = answer.status
            except Exception as error:  # noqa: BLE001 - whatever it is, the request failed
                self._note(f"{method} {path}: {error!r}")
                connection = None
                continue
            if status >= 500:
                self._note(f"{method} {path}: {status}")
            else:
                with self._lock:
                    self.answers += 1
                    self.versions[text] += 1
                    self.first_seen.setdefault(text, time.monotonic())
            if will_close:
                connection.close()
                connection = None
            time.sleep(self.pause)

    def _note(self, what: str) -> None:
        with self._lock:
            self.failed.append(what)
        time.sleep(self.pause)
