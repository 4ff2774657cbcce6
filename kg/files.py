"""Files that are written whole or not at all, so that an interruption leaves the old ones."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from kg.errors import StoreError, StoreFullError

Content = bytes | Callable[[BinaryIO], object]
"""What a file gets: bytes, or a function that writes them to it, opened for reading and writing."""

_NEW: Final = ".new-"


def replace(file: Path, content: Content, mode: int | None = None) -> None:
    """Puts `content` into a file in one step, making its folder; StoreError when the disk does not let us.

    `mode` are its permissions, where they must not be those of any new file.
    """
    with staged({file: content}, mode):
        pass


@contextmanager
def staged(files: Mapping[Path, Content], mode: int | None = None) -> Iterator[None]:
    """Writes files beside those that they replace, and puts them in place when the block has ended.

    When the block fails, or a file cannot be written, the old ones stand. What a killed process left beside
    them, the next one overwrites. StoreError when the disk does not let us or another process writes one.
    """
    with ExitStack() as stack:
        for file, content in files.items():
            stack.enter_context(_beside(file, content, mode))
        yield
        for file in files:
            with _disk_errors(file):
                _new(file).replace(file)
        for folder in {file.parent for file in files}:
            with _disk_errors(folder):
                sync(folder)


def disk_error(what: str, error: OSError) -> StoreError:
    """What to raise for an error of the disk: StoreFullError when there is no space on it."""
    detail = f"{what}: {error.strerror or error}"
    full = error.errno in {errno.ENOSPC, errno.EDQUOT} or "No space left" in str(error)
    return StoreFullError(detail) if full else StoreError(detail)


def sync(path: Path) -> None:
    """Returns when a file or a folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _new(file: Path) -> Path:
    return file.with_name(f"{_NEW}{file.name}")


@contextmanager
def _beside(file: Path, content: Content, mode: int | None) -> Iterator[None]:
    """The new file, locked as long as it stands there, on disk, and removed unless it was put in place."""
    new = _new(file)
    with _disk_errors(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(new, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o666 if mode is None else mode)
    try:
        _lock(file, handle)
        try:
            with _disk_errors(file), open(handle, "w+b", closefd=False) as stream:
                if mode is not None:
                    os.fchmod(handle, mode)  # what a killed process left may have another
                stream.truncate()
                if isinstance(content, bytes):
                    stream.write(content)
                else:
                    content(stream)
                stream.flush()
                os.fsync(handle)
            yield
        finally:
            new.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _lock(file: Path, handle: int) -> None:
    """Takes the lock of a new file; StoreError when another process has it or has just put it in place."""
    busy = StoreError(f"another process writes {file}; wait until it ends")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise busy from None
    if not _new(file).exists() or os.fstat(handle).st_ino != _new(file).stat().st_ino:
        raise busy


@contextmanager
def _disk_errors(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise disk_error(f"{file} cannot be written", error) from error
