"""`./run` in a copy of the checkout: what it says where it cannot go on, and what it leaves behind."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from tests.repo.checkout import ROOT, files

pytestmark = pytest.mark.usefixtures("uncounted")

PYTHON: Final = Path(sys.executable).resolve()
# A Python without a module says its version, then fails at the import.
OLD: Final = "#!/bin/sh\nprintf '3.9 venv'\n"
WITHOUT_VENV: Final = "#!/bin/sh\nprintf '3.11 '\nexit 1\n"
STAND_IN: Final = "#!/bin/sh\necho 'python: no version is chosen' >&2\nexit 127\n"
GOOD: Final = f'#!/bin/sh\nexec "{PYTHON}" "$@"\n'
# Nothing listens on the discard port of this machine.
UNREACHABLE: Final = "http://127.0.0.1:9/simple"

Programs = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The files of this checkout, in another place and without an environment."""
    copy = tmp_path / "checkout"
    for path in files():
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return copy


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    """Makes a folder that has only these programs."""

    def make(scripts: Mapping[str, str]) -> Path:
        folder = tmp_path / "bin"
        folder.mkdir()
        for name, script in scripts.items():
            (folder / name).write_text(script, encoding="utf-8")
            (folder / name).chmod(0o755)
        return folder

    return make


def environment(path: Path, index: str = UNREACHABLE) -> dict[str, str]:
    """Variables of a user who has only the programs of `path`, and pip's index there."""
    return {
        "PATH": str(path),
        "HOME": str(path),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": index,
        "PIP_RETRIES": "0",
        "PIP_NO_CACHE_DIR": "1",
    }


def start(checkout: Path, path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs `./run`, with nothing on the path but what is there."""
    return subprocess.run(
        [checkout / "run", *arguments],
        env=environment(path),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("scripts", "words"),
    [
        pytest.param({"python3": OLD}, ["3.11 or later", "3.9", "install"], id="old"),
        pytest.param({"python3": STAND_IN}, ["3.11 or later", "none was found", "install"], id="stand-in"),
        pytest.param({}, ["3.11 or later", "none was found", "install"], id="none"),
        pytest.param({"python3": WITHOUT_VENV}, ["3.11", "apt-get install python3.11-venv"], id="no venv"),
        pytest.param({"python": OLD, "python3": WITHOUT_VENV}, ["python3.11-venv"], id="old and no venv"),
    ],
)
def test_a_python_that_will_not_do_gets_one_sentence(
    checkout: Path, programs: Programs, scripts: dict[str, str], words: list[str]
) -> None:
    result = start(checkout, programs(scripts), "demo")
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.startswith("run: ")
    assert result.stderr.count("\n") == 1
    assert all(word in result.stderr for word in words), result.stderr
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize(
    "others", [{}, {"python3.13": STAND_IN}, {"python3.12": WITHOUT_VENV, "python3.11": OLD}]
)
def test_a_good_python_is_found_behind_bad_ones(
    checkout: Path, programs: Programs, others: dict[str, str]
) -> None:
    result = start(checkout, programs({"python3": GOOD, **others}))
    assert result.returncode == 0, result.stderr
    assert "./run demo --port 8080" in result.stdout
    assert not (checkout / ".venv").exists()


def test_an_unknown_command_is_named(checkout: Path, programs: Programs) -> None:
    result = start(checkout, programs({"python3": GOOD}), "dmeo")
    assert result.returncode == 2
    assert "no command “dmeo”" in result.stderr
    assert "demo" in result.stderr


def test_run_may_be_started_from_another_folder(programs: Programs) -> None:
    path = programs({"python3": GOOD})
    result = subprocess.run(
        ["../../run", "groups"],
        cwd=ROOT / "tests" / "e2e",
        env=environment(path),
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0
    assert result.stdout.startswith(b"protege: ")


def assert_no_network(result: subprocess.CompletedProcess[str], checkout: Path) -> None:
    """One sentence after the lines of progress, and no environment."""
    assert result.returncode == 1
    assert [line for line in result.stderr.splitlines() if "…" not in line] == [
        "run: the packages could not be fetched, because the package index cannot be reached or lacks them; "
        "the set-up needs a network: connect, or set pip's index or proxy, then try again."
    ]
    assert not (checkout / ".venv").exists()


def test_without_a_network_the_first_set_up_says_so_and_leaves_nothing(
    checkout: Path, programs: Programs
) -> None:
    assert_no_network(start(checkout, programs({"python3": GOOD}), "demo"), checkout)


def test_a_file_in_the_place_of_the_environment_is_left_alone(checkout: Path, programs: Programs) -> None:
    (checkout / ".venv").write_text("theirs", encoding="utf-8")
    result = start(checkout, programs({"python3": GOOD}), "demo")
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert ".venv is not of ./run's making" in result.stderr
    assert (checkout / ".venv").read_text(encoding="utf-8") == "theirs"


@pytest.fixture
def silent_index() -> Iterator[socket.socket]:
    """An index on this machine that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        yield server


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A suite in the background of a shell ignores Ctrl-C, and what it starts would do so, too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_a_set_up_that_was_stopped_is_begun_again(
    checkout: Path,
    programs: Programs,
    silent_index: socket.socket,
    sent: signal.Signals,
    code: int,
) -> None:
    path = programs({"python3": GOOD})
    index = f"http://127.0.0.1:{silent_index.getsockname()[1]}/simple"
    with subprocess.Popen(
        [checkout / "run", "demo"],
        env=environment(path, index),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        connection, _ = silent_index.accept()
        with connection:
            # To the whole group, as a terminal does: the group is only this start and its pip.
            os.killpg(process.pid, sent)
            _, said = process.communicate(timeout=60)
    assert process.returncode == code
    assert (checkout / ".venv" / ".unfinished").exists() is (sent == signal.SIGKILL)
    assert ("run: stopped; what was unfinished is begun again" in said) is (sent == signal.SIGINT)
    assert_no_network(start(checkout, path, "demo"), checkout)


@pytest.mark.network
def test_the_second_start_needs_no_network(checkout: Path, tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    first = subprocess.run(
        [checkout / "run", "demo", "--no-serve", "--store", store],
        capture_output=True,
        text=True,
        check=False,
    )
    assert first.returncode == 0, first.stderr
    second = subprocess.run(
        [checkout / "run", "demo", "--no-serve", "--store", store],
        env=os.environ | environment(tmp_path) | {"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 0, second.stderr
    assert "run: installing" not in second.stderr
