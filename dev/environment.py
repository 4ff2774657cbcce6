"""The virtual environment of a checkout: made from hashed requirement files, and marked when complete."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from dev.progress import Progress

BUILD: Final = "requirements/build.txt"
RUNTIME: Final = "requirements/runtime.txt"
TEST: Final = "requirements/test.txt"
CHECKOUT: Final = "checkout"

# Settings of the user that would send packages elsewhere, or modules of elsewhere into pip.
FOREIGN: Final = ("PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT")

# Every package comes as a wheel, so that no compiler is needed, but for one: it has only a source archive,
# in pure Python, and is built by the setuptools of build.txt rather than by whatever is newest that day.
ONLY_WHEELS: Final = ("--only-binary=:all:", "--no-binary=owlready2", "--no-build-isolation")

# What pip says when it cannot reach an index, and when the index does not have what was asked for.
NETWORK: Final = (
    "Failed to establish a new connection",
    "Connection refused",
    "Connection aborted",
    "Connection broken",
    "timed out",
    "Max retries exceeded",
    "No matching distribution found",
)


class SetupError(Exception):
    """A set-up that cannot be finished: one sentence with the remedy, after what `said` why, if any."""

    def __init__(self, sentence: str, said: Sequence[str] = ()) -> None:
        super().__init__("\n".join([*said, f"run: {sentence}"]))


class Environment:
    """`.venv` of one checkout.

    `.venv/.ready` is written last and says for which checkout, Python and requirement files it is complete;
    `.venv/.unfinished` stands in one that is being made, so that the next start makes it anew.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = root / ".venv"
        self._ready = self.path / ".ready"
        self._unfinished = self.path / ".unfinished"

    def program(self, name: str) -> Path:
        """Where the command `name` of an installed package stands."""
        return self.path / "bin" / name

    def prepare(self, requirements: str) -> None:
        """Brings the environment to what `RUNTIME` or `TEST` lists; does nothing where it is so already.

        Raises SetupError; then there is no environment, or the one that was there before.
        """
        if not self._missing(requirements):
            return
        try:
            with self._alone() as lock:
                missing = self._missing(requirements)
                with contextlib.nullcontext() if self._marks() else self._made_anew():
                    self._install(missing, lock)
        except OSError as error:
            raise SetupError(
                f"{error.filename or self.path}: {error.strerror}; mend that, then try again."
            ) from error

    def _missing(self, requirements: str) -> dict[str, str]:
        """The parts that are to be installed, in order, each with the hash that its mark will have."""
        tables = tomllib.loads((self.root / "pyproject.toml").read_text(encoding="utf-8"))
        files = [BUILD, RUNTIME] if requirements == RUNTIME else [BUILD, RUNTIME, TEST]
        wanted = {name: (self.root / name).read_bytes() for name in files}
        wanted[CHECKOUT] = json.dumps([tables["project"], tables["build-system"]], sort_keys=True).encode()
        hashes = {name: hashlib.sha256(content).hexdigest() for name, content in wanted.items()}
        marks = self._marks()
        return {name: mark for name, mark in hashes.items() if marks.get(name) != mark}

    def _marks(self) -> dict[str, str]:
        """What is installed; empty where the mark was made for another place or for a Python that is gone."""
        try:
            ready = json.loads(self._ready.read_text(encoding="utf-8"))
            same = ready["root"] == str(self.root) and ready["python"] == str(
                self.program("python").resolve(strict=True)
            )
            return dict(ready["installed"]) if same else {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    @contextlib.contextmanager
    def _alone(self) -> Iterator[int]:
        """Holds the lock of set-ups in this checkout, so that a second one waits; gives its descriptor."""
        with (self.root / "pyproject.toml").open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("run: another set-up of this checkout is under way; waiting for it", file=sys.stderr)
                fcntl.flock(file, fcntl.LOCK_EX)
            yield file.fileno()

    @contextlib.contextmanager
    def _made_anew(self) -> Iterator[None]:
        """A new, empty environment in the place of an old or unfinished one; none if the block fails."""
        ours = self._ready.exists() or self._unfinished.exists()
        if self.path.exists() and not ours and (not self.path.is_dir() or any(self.path.iterdir())):
            raise SetupError(
                f"{self.path} is not of ./run's making; move it away or delete it, then try again."
            )
        try:
            # The mark goes in before anything goes out, so that what a kill leaves is known to be unfinished.
            self.path.mkdir(exist_ok=True)
            self._unfinished.touch()
            for entry in self.path.iterdir():
                if entry != self._unfinished:
                    shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
            self._make_venv()
            yield
            self._unfinished.unlink()
        except BaseException:
            shutil.rmtree(self.path, ignore_errors=True)
            raise

    def _make_venv(self) -> None:
        # By Python's real path: its name has the version, so that an upgrade in place shows.
        python = Path(sys.executable).resolve()
        made = subprocess.run(
            [python, "-I", "-m", "venv", self.path], capture_output=True, text=True, check=False
        )
        if made.returncode:
            version = f"python{sys.version_info.major}.{sys.version_info.minor}"
            raise SetupError(
                f"{python} cannot make a virtual environment; install its venv module "
                f"(Debian, Ubuntu: apt-get install {version}-venv), or make room on the disk, then try again."
            )

    def _install(self, missing: dict[str, str], lock: int) -> None:
        """Installs the parts, if any, and then writes the mark."""
        if not missing:
            return
        with Progress() as progress:
            for name in missing:
                if name == CHECKOUT:
                    progress.stage("installing the checkout itself")
                    arguments = ["--no-deps", "--no-build-isolation", "--editable", str(self.root)]
                else:
                    count = (self.root / name).read_text(encoding="utf-8").count("==")
                    progress.stage(f"installing {count} packages of {name}", count)
                    arguments = ["--require-hashes", *ONLY_WHEELS, "--requirement", str(self.root / name)]
                self._pip(arguments, lock, progress)
        ready = {
            "root": str(self.root),
            "python": str(self.program("python").resolve()),
            "installed": self._marks() | missing,
        }
        part = self.path / ".ready.part"
        part.write_text(json.dumps(ready, indent=1), encoding="utf-8")
        part.replace(self._ready)

    def _pip(self, arguments: Sequence[str], lock: int, progress: Progress) -> None:
        """Runs `pip install`; it holds the lock too, so that a kill of this one alone does not free it."""
        command = [
            str(self.program("python")),
            "-I",
            "-m",
            "pip",
            "install",
            "--no-input",
            "--progress-bar=off",
        ]
        said: list[str] = []
        with subprocess.Popen(
            [*command, "--disable-pip-version-check", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            pass_fds=(lock,),
            env={name: value for name, value in os.environ.items() if name not in FOREIGN},
        ) as pip:
            assert pip.stdout is not None
            try:
                for line in pip.stdout:
                    said.append(line.rstrip())
                    if line.startswith("Collecting "):
                        progress.step(line.split()[1].partition("=")[0])
            except KeyboardInterrupt:
                pip.terminate()
                raise
        if pip.returncode:
            raise reason(said)


def reason(said: Sequence[str]) -> SetupError:
    """Why pip failed: one sentence, after pip's own last lines where it is neither network nor disk."""
    text = "\n".join(said)
    if "No space left on device" in text:
        return SetupError("the disk is full; make about 400 MB of room, then try again.")
    if "DO NOT MATCH THE HASHES" not in text and any(words in text for words in NETWORK):
        return SetupError(
            "the packages could not be fetched, because the package index cannot be reached or lacks them; "
            "the set-up needs a network: connect, or set pip's index or proxy, then try again."
        )
    return SetupError("the packages could not be installed, for the reason that pip gives above.", said[-15:])
