"""How long Chromium takes to open the HTML report of a matrix of 12: from the navigation to the first painted frame after the load.

Twice: 3,000 tests over the matrix, and 3,000 in each of its legs (36,000). Each has failures with logs, coverage of 200 files and
benchmarks. Beside it stands an empty page, opened in the same way, so that what the browser itself takes can be told apart. The goal
is one second. `SCREENSHOTS=folder` keeps pictures of the page in light and dark, 390 and 1280 pixels wide.

    ROPEWALK=build/ropewalk bench/open_report.py
"""

from __future__ import annotations

import http.server
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("ROPEWALK", str(PROJECT / "build" / "ropewalk"))
LEGS = [f"unit-{python}-{system}" for python in ("3.11", "3.12", "3.13") for system in ("a", "b", "c", "d")]
TURNS = 7
GOAL_SECONDS = 1.0
TRACE = "\n".join(
    f'  File "/work/src/parcels/store.py", line {line}, in put\n    raise Full(line)' for line in range(60)
)

# Opens the page in a frame of its own, waits until it is painted, and tells the server how long that took.
OPENER = """<!doctype html><iframe style="width:1280px;height:900px"></iframe><script>
const frame = document.querySelector("iframe"), times = [];
function open_once() {
  const begin = performance.now();
  frame.onload = () => requestAnimationFrame(() => requestAnimationFrame(() => {
    times.push(performance.now() - begin);
    if (times.length < TURNS) open_once(); else fetch("/done", {method: "POST", body: JSON.stringify(times)});
  }));
  frame.src = "/page?" + times.length;
}
open_once();
</script>"""


def junit(leg: str, tests: int) -> str:
    """One leg's tests, in files of fifty; two of them fail."""
    cases = []
    for number in range(tests):
        failure = f'<failure message="assert {number} == 0">{TRACE}</failure>' if number in (7, 70) else ""
        name = f'classname="tests.unit.test_{number // 50}" name="test_parcel_{number}[{leg}]"'
        cases.append(f'<testcase {name} time="{number % 97 / 1000}">{failure}</testcase>')
    return f'<testsuites><testsuite name="pytest" tests="{tests}">{"".join(cases)}</testsuite></testsuites>'


def coverage() -> str:
    lines = "".join(f'<line number="{number}" hits="{int(number % 9 != 0)}"/>' for number in range(1, 200))
    classes = "".join(f'<class filename="src/parcels/part_{n}.py"><lines>{lines}</lines></class>' for n in range(200))
    return f'<coverage line-rate="1"><packages><package name="p"><classes>{classes}</classes></package></packages></coverage>'


def figures() -> str:
    one = [{"name": f"step {n}", "stats": {"median": 10.0**-n, "iqr": 10.0**-n / 10, "rounds": 5}} for n in range(1, 7)]
    return json.dumps({"benchmarks": one})


def make_page(folder: Path, tests_of_a_leg: int) -> Path:
    """The report, made by the program from the files that a gate would have collected."""
    for leg in LEGS:
        (folder / leg).mkdir(parents=True)
        (folder / leg / "junit.xml").write_text(junit(leg, tests_of_a_leg), encoding="utf-8")
        (folder / leg / "coverage.xml").write_text(coverage(), encoding="utf-8")
    (folder / "performance").mkdir()
    (folder / "performance" / "benchmark.json").write_text(figures(), encoding="utf-8")
    page = folder / "report.html"
    command = [PROGRAM, "report", str(folder), "--title", "CI", "--format", f"html={page}"]
    subprocess.run(command, check=False, capture_output=True)
    return page


class Opener(http.server.BaseHTTPRequestHandler):
    page = b""
    times: list[float]
    done: threading.Event

    def do_GET(self) -> None:
        body = type(self).page if self.path.startswith("/page") else OPENER.replace("TURNS", str(TURNS)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        type(self).times = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()
        type(self).done.set()

    def log_message(self, *_: object) -> None:
        pass


def browser(*arguments: str) -> list[str]:
    return ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", *arguments]


def open_page(page: bytes, folder: Path) -> list[float]:
    """Seconds of each turn; the first one pays for what the browser loads once."""
    handler = type("Handler", (Opener,), {"page": page, "times": [], "done": threading.Event()})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        profile = f"--user-data-dir={folder / f'profile-{time.monotonic_ns()}'}"
        command = browser(profile, "--remote-debugging-port=0", address)
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            handler.done.wait(120)
            process.terminate()
        server.shutdown()
    return [milliseconds / 1000 for milliseconds in handler.times]


def take_pictures(page: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for theme, value in (("light", 1), ("dark", 0)):
        for width in (390, 1280):
            # A window is at least 500 wide: the phone is a frame within it.
            frame = folder / "frame.html"
            style = f"border:0;width:{width}px;height:4000px"
            scheme = f"<meta name=color-scheme content={theme}>"
            frame.write_text(f'{scheme}<body style="margin:0"><iframe src="{page}" style="{style}">', encoding="utf-8")
            picture = folder / f"report-{theme}-{width}.png"
            settings = f"--blink-settings=preferredColorScheme={value}"
            size = f"--window-size={max(width, 500)},4000"
            command = browser(settings, size, f"--screenshot={picture}", f"file://{frame}")
            subprocess.run(command, check=False, capture_output=True, timeout=120)


def main() -> int:
    if shutil.which("chromium") is None:
        print("chromium is not there (Debian: apt-get install chromium): nothing was measured")
        return 0
    worst = 0.0
    print(f"{'page':<34}{'size':>10}{'first':>10}{'median':>10}{'of 1 s':>9}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        goal_page = f"12 legs, {12 * 250:,} tests"
        pages = [("an empty page", b"<!doctype html><title>Empty</title>")]
        for tests in (250, 3000):
            page = make_page(folder / str(tests), tests)
            pages.append((f"12 legs, {12 * tests:,} tests", page.read_bytes()))
            if tests == 250 and "SCREENSHOTS" in os.environ:
                take_pictures(page, Path(os.environ["SCREENSHOTS"]).resolve())
        for title, page in pages:
            times = open_page(page, folder)
            if not times:
                print(f"{title:<34}chromium has not opened it within two minutes")
                return 1
            median = statistics.median(times)
            worst = times[0] if title == goal_page else worst
            print(f"{title:<34}{len(page) / 1e6:>8.2f}MB{times[0]:>9.3f}s{median:>9.3f}s{median / GOAL_SECONDS:>9.2f}")
    print(
        f"goal for {goal_page}, the first time: under {GOAL_SECONDS:g} s, {'met' if worst < GOAL_SECONDS else 'NOT met'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
