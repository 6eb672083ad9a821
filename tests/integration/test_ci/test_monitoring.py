"""DORA against a brute-force count of the same histories, and metrics as Prometheus' own tool reads them."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parents[3]
BINARY = Path(os.environ.get("ROPEWALK") or ROOT / "build" / "ropewalk").resolve()
START = datetime(2026, 1, 1, tzinfo=UTC)
HISTORIES = int(os.environ.get("ROPEWALK_DORA_HISTORIES", "150"))


def text_of(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def generate(seed: int) -> list[dict]:
    """A history of one environment with everything that happens there: repeats, rollbacks, what never served."""
    draw = random.Random(seed)
    now = START + timedelta(hours=draw.randrange(48))
    rows: list[dict] = []
    serving, known = 0, ["a", "b", "c", "d", "e"]
    for number in range(1, draw.randrange(2, 40)):
        now += timedelta(minutes=draw.randrange(1, 3000))
        live = now + timedelta(seconds=draw.randrange(1, 600))
        ended = live + timedelta(seconds=draw.randrange(1, 900))
        kind = "deploy"
        result = draw.choice(["succeeded"] * 6 + ["rolled_back"] * 2 + ["failed", "superseded", "rejected"])
        if serving and draw.random() < 0.2:
            kind, result = "rollback", "succeeded"
        is_live = result in ("succeeded", "rolled_back")
        rows.append(
            {
                "number": number,
                "environment": "production",
                "kind": kind,
                "digest": "sha256:" + draw.choice(known),
                "changes": [
                    {
                        "commit": f"c{draw.randrange(60)}",
                        "time": text_of(live - timedelta(seconds=draw.randrange(-500, 90000))),
                    }
                    for _ in range(draw.randrange(4))
                ],
                "previous": serving,
                "result": result,
                "reason": "errors" if result == "rolled_back" else "",
                "started": text_of(now),
                "live": text_of(live) if is_live else None,
                "ended": text_of(ended),
            }
        )
        if is_live and result == "succeeded":
            serving = number
        now = ended
    return rows


def brute_force(rows: list[dict], start: datetime, end: datetime) -> dict:
    """The five keys once more, by looking through everything for each question."""

    def moment(text: str) -> datetime:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))

    def inside(when: datetime) -> bool:
        return start <= when < end

    live = sorted((row for row in rows if row["live"]), key=lambda row: (moment(row["live"]), row["number"]))

    def served_before(row: dict) -> str:
        """What had the traffic when this one came: the newest earlier one that was not taken back by itself."""
        for earlier in reversed(live[: live.index(row)]):
            if earlier["result"] == "succeeded":
                return earlier["digest"]
        return ""

    changes = [row for row in live if row["kind"] != "rollback" and row["digest"] != served_before(row)]
    counted = [row for row in changes if inside(moment(row["live"]))]

    def taken_back_by(row: dict) -> dict | None:
        return next(
            (other for other in live if other["kind"] == "rollback" and other["previous"] == row["number"]), None
        )

    def has_failed(row: dict) -> bool:
        return row["result"] == "rolled_back" or taken_back_by(row) is not None

    failed = [row for row in counted if has_failed(row)]
    recovery = []
    for row in failed:
        if row["result"] == "rolled_back":
            recovery.append((moment(row["ended"]) - moment(row["live"])).total_seconds())
        else:
            back = taken_back_by(row)
            recovery.append((moment(back["live"]) - moment(back["started"])).total_seconds())
    rework = []
    for row in counted:
        before = [other for other in changes if live.index(other) < live.index(row)]
        # It mends the change before it, when that had failed by then.
        if before:
            last = before[-1]
            back = taken_back_by(last)
            failed_by_then = last["result"] == "rolled_back" or (back and live.index(back) < live.index(row))
            later_back = any(
                (other := taken_back_by(one)) and live.index(last) < live.index(other) < live.index(row)
                for one in before
            )
            if failed_by_then or later_back:
                rework.append(row)
    leads = []
    for index, row in enumerate(changes):
        seen = {change["commit"] for other in changes[:index] for change in other["changes"]}
        for change in row["changes"]:
            if change["commit"] in seen:
                continue
            seen.add(change["commit"])
            if inside(moment(row["live"])):
                leads.append(max(0.0, (moment(row["live"]) - moment(change["time"])).total_seconds()))
    leads.sort()
    return {
        "frequency": len(counted) / ((end - start).total_seconds() / 86400),
        "deployments": [row["number"] for row in counted],
        "lead_median": median(leads) if leads else None,
        "lead_p90": leads[-(-len(leads) * 9 // 10) - 1] if leads else None,
        "failed": sorted(row["number"] for row in failed),
        "recovery": median(recovery) if recovery else None,
        "rework": [row["number"] for row in rework],
    }


def measured(rows: list[dict], start: datetime, end: datetime, folder: Path) -> dict:
    file = folder / "history.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = subprocess.run(
        [BINARY, "dora", "--history", file, "--from", text_of(start), "--to", text_of(end), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    return {
        "frequency": found["deployment_frequency"]["per_day"],
        "deployments": [row["number"] for row in found["deployment_frequency"]["rows"]],
        "lead_median": found["lead_time"]["median_seconds"],
        "lead_p90": found["lead_time"]["p90_seconds"],
        "failed": sorted(row["number"] for row in found["change_failure_rate"]["rows"]),
        "recovery": found["recovery_time"]["median_seconds"],
        "rework": [row["number"] for row in found["rework_rate"]["rows"]],
    }


def test_dora_is_what_a_brute_force_count_says(tmp_path: Path) -> None:
    for seed in range(HISTORIES):
        rows = generate(seed)
        end = START + timedelta(days=20 + seed % 20)
        for start in (START, START + timedelta(days=7)):
            expected, found = brute_force(rows, start, end), measured(rows, start, end, tmp_path)
            for key, value in expected.items():
                if isinstance(value, float):
                    assert found[key] == pytest.approx(value, abs=0.002), (seed, key)
                else:
                    assert found[key] == value, (seed, key)


def environment(tmp_path: Path) -> dict[str, str]:
    return os.environ | {"XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CACHE_HOME": str(tmp_path / "cache")}


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool (Debian's prometheus) is not installed")
def test_promtool_has_nothing_against_the_metrics(tmp_path: Path) -> None:
    text = subprocess.run([BINARY, "metrics"], env=environment(tmp_path), capture_output=True, check=True).stdout
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_metrics_are_served_and_written_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "ropewalk.prom"
    subprocess.run([BINARY, "metrics", "-o", file], env=environment(tmp_path), check=True)
    assert "ropewalk_info{version=" in file.read_text()
    server = subprocess.Popen(
        [BINARY, "metrics", "--listen", "127.0.0.1:0"], env=environment(tmp_path), stdout=subprocess.PIPE, text=True
    )
    try:
        line = server.stdout.readline()
        port = int(line.split("port ")[1].split(",")[0])
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
            assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
            assert b"ropewalk_info" in answer.read()
    finally:
        server.terminate()
        assert server.wait(20) == 130


@pytest.mark.skipif(shutil.which("prometheus") is None, reason="Debian's prometheus is not installed")
def test_a_real_prometheus_scrapes_it(tmp_path: Path) -> None:
    server = subprocess.Popen(
        [BINARY, "metrics", "--listen", "127.0.0.1:0"], env=environment(tmp_path), stdout=subprocess.PIPE, text=True
    )
    prometheus = None
    try:
        port = int(server.stdout.readline().split("port ")[1].split(",")[0])
        (tmp_path / "prometheus.yml").write_text(
            "global: {scrape_interval: 1s}\n"
            f"scrape_configs: [{{job_name: ropewalk, static_configs: [{{targets: ['127.0.0.1:{port}']}}]}}]\n"
        )
        with subprocess.Popen(
            ["python3", "-c", "import socket;s=socket.socket();s.bind(('127.0.0.1',0));print(s.getsockname()[1])"],
            stdout=subprocess.PIPE,
            text=True,
        ) as free:
            web = int(free.stdout.read())
        prometheus = subprocess.Popen(
            [
                "prometheus",
                f"--config.file={tmp_path}/prometheus.yml",
                f"--storage.tsdb.path={tmp_path}/tsdb",
                f"--web.listen-address=127.0.0.1:{web}",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60
        value = []
        while not value and time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(
                    f"http://127.0.0.1:{web}/api/v1/query?query=ropewalk_info", timeout=5
                ) as answer:
                    value = json.load(answer)["data"]["result"]
            except OSError:
                pass
            time.sleep(0.2)
        assert value and value[0]["value"][1] == "1"
    finally:
        for process in (server, prometheus):
            if process is not None:
                process.terminate()
                process.wait(20)


def test_a_run_is_sent_as_a_trace(tmp_path: Path) -> None:
    sys.path.insert(0, str(Path(__file__).parent))
    from receivers import Receiver

    receiver = Receiver()
    receiver.serve = lambda *_: (200, "{}")
    top = tmp_path / "project"
    (top / ".github/workflows").mkdir(parents=True)
    (top / ".github/workflows/ci.yml").write_text(
        "name: CI\non: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{name: Say, run: echo hello}]}}\n"
    )
    git = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
        subprocess.run([*git, *words], cwd=top, check=True)
    environ = environment(tmp_path) | {
        "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url,
        "OTEL_EXPORTER_OTLP_HEADERS": "x-key=v",
    }
    subprocess.run([BINARY, "run"], cwd=top, env=environ, check=True, capture_output=True)
    subprocess.run([BINARY, "trace", "--send"], cwd=top, env=environ, check=True)
    [(path, headers, body)] = receiver.requests
    assert (path, headers["x-key"]) == ("/v1/traces", "v")
    spans = json.loads(body)["resourceSpans"][0]["scopeSpans"][0]["spans"]
    names = [span["name"] for span in spans]
    assert "Say" in names and names[-1] == "RUN CI"
    by_id = {span["spanId"]: span for span in spans}
    assert len(by_id) == len(spans)
    for span in spans:
        assert int(span["startTimeUnixNano"]) <= int(span["endTimeUnixNano"])
        assert span["name"] == "RUN CI" or span["parentSpanId"] in by_id
    again = json.loads(subprocess.run([BINARY, "trace"], cwd=top, env=environ, check=True, capture_output=True).stdout)
    assert again == json.loads(body)
    receiver.close()
