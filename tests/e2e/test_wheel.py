"""The wheel has all that the package reads, and works in an empty environment, away from the checkout."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.repo.checkout import ROOT, files, name

MINUTES = 60


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built by the pinned backend without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True
    )
    (built,) = folder.glob("stratagem-*.whl")
    return built


def place(path: str) -> str | None:
    """Where a file of the checkout stands in the wheel; None for one that does not belong there."""
    top = path.partition("/")[0]
    if top in ("ontology", "shapes", "seeds"):
        return f"kg/data/{path}"
    return path if top in ("kg", "api") else None


def test_the_wheel_has_what_the_package_reads_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {entry for entry in archive.namelist() if ".dist-info/" not in entry}
    assert inside == {found for path in files(vendored=True) if (found := place(name(path)))}


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that has the wheel and what it depends on."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True, timeout=2 * MINUTES)
    subprocess.run([folder / "bin" / "pip", "install", "--quiet", wheel], check=True, timeout=10 * MINUTES)
    return folder / "bin"


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is no checkout, and no variable that leads back to one."""
    for variable in ("PYTHONPATH", "COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG"):
        monkeypatch.delenv(variable, raising=False)
    for variable in [v for v in os.environ if v.startswith("STRATAGEM_")]:
        monkeypatch.delenv(variable)
    return tmp_path


@pytest.mark.network
def test_the_wheel_builds_the_graph(installed: Path, elsewhere: Path) -> None:
    result = subprocess.run(
        [installed / "stratagem", "demo", "--no-serve"],
        cwd=elsewhere,
        capture_output=True,
        text=True,
        check=False,
        timeout=5 * MINUTES,
    )
    assert result.returncode == 0, result.stderr
    assert "claims" in result.stdout + result.stderr


@pytest.fixture
def server(installed: Path, elsewhere: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The demo of the wheel, and where it answers; its process is ended after the test."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen([installed / "stratagem", "demo", "--port", str(port)], cwd=elsewhere) as process:
        try:
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=MINUTES)


def wait_until_ready(process: subprocess.Popen[bytes], address: str) -> None:
    """Returns when the server answers at all; fails when it has ended, or after five minutes."""
    end = time.monotonic() + 5 * MINUTES
    while True:
        try:
            urlopen(f"{address}/", timeout=MINUTES).close()
            return
        except URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise
            assert process.poll() is None, "the server has ended"
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.2)


@pytest.mark.network
def test_the_wheel_serves_the_graph(server: tuple[subprocess.Popen[bytes], str]) -> None:
    process, address = server
    wait_until_ready(process, address)
    with urlopen(f"{address}/company/openai/fronts", timeout=MINUTES) as response:
        answer = json.load(response)
    assert answer["company"]["id"] == "openai"
    assert answer["named_count"] == len(answer["fronts"]) == 4
    assert all(front["evidence"] for front in answer["fronts"])
