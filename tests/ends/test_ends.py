"""However a run ends, nothing of it goes on, nothing of it stays, and its record says how it ended."""

import json
import os
import pty
import select
import signal
import subprocess
import termios
import time
from pathlib import Path

import pytest
from run_ends import Bench, binary, interrupt, wait_until

# A step that minds no signal, one that left the session, and one that would go on after a cancellation.
STUBBORN = """\
on: push
jobs:
  stubborn:
    runs-on: ubuntu-latest
    steps:
      - run: |
          echo "${GITHUB_ENV%/*/*}" >> SEEN
          setsid sleep 997 >/dev/null 2>&1 &
          sleep 998 >/dev/null 2>&1 &
      - run: |
          trap '' INT TERM
          touch READY
          while true; do sleep 0.1; done
      - if: always()
        run: |
          touch ALWAYS
          sleep 999
"""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """The stubborn workflow, with its files beside the repository."""
    names = {name: str(tmp_path / name.lower()) for name in ("SEEN", "READY", "ALWAYS")}
    workflow = STUBBORN
    for name, path in names.items():
        workflow = workflow.replace(name, path)
    return Bench(tmp_path, workflow)


def started(bench: Bench, **options) -> subprocess.Popen:
    """A run whose stubborn step runs, and whose beginning is in the record."""
    process = bench.start(**options)
    wait_until((bench.repository.parent / "ready").exists, "the step runs")
    wait_until(lambda: bench.command("runs", "--json").stdout != "", "the run is recorded")
    return process


def conclusion(bench: Bench) -> str:
    """How the newest run ended, as the record has it."""
    runs = bench.command("runs", "--json")
    assert runs.returncode == 0, runs.stderr
    return json.loads(runs.stdout.splitlines()[0]).get("conclusion") or "unfinished"


@pytest.mark.parametrize(("times", "gap"), [(2, 0.3), (2, 0.0), (3, 0.005), (5, 0.0)])
def test_a_hard_end_leaves_nothing_and_is_recorded(bench: Bench, times: int, gap: float) -> None:
    code = interrupt(started(bench), times, gap)
    assert code == 130
    assert bench.left() == {}
    assert not (bench.repository.parent / "always").exists(), "a step was started by the dying engine"
    assert conclusion(bench) == "cancelled"


def test_a_second_interrupt_ends_what_no_process_does(tmp_path: Path) -> None:
    """An action of ours that packs for minutes, in a step that the first interrupt leaves alone."""
    packing = tmp_path / "packing"
    bench = Bench(
        tmp_path,
        f"""\
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: truncate -s 400G big && touch {packing}
      - if: always()
        uses: actions/upload-artifact@v4
        with: {{name: big, path: big}}
  clean: {{needs: a, if: always(), runs-on: ubuntu-latest, steps: [{{run: 'touch {tmp_path}/always'}}]}}
""",
    )
    process = bench.start("--json", stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if event["type"] == "step_started" and "upload-artifact" in event["name"]:
            break
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)  # Nothing tells that the first was heard; were it not yet, the two would be one as well.
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    events = [json.loads(line) for line in process.stdout]
    assert process.wait() == 130
    assert events[-1]["type"] == "run_finished"
    assert not (tmp_path / "always").exists()
    assert conclusion(bench) == "cancelled"
    assert bench.left() == {}


def test_what_a_killed_engine_leaves_is_ended_at_once(bench: Bench) -> None:
    process = started(bench)
    process.kill()
    process.wait()
    wait_until(lambda: bench.left() == {}, "everything is cleaned up", 20)
    assert conclusion(bench) == "interrupted"
    shown = bench.command("show")
    assert "was interrupted" in shown.stdout
    assert "the process that ran it ended without saying how" in shown.stdout


def test_what_the_watch_could_not_end_the_next_command_ends(bench: Bench) -> None:
    process = started(bench)
    # Both at once, as the out-of-memory killer or the end of a container does it.
    watch = [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
    watch = [pid for pid in watch if Path(f"/proc/{pid}/comm").read_text().strip() == "ropewalk-watch"]
    assert len(watch) == 1
    os.kill(watch[0], signal.SIGKILL)
    process.kill()
    process.wait()
    assert bench.left() != {}
    runs = bench.command("runs")
    assert "was interrupted" in runs.stderr
    assert bench.left() == {}
    assert conclusion(bench) == "interrupted"


def test_a_run_that_goes_on_is_not_taken_for_an_abandoned_one(bench: Bench) -> None:
    process = started(bench)
    assert bench.command("runs").stderr == ""
    assert conclusion(bench) == "running"
    assert "is running" in bench.command("show").stdout
    assert process.poll() is None
    assert len(bench.processes()) >= 3
    interrupt(process, 2, 0)


@pytest.mark.parametrize("act", ["twice", "kill"])
def test_the_cursor_is_shown_again(bench: Bench, act: str) -> None:
    master, slave = pty.openpty()
    process = started(bench, stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    if act == "kill":
        process.kill()
    else:
        interrupt(process, 2, 0.02)
    written = b""
    end = time.monotonic() + 30
    while time.monotonic() < end and select.select([master], [], [], 1)[0]:
        try:
            written += os.read(master, 65536)
        except OSError:  # the last writer is gone
            break
    process.wait()
    assert b"\x1b[?25l" in written
    assert written.rfind(b"\x1b[?25h") > written.rfind(b"\x1b[?25l")


def test_a_program_that_ends_after_its_shell_is_read_to_its_end(tmp_path: Path) -> None:
    bench = Bench(
        tmp_path,
        """\
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - id: tee
        run: |
          exec > >(sleep 0.5; tee build.log) 2>&1
          for i in 1 2 3; do echo "line $i"; done
          echo "::error::at the end"
          echo "::set-output name=late::found"
      - run: test "${{ steps.tee.outputs.late }}" = found
""",
    )
    run = bench.command("run", "-v")
    assert run.returncode == 0, run.stdout
    assert [line for line in run.stdout.splitlines() if "line 3" in line and "echo" not in line]
    assert "at the end" in run.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_what_is_mounted_in_a_workspace_is_left_as_it_is(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    (precious / "sub").mkdir(parents=True)
    (precious / "sub" / "file").write_text("x")
    bench = Bench(
        tmp_path,
        f"on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
        f"      - run: mkdir chroot && mount --bind {precious} chroot && echo more > other\n",
    )
    run = bench.command("run")
    mounts = bench.left()["mounts"]
    try:
        assert (precious / "sub" / "file").read_text() == "x"
        assert "something is mounted there" in run.stderr
        assert len(mounts) == 1
        assert not list(bench.cache.rglob("other"))
    finally:
        subprocess.run(["umount", mounts[0].split()[1]], check=True)
    bench.command("runs")
    assert bench.left() == {}


@pytest.mark.parametrize("words", [["plan", "--json"], ["run", "--json"], ["logs"], ["runs"], ["plan"]])
def test_what_cannot_be_written_is_said_and_is_no_success(tmp_path: Path, words: list[str]) -> None:
    bench = Bench(tmp_path, "on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: echo hi}]}}\n")
    assert bench.command("run").returncode == 0
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [str(binary()), *words],
            cwd=bench.repository,
            env=bench.environment,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert "cannot write to standard output: No space left on device" in done.stderr


def test_descriptors_that_are_closed_at_the_start_are_no_trap(tmp_path: Path) -> None:
    bench = Bench(tmp_path, "on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: echo hi}]}}\n")
    script = f"exec <&- >&- 2>&-; exec {binary()} run"
    done = subprocess.run(["bash", "-c", script], cwd=bench.repository, env=bench.environment, timeout=60)
    assert done.returncode == 0


def test_an_interrupt_ends_a_run_whose_output_nobody_reads(tmp_path: Path) -> None:
    bench = Bench(
        tmp_path,
        "on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: 'seq 1000000; sleep 600'}]}}\n",
    )
    process = bench.start(stdout=subprocess.PIPE)
    assert process.stdout is not None
    # Full when nothing more comes into it, though the step has more to say.
    wait_until(lambda: not select.select([], [process.stdout], [], 0)[1] and bool(bench.processes()), "it has started")
    time.sleep(1)
    assert interrupt(process, 1, 0) == 130
    assert bench.left() == {}


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_ends_what_is_packed_and_publishes_none_of_it(tmp_path: Path, sent: signal.Signals) -> None:
    """An artifact whose packing takes minutes: a cancelled step of ours ends as a process does."""
    bench = Bench(
        tmp_path,
        """\
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: truncate -s 400G big
      - uses: actions/upload-artifact@v4
        with: {name: big, path: big}
""",
    )
    process = bench.start("--json", stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if event["type"] == "step_started" and "upload-artifact" in event["name"]:
            break
    process.send_signal(sent)
    events = [json.loads(line) for line in process.stdout]
    assert process.wait() == 130
    assert events[-1]["type"] == "run_finished"
    assert conclusion(bench) == "cancelled"
    assert bench.command("artifacts").stdout == "this run left no artifacts\n"
    assert not list(bench.state.rglob("*.zip"))
    assert bench.left() == {}


@pytest.mark.parametrize("limit", ["-f 8", "-f 64", "-v 30000", "-v 60000", "-v 120000", "-n 16", "-n 24"])
def test_a_machine_that_has_too_little_is_told_and_kills_nothing(tmp_path: Path, limit: str) -> None:
    """Files, memory and descriptors under a limit: an error in words, or a run as ever; no signal, no abort."""
    bench = Bench(tmp_path, "on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: 'seq 20000'}]}}\n")
    done = subprocess.run(
        ["bash", "-c", f"ulimit {limit}; exec {binary()} run"],
        cwd=bench.repository,
        env=bench.environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode in (0, 1, 3), f"{done.returncode}\n{done.stdout}\n{done.stderr}"
    assert done.returncode == 0 or done.stderr + done.stdout != ""
    assert "terminate called" not in done.stderr
    bench.command("runs")
    assert bench.left() == {}


def test_an_interrupt_ends_a_run_whose_terminal_stands_still(tmp_path: Path) -> None:
    """As after Ctrl-S: the terminal takes nothing more."""
    bench = Bench(tmp_path, "on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: 'seq 1000000; sleep 600'}]}}\n")
    master, slave = pty.openpty()
    process = bench.start("--verbose", stdout=slave, stderr=slave)
    termios.tcflow(slave, termios.TCOOFF)
    try:
        wait_until(lambda: bool(bench.processes()), "a step runs")
        time.sleep(1)
        assert interrupt(process, 1, 0) == 130
    finally:
        termios.tcflow(slave, termios.TCOON)
        os.close(slave)
        os.close(master)
    assert bench.left() == {}


WAITING = """\
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: |
          echo "$GITHUB_WORKSPACE" >> PLACES
          while test -e WAIT; do sleep 0.02; done
"""


def test_runs_at_the_same_time_have_different_places_and_later_ones_the_first_again(tmp_path: Path) -> None:
    places, wait = tmp_path / "places", tmp_path / "wait"
    bench = Bench(tmp_path, WAITING.replace("PLACES", str(places)).replace("WAIT", str(wait)))
    wait.touch()

    def seen() -> list[str]:
        lines = places.read_text(encoding="utf-8").splitlines() if places.exists() else []
        return [Path(line).relative_to(bench.cache / "ropewalk" / "work").parts[0] for line in lines]

    first = bench.start()
    wait_until(lambda: len(seen()) == 1, "the first run is in its step")
    second = bench.start()
    wait_until(lambda: len(seen()) == 2, "the second run is in its step")
    wait.unlink()
    assert (first.wait(60), second.wait(60)) == (0, 0)
    for _ in range(2):
        assert bench.start().wait(60) == 0
    assert seen() == ["repository-1", "repository-2", "repository-1", "repository-1"]

    # What a killed run holds is free once it has been cleaned up.
    wait.touch()
    killed = bench.start()
    wait_until(lambda: len(seen()) == 5, "the run is in its step")
    killed.kill()
    killed.wait()
    wait.unlink()
    wait_until(lambda: bench.left() == {}, "everything is cleaned up")
    assert bench.start().wait(60) == 0
    assert seen()[-2:] == ["repository-1", "repository-1"]
    assert bench.left() == {}
