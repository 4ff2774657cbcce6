"""The command as a process: terminals, pipes, ports and signals."""

from __future__ import annotations

import os
import pty
import re
import signal
import socket
import subprocess
import sys
import termios
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from tests.conftest import Demo
from tests.unit.airline_seeds import FOLDER

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "kg.cli"]
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
UNSET = ("STRATAGEM_", "NO_COLOR", "FORCE_COLOR", "COLORTERM", "COLUMNS", "LINES", "PYTHON")
LINE = "SELECT * { ?s ?p ?o }"


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(UNSET)}
    return {**kept, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **more}


def in_terminal(*words: object, width: int = 100, **more: str) -> tuple[int, str]:
    """Exit code and what is seen of a command on a terminal of so many columns."""
    terminal, side = pty.openpty()
    termios.tcsetwinsize(side, (40, width))
    command = [*COMMAND, *map(str, words)]
    process = subprocess.Popen(command, stdin=side, stdout=side, stderr=side, env=environment(**more))
    os.close(side)
    seen = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # the other side is closed
            break
        if not part:
            break
        seen += part
    os.close(terminal)
    return process.wait(timeout=60), seen.decode()


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_terminal_gets_a_table(demo: Demo) -> None:
    code, seen = in_terminal("ask", "fronts", "company=openai", "--store", demo.store)
    plain = COLOUR.sub("", seen).replace("\r", "")
    assert code == 0
    assert "front label" in plain.splitlines()[0]
    assert "Code generation" in plain
    assert not plain.lstrip().startswith("[")
    assert COLOUR.search(seen), "headings stand out"


@pytest.mark.parametrize("width", [30, 60, 100])
def test_a_table_fits_a_narrow_terminal(demo: Demo, width: int) -> None:
    code, seen = in_terminal("ask", "figures", "company=openai", "--store", demo.store, width=width)
    lines = COLOUR.sub("", seen).replace("\r", "").splitlines()
    assert code == 0
    assert len(lines) > 10
    assert max(len(line) for line in lines) <= width


def test_no_colour_where_none_is_wanted(demo: Demo) -> None:
    words = ("ask", "disputes", "--store", demo.store)
    colours = re.compile(r"\x1b\[(?:[0-9]+;)*(?:3[0-8]|4[0-8]|9[0-7])[;m]")
    code, seen = in_terminal(*words, NO_COLOR="1")
    assert code == 0
    assert not colours.search(seen)
    code, seen = in_terminal(*words, TERM="dumb")
    assert code == 0
    assert "\x1b[" not in seen


def test_a_build_shows_its_steps_on_a_terminal(tmp_path: Path) -> None:
    words = ("build", "--seeds", FOLDER, "--store", tmp_path / "s", "--out", tmp_path / "d")
    code, seen = in_terminal(*words, "--no-shapes", "--no-reason")
    assert code == 0
    plain = COLOUR.sub("", seen)
    assert re.search(r"reading the seeds +\d\.\d\d s", plain)
    assert re.search(r"loading the store +\d\.\d\d s", plain)
    assert "statements" in plain


def test_a_pipe_gets_json_alone(demo: Demo) -> None:
    command = [*COMMAND, "ask", "fronts", "company=openai", "--store", str(demo.store)]
    done = subprocess.run(command, env=environment(), capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Code generation" in {row["frontLabel"] for row in orjson.loads(done.stdout)}
    assert b"\x1b" not in done.stdout


def test_a_reader_that_has_enough_is_no_fault(demo: Demo) -> None:
    command = [*COMMAND, "query", LINE, "--store", str(demo.store)]
    with subprocess.Popen(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(1) == b"["
        process.stdout.close()
        told = process.stderr.read()
        assert process.wait(timeout=60) in {0, 1}
    assert told == b""


@pytest.mark.parametrize("form", ["json", "csv", "table"])
def test_a_full_disk_under_the_output_is_one_sentence(demo: Demo, form: str) -> None:
    command = [*COMMAND, "ask", "fronts", "company=openai", "--store", str(demo.store), "--format", form]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command, env=environment(), stdout=full, stderr=subprocess.PIPE, check=False, timeout=60
        )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == b"stratagem: [Errno 28] No space left on device"
    assert b"Traceback" not in done.stderr


def test_an_old_terminal_may_lack_characters(demo: Demo) -> None:
    def printed(form: str) -> bytes:
        query = 'SELECT ("“heaven” it is" AS ?words) {}'
        command = [*COMMAND, "query", query, "--store", str(demo.store), "--format", form]
        ascii_only = environment(PYTHONIOENCODING="ascii", PYTHONUTF8="1")
        done = subprocess.run(command, env=ascii_only, capture_output=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert printed("table").split(b"\n")[1].strip() == b"?heaven? it is"
    assert orjson.loads(printed("json")) == [{"words": "“heaven” it is"}]


@pytest.mark.parametrize("command", [("serve",), ("demo", "--seeds", str(FOLDER))])
def test_a_taken_port_is_one_sentence(
    demo: Demo, taken: int, tmp_path: Path, command: tuple[str, ...]
) -> None:
    words = [*COMMAND, *command, "--store", str(demo.store), "--port", str(taken)]
    done = subprocess.run(
        words, env=environment(), cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"stratagem: port “{taken}” cannot be used: Address already in use;"
        " end what listens there or name another by --port\n"
    )
    assert list(tmp_path.iterdir()) == [], "nothing was built first"


def test_a_port_of_the_settings_that_is_none_is_one_sentence(demo: Demo) -> None:
    words = [*COMMAND, "serve", "--store", str(demo.store)]
    done = subprocess.run(
        words,
        env=environment(STRATAGEM_PORT="70000"),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "stratagem: port “70000” cannot be used: ports are 1 to 65535\n"


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_the_graph_is_served_until_an_interrupt(demo: Demo, command: str) -> None:
    port = free_port()
    words = [*COMMAND, command, "--store", str(demo.store), "--port", str(port)]
    if command == "demo":
        words += ["--out", str(demo.out)]
    with subprocess.Popen(
        words, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            answer = answered(f"http://127.0.0.1:{port}/company/openai/fronts")
            assert orjson.loads(answer)["company"]["label"] == "OpenAI"
        finally:
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
    assert process.returncode in {0, 130, -signal.SIGINT}
    assert b"Traceback" not in err
    assert f"http://127.0.0.1:{port}/company/openai/fronts ".encode() in out
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))


def answered(address: str, within: float = 30.0) -> bytes:
    """The body of an answer, as soon as somebody answers."""
    end = time.monotonic() + within
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as response:
                body: bytes = response.read()
                return body
        except ConnectionRefusedError:
            pass
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise
        assert time.monotonic() < end, "nobody answers"
        time.sleep(0.1)
