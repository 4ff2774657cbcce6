"""A disk that fills up under the real server, a build and a backup: a tmpfs that they alone see."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.conftest import Demo
from tests.faults.tmpfs import on_small_disk, require
from tests.repo.checkout import ROOT

pytestmark = pytest.mark.usefixtures("uncounted")

SIZE = 224 * 1024 * 1024


@pytest.fixture(scope="module")
def seen(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What was seen on the disk."""
    folder = tmp_path_factory.mktemp("full")
    disk = folder / "disk"
    disk.mkdir()
    require(disk)
    words = [sys.executable, "-m", "tests.faults.disk_scenario", str(demo.store), str(disk), str(folder)]
    done = subprocess.run(
        on_small_disk(disk, SIZE, words), cwd=ROOT, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_reading_goes_on_and_writes_get_a_507(seen: dict[str, Any]) -> None:
    assert seen["before"] == 201
    assert [507, "store-full"] in seen["full"]
    assert all(answer == [507, "store-full"] for answer in seen["full"]), seen["full"]
    assert seen["read"] == [200] * 5
    assert seen["ready"] == 503
    assert seen["unchanged"]
    assert seen["same revision"]


def test_it_recovers_without_a_restart(seen: dict[str, Any]) -> None:
    assert seen["after"][0] == 204, seen["after"]
    assert seen["there"]
    assert seen["ready after"] == 200
    assert seen["after a kill"]
    assert seen["changes"] == 2
    assert seen["whole"] == []


def test_a_build_and_a_backup_change_nothing(seen: dict[str, Any]) -> None:
    for name in ("build", "backup"):
        code, told = seen[name]
        assert code != 0
        assert "space" in told or "full" in told, told
        assert "Traceback" not in told
        assert seen[f"{name} after"][0] == 0, seen[f"{name} after"]
    assert seen["kept"]
    assert seen["current kept"]
    assert seen["left"] == []
    assert seen["new ones"] == []
