"""The lock of a store's directory: one process at a time builds into it, or serves it for writing."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from kg.errors import StoreLockedError

FILE: Final = "lock"


class DirectoryLock:
    """DIR/lock, held by the kernel for this process: it is given back however the process ends."""

    def __init__(self, directory: Path) -> None:
        """The lock of a directory; it is not taken yet."""
        self._file = directory / FILE
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds it."""
        return self._handle is not None

    def take(self) -> None:
        """Takes it at once, making the file; StoreLockedError, with the remedy, when another process has it.

        OSError when the directory cannot be written.
        """
        if self._handle is not None:
            return
        handle = os.open(self._file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise StoreLockedError(self._file.parent) from None
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle

    def release(self) -> None:
        """Gives it back; nothing when it is not held."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
