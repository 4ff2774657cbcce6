"""The environment of a checkout: what is installed when, and what is left when it cannot be."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from dev.environment import BUILD, CHECKOUT, RUNTIME, TEST, Environment, SetupError, reason
from dev.progress import Progress

PROJECT: Final = '[project]\nname = "x"\nversion = "{}"\n[build-system]\nrequires = []\n'


class Recorded(Environment):
    """An environment whose pip only writes down what it was asked to install, or fails."""

    def __init__(self, root: Path, fails: bool = False) -> None:
        super().__init__(root)
        self.installed: list[str] = []
        self.fails = fails

    def _make_venv(self) -> None:
        (self.path / "bin").mkdir()
        self.program("python").symlink_to(sys.executable)

    def _pip(self, arguments: Sequence[str], lock: int, progress: Progress) -> None:
        del lock, progress
        if self.fails:
            raise SetupError("it failed")
        self.installed.append(arguments[-1].removeprefix(f"{self.root}/"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    checkout = tmp_path / "checkout"
    (checkout / "requirements").mkdir(parents=True)
    for name in (BUILD, RUNTIME, TEST):
        (checkout / name).write_text(f"{Path(name).stem}==1\n", encoding="utf-8")
    (checkout / "pyproject.toml").write_text(PROJECT.format(1), encoding="utf-8")
    return checkout


def installs(root: Path, requirements: str = RUNTIME) -> list[str]:
    """What a start installs."""
    environment = Recorded(root)
    environment.prepare(requirements)
    return environment.installed


def test_a_second_start_installs_nothing(root: Path) -> None:
    assert installs(root) == [BUILD, RUNTIME, str(root)]
    assert installs(root) == []


def test_the_tests_add_only_what_they_need(root: Path) -> None:
    installs(root, RUNTIME)
    assert installs(root, TEST) == [TEST]
    assert installs(root, RUNTIME) == []


def test_changed_requirements_are_installed_into_the_same_environment(root: Path) -> None:
    installs(root)
    kept = root / ".venv" / "kept"
    kept.touch()
    (root / RUNTIME).write_text("runtime==2\n", encoding="utf-8")
    assert installs(root) == [RUNTIME]
    assert kept.exists()


def test_a_changed_project_is_installed_again(root: Path) -> None:
    installs(root)
    (root / "pyproject.toml").write_text(PROJECT.format(2) + "[tool.x]\n", encoding="utf-8")
    assert installs(root) == [str(root)]
    (root / "pyproject.toml").write_text(PROJECT.format(2) + "[tool.y]\n", encoding="utf-8")
    assert installs(root) == []


def test_a_checkout_that_was_moved_gets_a_new_environment(root: Path) -> None:
    installs(root)
    moved = root.rename(root.with_name("moved"))
    (moved / ".venv" / "old").touch()
    assert installs(moved) == [BUILD, RUNTIME, str(moved)]
    assert not (moved / ".venv" / "old").exists()


def test_an_environment_whose_python_is_gone_is_made_anew(root: Path) -> None:
    installs(root)
    python = root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(root / "gone")
    assert installs(root) == [BUILD, RUNTIME, str(root)]


def test_an_unfinished_environment_is_made_anew(root: Path) -> None:
    (root / ".venv" / "lib").mkdir(parents=True)
    (root / ".venv" / ".unfinished").touch()
    assert installs(root) == [BUILD, RUNTIME, str(root)]
    assert sorted(path.name for path in (root / ".venv").iterdir()) == [".ready", "bin"]


def test_an_environment_of_somebody_else_is_left_alone(root: Path) -> None:
    theirs = root / ".venv" / "theirs"
    theirs.parent.mkdir()
    theirs.touch()
    with pytest.raises(SetupError, match=r"not of \./run's making"):
        installs(root)
    assert [path.name for path in theirs.parent.iterdir()] == ["theirs"]


def test_a_first_set_up_that_fails_leaves_nothing(root: Path) -> None:
    with pytest.raises(SetupError, match="it failed"):
        Recorded(root, fails=True).prepare(RUNTIME)
    assert not (root / ".venv").exists()


def test_a_later_set_up_that_fails_leaves_the_old_one(root: Path) -> None:
    installs(root)
    with pytest.raises(SetupError, match="it failed"):
        Recorded(root, fails=True).prepare(TEST)
    assert installs(root, RUNTIME) == []


@pytest.mark.parametrize("content", ["", "[1]", '{"root": 1}', "{"])
def test_a_damaged_mark_counts_as_none(root: Path, content: str) -> None:
    installs(root)
    (root / ".venv" / ".ready").write_text(content, encoding="utf-8")
    assert installs(root) == [BUILD, RUNTIME, str(root)]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (["ERROR: Could not install: [Errno 28] No space left on device"], "the disk is full"),
        (["WARNING: Retrying … Failed to establish a new connection: [Errno 111]"], "cannot be reached"),
        (["ERROR: No matching distribution found for hatchling==1.28.0"], "cannot be reached or lacks"),
        (["ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE"], "pip gives above"),
    ],
)
def test_why_pip_failed_is_one_sentence(said: list[str], sentence: str) -> None:
    *before, last = str(reason(said)).splitlines()
    assert sentence in last
    assert before == (said if "above" in sentence else [])


def test_the_parts_are_marked_by_their_names(root: Path) -> None:
    installs(root, TEST)
    mark = (root / ".venv" / ".ready").read_text(encoding="utf-8")
    assert all(f'"{part}"' in mark for part in (BUILD, RUNTIME, TEST, CHECKOUT))
