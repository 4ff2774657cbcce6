"""Backups of a graph in use, also while it is served: a folder or a tar file, with a digest of each part.

    backup.json       what it is a backup of, and the SHA-256 of each file
    report.json       the report of the build
    store/<file>      the store as it was at one revision

Tokens are not in it: they are secrets, and a restored store needs its own.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import shutil
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from pydantic import TypeAdapter, ValidationError

from kg import files
from kg.errors import StoreError, StoreLockedError
from kg.store.disk.generations import Generation, Generations
from kg.store.disk.live import LiveStore
from kg.store.disk.snapshots import Snapshot, Snapshots, open_snapshot

MANIFEST: Final = "backup.json"
_REPORT: Final = "report.json"
_STORE: Final = "store"
_FORMAT: Final = 1
_NAME: Final = re.compile(rf"{_REPORT}|{_STORE}/[A-Za-z0-9_-][A-Za-z0-9._-]{{0,99}}")
_TAR: Final = (".tar", ".tar.gz", ".tgz")
_UNREADABLE: Final = (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile)
_CHUNK: Final = 1024 * 1024
_NOT_KEPT: Final = frozenset({"LOCK", "LOG"})
"""Files of the engine that say nothing of the content."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: the revision of the graph and of its build, and the SHA-256 of each file."""

    revision: str
    build: str
    sha256: dict[str, str]
    format: int = _FORMAT


def backup(directory: Path, target: Path) -> Backup:
    """Writes a backup of the graph in use: a tar file where `target` is named so, else a new folder.

    While another process takes changes it is of the last snapshot of that, a second or two old. StoreError
    when nothing was built, when there is such a folder, or when the disk fails; nothing is left then.
    """
    with _newest(directory) as (generation, snapshot):
        parts = {f"{_STORE}/{path.name}": path for path in sorted(snapshot.path.iterdir()) if _is_kept(path)}
        if generation.report.is_file():
            parts[_REPORT] = generation.report
        digests = {name: _digest(path) for name, path in sorted(parts.items())}
        made = Backup(snapshot.revision, generation.revision, digests)
        manifest = TypeAdapter(Backup).dump_json(made, indent=2)
        if target.name.endswith(_TAR):
            files.replace(target, lambda stream: _pack(stream, target.name, manifest, parts))
        else:
            _copy(target, manifest, parts)
    return made


def restore(source: Path, directory: Path) -> Backup:
    """Makes the store of a directory, in which nothing was built yet, from a backup.

    StoreError when there is a graph already, when the backup is not whole, or when the disk fails.
    """
    generations = Generations(directory)
    if generations.current() is not None:
        raise StoreError(f"{directory} holds a graph already; name another directory, or move that one away")
    unfinished = directory / ".new-restored"
    with generations.locked():
        try:
            shutil.rmtree(unfinished, ignore_errors=True)
            (unfinished / _STORE).mkdir(parents=True)
            found = _unpack(source, unfinished)
            report = unfinished / _REPORT
            content = report.read_bytes() if report.is_file() else b"{}"
            generations.adopt(found.build, unfinished / _STORE, content)
        except OSError as error:
            raise files.disk_error(f"{directory} cannot be written", error) from error
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return found


def _unpack(source: Path, folder: Path) -> Backup:
    """Writes the files of a backup into a folder; StoreError when one of them is not as it was written."""
    found, written = None, {}
    try:
        for name, stream in _parts(source):
            if name == MANIFEST:
                found = _manifest(stream.read(), source)
            elif found is None or name not in found.sha256:
                raise StoreError(f"{source} is no backup: {name} does not belong there")
            else:
                written[name] = _write(stream, folder / name)
    except _UNREADABLE as error:
        raise StoreError(f"the backup {source} cannot be read: {error}") from error
    if found is None:
        raise StoreError(f"{source} is no backup: it has no {MANIFEST}")
    for name, digest in found.sha256.items():
        if written.get(name) != digest:
            raise StoreError(f"the backup {source} is not whole: {name} is not as it was written")
    return found


def _manifest(content: bytes, source: Path) -> Backup:
    try:
        found = TypeAdapter(Backup).validate_json(content)
    except ValidationError as error:
        raise StoreError(f"{source} is no backup: its {MANIFEST} cannot be read") from error
    if found.format != _FORMAT or not all(_NAME.fullmatch(name) for name in found.sha256):
        raise StoreError(f"{source} is no backup that this version of Stratagem can read")
    return found


def _parts(source: Path) -> Iterator[tuple[str, BinaryIO]]:
    """The files of a backup, the manifest first; StoreError when there is none."""
    try:
        if source.is_dir():
            names = [_REPORT, *(f"{_STORE}/{path.name}" for path in sorted((source / _STORE).iterdir()))]
            for name in (MANIFEST, *(name for name in names if (source / name).is_file())):
                with (source / name).open("rb") as stream:
                    yield name, stream
            return
        with tarfile.open(source) as archive:
            for member in archive:
                content = archive.extractfile(member) if member.isreg() else None
                if content is not None:
                    yield member.name, cast(BinaryIO, content)
    except OSError as error:
        raise StoreError(f"the backup {source} cannot be read: {error}") from error


@contextmanager
def _newest(directory: Path) -> Iterator[tuple[Generation, Snapshot]]:
    """The graph in use as of now, or as another process that takes changes copied it last."""
    try:
        with LiveStore(directory) as live:
            yield live.generation, live.snapshot
            return
    except StoreLockedError:
        generation = Generations(directory).current()
    if generation is None:
        raise StoreError(f"{directory} holds no graph; nothing can be backed up")
    newest = Snapshots(directory).newest(generation.revision)
    kept = open_snapshot((newest or generation).path)  # it stays there as long as this is in use
    yield generation, newest or Snapshot(generation.revision, generation.path)
    del kept


def _pack(stream: BinaryIO, name: str, manifest: bytes, parts: Mapping[str, Path]) -> None:
    with tarfile.open(name, "w" if name.endswith(".tar") else "w:gz", fileobj=stream) as archive:
        about = tarfile.TarInfo(MANIFEST)
        about.size = len(manifest)
        archive.addfile(about, io.BytesIO(manifest))
        for part, path in parts.items():
            archive.add(path, part)


def _copy(target: Path, manifest: bytes, parts: Mapping[str, Path]) -> None:
    unfinished = target.with_name(f".new-{target.name}")
    try:
        if target.exists():
            raise StoreError(f"{target} is there already; name another, or remove it")
        shutil.rmtree(unfinished, ignore_errors=True)
        (unfinished / _STORE).mkdir(parents=True)
        for part, path in parts.items():
            shutil.copyfile(path, unfinished / part)
        (unfinished / MANIFEST).write_bytes(manifest)
        for path in (*(unfinished / part for part in parts), unfinished / MANIFEST, unfinished):
            files.sync(path)
        unfinished.rename(target)
    except OSError as error:
        raise files.disk_error(f"{target} cannot be written", error) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _is_kept(path: Path) -> bool:
    return path.is_file() and path.name not in _NOT_KEPT and not path.name.startswith("LOG.old")


def _write(stream: BinaryIO, path: Path) -> str:
    """Copies to a file; gives its SHA-256."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
    files.sync(path)
    return digest.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
