"""What `stratagem doctor` looks at: each check is a function that finds what is right and what is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final, Literal

from kg.access import Tokens
from kg.access.tokens import MODE
from kg.disk import ROOM, free
from kg.errors import BadParameterError, StoreError
from kg.read.overview import ready
from kg.search import Table
from kg.settings import Settings, unknown
from kg.store.disk.generations import Generations
from kg.store.disk.lock import FILE as LOCK
from kg.store.disk.snapshots import Snapshots
from kg.store.embedded import EmbeddedStore

State = Literal["ok", "warning", "fault"]
UNFINISHED: Final = ".new-*"
_PIN: Final = re.compile(r"^([\w.-]+)==([\w.]+)$")
_MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, and what to do where it is not as it should be."""

    state: State
    subject: str
    found: str
    remedy: str = ""


def settings(environment: Mapping[str, str]) -> tuple[Settings, list[Finding]]:
    """The settings, or their defaults where they cannot be read, and what is to be said of them."""
    found = [
        Finding("warning", "settings", f"{name} is no setting", "docs/settings.md lists them all")
        for name in unknown(environment)
    ]
    try:
        read = Settings.read(environment)
    except BadParameterError as error:
        return Settings(), [*found, Finding("fault", "settings", str(error), "correct or remove it")]
    if read.metrics_port == read.port:
        text = f"port and metrics port are both {read.port}"
        return read, [*found, Finding("fault", "settings", text, "give STRATAGEM_METRICS_PORT another")]
    return read, [*found, Finding("ok", "settings", "all of them can be used")]


def store(directory: Path) -> Iterator[Finding]:
    """Is there a graph, does it open and hold something, and so its newest snapshot?"""
    try:
        current = Generations(directory).current()
    except StoreError as error:
        yield Finding("fault", "store", str(error), "run `stratagem build`")
        return
    if current is None:
        yield Finding("fault", "store", f"{directory} holds no graph", "run `stratagem build`")
        return
    yield _opened("store", current.path, current.revision)
    newest = Snapshots(directory).newest(current.revision)
    if newest is None:
        yield Finding("ok", "snapshot", "none is needed: the graph was not changed since it was built")
    else:
        yield _opened("snapshot", newest.path, newest.revision)


def leftovers(directory: Path) -> Iterator[Finding]:
    """What an interrupted build or snapshot left behind; it costs room and nothing else."""
    left = [path for folder in ("generations", "snapshots") for path in (directory / folder).glob(UNFINISHED)]
    if left and holder(directory) is None:
        names = ", ".join(str(path.relative_to(directory)) for path in left)
        remedy = "the next build or change removes it"
        yield Finding("warning", "leftovers", f"unfinished: {names}", remedy)


def lock(directory: Path) -> Iterator[Finding]:
    """Who builds into the directory or serves it for writing."""
    pid = holder(directory)
    found = "nobody holds it" if pid is None else f"process {pid or 'unknown'} holds it"
    yield Finding("ok", "lock", found)


def disk(directory: Path) -> Iterator[Finding]:
    """Has the disk room for a change?"""
    left = free(directory)
    found = f"{left // _MIB} MiB are free for {directory}"
    if left < ROOM:
        yield Finding(
            "fault", "disk", found, f"make space: at least {ROOM // _MIB} MiB, or writing is refused"
        )
    elif left < 10 * ROOM:
        yield Finding("warning", "disk", found, "make space soon")
    else:
        yield Finding("ok", "disk", found)


def tokens(directory: Path) -> Iterator[Finding]:
    """Can the tokens be read, and by their owner alone?"""
    known = Tokens(directory)
    try:
        listed = known.listed()
    except StoreError as error:
        yield Finding("fault", "tokens", str(error), f"remove {known.file} and make the tokens again")
        return
    if not listed:
        yield Finding("ok", "tokens", "none: writing over HTTP is off")
        return
    mode = known.file.stat().st_mode & 0o777
    if mode & ~MODE:
        remedy = f"chmod 600 {known.file}"
        yield Finding("fault", "tokens", f"{known.file} has the mode {mode:o}", remedy)
        return
    writers = sum(token.allows("write") for token in listed)
    yield Finding("ok", "tokens", f"{len(listed)}, of which {writers} may write")


def words() -> Iterator[Finding]:
    """Can an index of words be made? SQLite comes with Python, and its FTS5 may be left out."""
    try:
        Table()
    except StoreError as error:
        yield Finding(
            "fault", "search", str(error), "use a Python whose SQLite has FTS5, such as python.org's"
        )
        return
    yield Finding("ok", "search", "an index of words can be made")


def versions() -> Iterator[Finding]:
    """Are the libraries that results were measured with the ones that are installed? Those of extras, such as
    peers of the benchmarks, serve nobody and are left out."""
    try:
        required = metadata.requires("stratagem") or []
    except metadata.PackageNotFoundError:
        yield Finding("warning", "versions", "stratagem is not installed as a package", "run `pip install .`")
        return
    needed = [name for name, _, marker in (text.partition(";") for text in required) if "extra" not in marker]
    pins = [match for name in needed if (match := _PIN.match(name.strip()))]
    wrong = [f"{pin[1]} {have}, not {pin[2]}" for pin in pins if (have := _version(pin[1])) != pin[2]]
    if wrong or not pins:
        yield Finding("fault", "versions", ", ".join(wrong) or "no pins found", "install by the lock file")
    else:
        yield Finding("ok", "versions", ", ".join(f"{pin[1]} {pin[2]}" for pin in pins))


def holder(directory: Path) -> int | None:
    """The process that holds the lock of a directory, 0 where the system does not tell; None for nobody.

    It is read from the system's list of locks: to try the lock would take it from a build that begins now.
    """
    try:
        file = (directory / LOCK).stat()
        listed = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    for line in listed:
        parts = line.split()
        if "->" not in parts and parts[5].rpartition(":")[2] == str(file.st_ino) and parts[1] == "FLOCK":
            return int(parts[4]) if parts[4].isdigit() else 0
    return None


def _opened(subject: str, path: Path, revision: str) -> Finding:
    try:
        opened = EmbeddedStore.read_only(path)
        size, answers = len(opened), ready(opened)
    except StoreError as error:
        return Finding("fault", subject, str(error), "run `stratagem build`")
    if not answers:
        text = f"revision {revision} has {size} triples and no claim with a quote"
        return Finding("fault", subject, text, "look at the seeds and run `stratagem build`")
    return Finding("ok", subject, f"revision {revision} with {size} triples")


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "missing"
