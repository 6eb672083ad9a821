"""A Kubernetes API that behaves as the real one does for the objects that a deployment uses: resource versions, server-side
apply with its managers of fields, the controllers behind Deployments and Jobs, and what networks and quotas do to requests.
Pods are acted: each does what its image's name says (`shop@sha256:…` looked up in `behaviour`)."""

from __future__ import annotations

import copy
import json
import re
import ssl
import subprocess
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

PLURALS = {
    "deployments": "Deployment",
    "services": "Service",
    "configmaps": "ConfigMap",
    "secrets": "Secret",
    "leases": "Lease",
    "jobs": "Job",
    "pods": "Pod",
}
LABEL = re.compile(r"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$")
NAME = re.compile(r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
TOKEN = "a-token-of-this-test"


@dataclass
class Behaviour:
    """What the pods of an image do."""

    ready_after: float = 0.0
    trouble: str = ""
    """`CrashLoopBackOff`, `ImagePullBackOff` …"""
    status: int = 200
    smoke: int = 200
    log: str = "it said this\n"
    migration: str = "succeeds"
    errors_after: float | None = None
    """Seconds from when it is ready until it answers with 500."""


@dataclass
class Fault:
    """Something that happens to requests whose line has `words`, so many times."""

    words: str
    status: int = 0
    """0: the connection is cut."""
    times: int = 1
    after: bool = False
    """The request is carried out, and its answer lost."""
    headers: dict[str, str] = field(default_factory=dict)


class Refusal(Exception):
    def __init__(self, code: int, reason: str, message: str, causes: list[dict] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.body = {
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message, "reason": reason, "code": code,
            "details": {"causes": causes or []},
        }  # fmt: skip


def leaves(value, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], object]:
    """The fields of an object as managers own them. Lists and a Service's selector are owned as one."""
    if not isinstance(value, dict) or path == ("spec", "selector") or not value:
        return {path: value}
    all_of_them: dict[tuple[str, ...], object] = {}
    for key, below in value.items():
        all_of_them |= leaves(below, (*path, key))
    return all_of_them


class Cluster:
    """Start it with `with`; `kubeconfig` is a file that leads to it."""

    def __init__(self, folder: Path, namespace: str = "shop") -> None:
        self.folder, self.namespace = folder, namespace
        self.objects: dict[tuple[str, str], dict] = {}
        self.managed: dict[tuple[str, str], dict[str, set[tuple[str, ...]]]] = {}
        self.behaviour: dict[str, Behaviour] = {}
        self.faults: list[Fault] = []
        self.requests: list[str] = []
        self.without_endpoint: list[str] = []
        """Requests after which the Service led nowhere although it had led somewhere before."""
        self.forbids: list[str] = []
        self._has_served = False
        self._version = 100
        self._names = 0
        self._lock = threading.RLock()
        self._end = threading.Event()

    # What a test looks at.

    def service(self) -> dict:
        return next(o for (kind, _), o in self.objects.items() if kind == "services")

    def of(self, kind: str) -> list[dict]:
        with self._lock:
            return [copy.deepcopy(o) for (k, _), o in sorted(self.objects.items()) if k == kind]

    def endpoints(self) -> list[str]:
        """Images of the pods that get requests now, one for each pod."""
        with self._lock:
            selectors = [o["spec"].get("selector") or {} for (k, _), o in self.objects.items() if k == "services"]
            return sorted(
                pod["spec"]["containers"][0]["image"]
                for pod in self._pods()
                for selector in selectors
                if selector and selector.items() <= pod["metadata"]["labels"].items() and self._is_ready(pod)
            )

    def journal(self) -> dict:
        maps = [o for o in self.of("configmaps") if "state" in o.get("data", {})]
        return json.loads(maps[0]["data"]["state"])

    # What is acted.

    def _behaviour(self, pod: dict) -> Behaviour:
        image = pod["spec"]["containers"][0]["image"]
        return next((b for part, b in self.behaviour.items() if part in image), Behaviour())

    def _pods(self) -> list[dict]:
        return [o for (k, _), o in self.objects.items() if k == "pods"]

    def _age(self, pod: dict) -> float:
        return time.monotonic() - pod["_born"]

    def _is_ready(self, pod: dict) -> bool:
        acts = self._behaviour(pod)
        return not acts.trouble and acts.ready_after <= self._age(pod) and acts.status < 400 and "_job" not in pod

    def _control(self) -> None:
        """The controllers, once."""
        with self._lock:
            for (kind, name), one in list(self.objects.items()):
                if kind == "deployments":
                    self._control_deployment(name, one)
                elif kind == "jobs":
                    self._control_job(name, one)
            for key, pod in list(self.objects.items()):
                owner = pod.get("_owner")
                if key[0] == "pods" and owner not in self.objects:
                    del self.objects[key]
            for pod in self._pods():
                self._set_status(pod)
            if self.endpoints():
                self._has_served = True
            elif self._has_served and any(k == "services" for k, _ in self.objects):
                self.without_endpoint.append(self.requests[-1] if self.requests else "?")

    def _control_deployment(self, name: str, one: dict) -> None:
        own = [p for p in self._pods() if p.get("_owner") == ("deployments", name)]
        wanted = one["spec"].get("replicas", 1)
        for pod in own[wanted:]:
            del self.objects["pods", pod["metadata"]["name"]]
        for _ in range(wanted - len(own)):
            self._make_pod(("deployments", name), one["spec"]["template"])
        ready = sum(self._is_ready(p) for p in own[:wanted])
        one["status"] = {"observedGeneration": 1, "replicas": wanted, "updatedReplicas": wanted, "readyReplicas": ready}

    def _control_job(self, name: str, one: dict) -> None:
        if not any(p.get("_owner") == ("jobs", name) for p in self._pods()):
            pod = self._make_pod(("jobs", name), one["spec"]["template"])
            pod["metadata"]["labels"]["batch.kubernetes.io/job-name"] = name
            pod["_job"] = True
            acts = self._behaviour(pod)
            one["status"] = (
                {"active": 1}
                if acts.migration == "hangs"
                else {"succeeded" if acts.migration == "succeeds" else "failed": 1}
            )

    def _make_pod(self, owner: tuple[str, str], template: dict) -> dict:
        self._names += 1
        pod = copy.deepcopy(template)
        pod |= {"kind": "Pod", "apiVersion": "v1", "_owner": owner, "_born": time.monotonic()}
        pod["metadata"] |= {
            "name": f"{owner[1]}-{self._names:05}",
            "creationTimestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        }
        self.objects["pods", pod["metadata"]["name"]] = pod
        self._set_status(pod)
        return pod

    def _set_status(self, pod: dict) -> None:
        acts = self._behaviour(pod)
        state: dict = {"running": {}}
        if acts.trouble:
            state = {"waiting": {"reason": acts.trouble, "message": "back-off 5m0s"}}
        pod["status"] = {
            "phase": "Running",
            "conditions": [{"type": "Ready", "status": "True" if self._is_ready(pod) else "False"}],
            "containerStatuses": [{"restartCount": 3 if acts.trouble == "CrashLoopBackOff" else 0, "state": state}],
        }

    # The API.

    def answer(self, method: str, target: str, body: bytes, headers) -> tuple[int, dict | str]:
        url = urlsplit(target)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            raise Refusal(401, "Unauthorized", "Unauthorized")
        parts = url.path.strip("/").split("/")
        at = parts.index("namespaces")
        namespace, kind, rest = parts[at + 1], parts[at + 2], [unquote(p) for p in parts[at + 3 :]]
        for right in self.forbids:
            if right in f"{method} {target}":
                raise Refusal(
                    403,
                    "Forbidden",
                    f'{kind} is forbidden: User "ada" cannot {method.lower()} resource "{kind}" in the namespace "{namespace}"',
                )
        if namespace != self.namespace:
            raise Refusal(404, "NotFound", f'namespaces "{namespace}" not found')
        with self._lock:
            if len(rest) > 1:
                return self._of_pod(rest, query)
            if method == "GET" and not rest:
                return 200, {
                    "kind": "List",
                    "items": [
                        self._shown(o)
                        for (k, _), o in sorted(self.objects.items())
                        if k == kind and self._matches(o, query.get("labelSelector", ""))
                    ],
                }
            if method == "GET":
                return 200, self._shown(self._known(kind, rest[0]))
            if method == "DELETE":
                self._known(kind, rest[0])
                del self.objects[kind, rest[0]]
                self.managed.pop((kind, rest[0]), None)
                self._control()
                return 200, {"kind": "Status", "apiVersion": "v1", "status": "Success"}
            value = json.loads(body)
            self._validate(kind, value)
            if method == "PATCH":
                made = self._apply(kind, rest[0], value, query)
            else:
                made = self._put(kind, rest[0] if rest else value["metadata"]["name"], value, method)
            self._control()
            return 200, self._shown(made)

    def _shown(self, one: dict) -> dict:
        return {key: value for key, value in one.items() if not key.startswith("_")}

    def _known(self, kind: str, name: str) -> dict:
        if (kind, name) not in self.objects:
            raise Refusal(404, "NotFound", f'{kind} "{name}" not found')
        return self.objects[kind, name]

    def _matches(self, one: dict, selector: str) -> bool:
        labels = one["metadata"].get("labels", {})
        return all(labels.get(p.partition("=")[0]) == p.partition("=")[2] for p in selector.split(",") if p)

    def _of_pod(self, rest: list[str], query: dict) -> tuple[int, dict | str]:
        pod = self._known("pods", rest[0].split(":")[0])
        acts = self._behaviour(pod)
        if rest[1] == "log":
            return 200, acts.log
        if not self._is_ready(pod):
            raise Refusal(503, "ServiceUnavailable", "error trying to reach service: dial tcp: connection refused")
        path = "/" + "/".join(rest[2:])
        is_bad = acts.errors_after is not None and self._age(pod) > acts.ready_after + acts.errors_after
        return 500 if is_bad else acts.smoke if path == "/smoke" else acts.status, "hello"

    def _validate(self, kind: str, value: dict) -> None:
        causes = []

        def wrong(where: str, message: str) -> None:
            causes.append({"reason": "FieldValueInvalid", "field": where, "message": message})

        metadata = value.get("metadata", {})
        if not NAME.match(metadata.get("name", "")) or len(metadata.get("name", "")) > 63:
            wrong("metadata.name", f"Invalid value: {metadata.get('name')!r}: a lowercase RFC 1123 subdomain")
        for key, text in metadata.get("labels", {}).items():
            if not LABEL.match(text) or len(text) > 63:
                wrong("metadata.labels", f"Invalid value: {text!r}: of {key}")
        if any(not isinstance(text, str) for text in (metadata.get("annotations") or {}).values()):
            wrong("metadata.annotations", "Invalid value: not a string")
        if kind == "deployments":
            spec = value.get("spec", {})
            labels = spec.get("template", {}).get("metadata", {}).get("labels", {})
            chosen = spec.get("selector", {}).get("matchLabels", {})
            if not chosen or not chosen.items() <= labels.items():
                wrong("spec.template.metadata.labels", "Invalid value: `selector` does not match template `labels`")
            old = self.objects.get((kind, metadata.get("name")))
            if old and old["spec"]["selector"] != spec.get("selector"):
                wrong("spec.selector", "Invalid value: field is immutable")
        for container in value.get("spec", {}).get("template", {}).get("spec", {}).get("containers", []):
            for variable in container.get("env", []):
                if not isinstance(variable.get("value", ""), str) or not variable.get("name"):
                    wrong("spec.template.spec.containers[0].env", f"Invalid value: {variable}")
        old = self.objects.get((kind, metadata.get("name")), {})
        if kind == "secrets" and old.get("immutable") and old["data"] != value.get("data"):
            wrong("data", "Forbidden: field is immutable when `immutable` is set")
        if kind == "configmaps" and len(json.dumps(value.get("data", {}))) > 1 << 20:
            wrong("data", "Too long: must have at most 1048576 bytes")
        if causes:
            raise Refusal(422, "Invalid", f'{kind} "{metadata.get("name")}" is invalid', causes)

    def _next_version(self) -> str:
        self._version += 1
        return str(self._version)

    def _put(self, kind: str, name: str, value: dict, method: str) -> dict:
        old = self.objects.get((kind, name))
        if method == "POST" and old:
            raise Refusal(409, "AlreadyExists", f'{kind} "{name}" already exists')
        if method == "PUT":
            if not old:
                raise Refusal(404, "NotFound", f'{kind} "{name}" not found')
            if value["metadata"].get("resourceVersion") != old["metadata"]["resourceVersion"]:
                raise Refusal(
                    409, "Conflict", "the object has been modified; please apply your changes to the latest version"
                )
        value["metadata"]["resourceVersion"] = self._next_version()
        self.objects[kind, name] = value
        return value

    def _apply(self, kind: str, name: str, value: dict, query: dict) -> dict:
        manager, force = query["fieldManager"], query.get("force") == "true"
        managed = self.managed.setdefault((kind, name), {})
        old = self.objects.get((kind, name))
        new = {p: v for p, v in leaves(value).items() if p not in {("kind",), ("apiVersion",), ("metadata", "name")}}
        now = leaves(old) if old else {}
        causes = []
        for path, wanted in new.items():
            for other, owned in managed.items():
                if other != manager and path in owned and now.get(path) != wanted:
                    if not force:
                        causes.append(
                            {
                                "reason": "FieldManagerConflict",
                                "field": "." + ".".join(path),
                                "message": f'conflict with "{other}"',
                            }
                        )
                    owned.discard(path)
        if causes:
            for cause in causes:
                other = cause["message"].split('"')[1]
                managed[other].add(tuple(cause["field"][1:].split(".")))
            raise Refusal(409, "Conflict", f"Apply failed with {len(causes)} conflict", causes)
        made = (
            copy.deepcopy(old)
            if old
            else {"kind": value["kind"], "apiVersion": value["apiVersion"], "metadata": {"name": name}}
        )
        for path in managed.get(manager, set()) - set(new):
            if not any(path in owned for other, owned in managed.items() if other != manager):
                self._forget(made, path)
        for path, wanted in new.items():
            at = made
            for key in path[:-1]:
                at = at.setdefault(key, {})
            at[path[-1]] = copy.deepcopy(wanted)
        managed[manager] = set(new)
        made["metadata"]["resourceVersion"] = self._next_version()
        self.objects[kind, name] = made
        return made

    def _forget(self, made: dict, path: tuple[str, ...]) -> None:
        at = made
        for key in path[:-1]:
            at = at.get(key, {})
        at.pop(path[-1], None)

    def take_over(self, kind: str, name: str, manager: str, path: tuple[str, ...], value) -> None:
        """Somebody else sets a field and manages it from then on."""
        with self._lock:
            at = self.objects[kind, name]
            for key in path[:-1]:
                at = at[key]
            at[path[-1]] = value
            for owned in self.managed[kind, name].values():
                owned.discard(path)
            self.managed[kind, name].setdefault(manager, set()).add(path)

    # The server.

    def __enter__(self) -> Cluster:
        self.folder.mkdir(parents=True, exist_ok=True)
        certificate, key = self.folder / "ca.pem", self.folder / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=cluster",
             "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
            check=True, capture_output=True,
        )  # fmt: skip
        cluster = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def serve(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                fault = cluster._fault(f"{self.command} {self.path}")
                if fault and not fault.after:
                    return self.misbehave(fault)
                cluster._control()
                try:
                    status, value = cluster.answer(self.command, self.path, body, self.headers)
                except Refusal as refusal:
                    status, value = refusal.code, refusal.body
                if fault:
                    return self.misbehave(fault)
                self.send(status, value, {})

            def misbehave(self, fault: Fault) -> None:
                if fault.status == 0:
                    self.close_connection = True
                    self.connection.close()
                    return
                said = {"kind": "Status", "apiVersion": "v1", "message": "not now", "code": fault.status}
                self.send(fault.status, said, fault.headers)

            def send(self, status: int, value, headers: dict[str, str]) -> None:
                text = value if isinstance(value, str) else json.dumps(value)
                data = text.encode()
                self.send_response(status)
                for name, content in headers.items():
                    self.send_header(name, content)
                self.send_header("Content-Type", "text/plain" if isinstance(value, str) else "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = serve

            def log_message(self, *arguments) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def finish_request(self, request, client_address) -> None:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(certificate, key)
                super().finish_request(context.wrap_socket(request, server_side=True), client_address)

            def handle_error(self, request, client_address) -> None:
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self._ticks = threading.Thread(target=self._tick, daemon=True)
        self._ticks.start()
        self.kubeconfig = self.folder / "kubeconfig"
        self.write_kubeconfig()
        return self

    def write_kubeconfig(self, token: str = TOKEN, user: str = "") -> None:
        self.kubeconfig.write_text(f"""\
apiVersion: v1
kind: Config
current-context: test
contexts:
- name: test
  context: {{cluster: here, user: ada, namespace: {self.namespace}}}
clusters:
- name: here
  cluster:
    server: https://127.0.0.1:{self._server.server_address[1]}
    certificate-authority: ca.pem
users:
- name: ada
  user:
    {user or "token: " + token}
""")

    def _tick(self) -> None:
        while not self._end.wait(0.05):
            self._control()

    def _fault(self, line: str) -> Fault | None:
        with self._lock:
            self.requests.append(line)
            for fault in self.faults:
                if fault.words in line and fault.times > 0:
                    fault.times -= 1
                    return fault
        return None

    def __exit__(self, *_) -> None:
        self._end.set()
        self._ticks.join()
        self._server.shutdown()
        self._server.server_close()
