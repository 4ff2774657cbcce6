"""The tokens of a store, in DIR/tokens.json: readable to its owner alone, replaced in one step."""

from __future__ import annotations

import fcntl
import hmac
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from kg import files
from kg.access import token
from kg.access.token import Token
from kg.errors import NotFoundError, StoreError, TokenExistsError

FILE: Final = "tokens.json"
MODE: Final = 0o600
_LIST: Final = TypeAdapter(list[Token])

_Stamp = tuple[int, int, int]


class Tokens:
    """The tokens in the directory of a store.

    A change by another process is seen at the next call: the file is read again whenever it is another one.
    Each call may raise StoreError when the file is there and cannot be read: then nobody is let in.
    """

    def __init__(self, directory: Path) -> None:
        self.file = directory / FILE
        self._stamp: _Stamp | None = None
        self._known: tuple[Token, ...] = ()

    def listed(self) -> tuple[Token, ...]:
        """All tokens, in the order in which they were made."""
        stamp = self._seen()
        if stamp != self._stamp:
            self._known = () if stamp is None else self._read()
            self._stamp = stamp
        return self._known

    def find(self, text: str) -> Token | None:
        """The token of this text, or None. It takes as long for a text that is nearly right."""
        given, found = token.digest(text), None
        for known in self.listed():
            if hmac.compare_digest(known.digest, given):
                found = known
        return found

    def make(self, name: str, scope: str) -> str:
        """Adds a token and returns its text, which cannot be had again.

        BadParameterError for a name or scope of another form, TokenExistsError for a name that is taken.
        """
        made, text = token.make(name, scope)
        with self._changing():
            known = self.listed()
            if any(other.name == name for other in known):
                raise TokenExistsError(name)
            self._write([*known, made])
        return text

    def revoke(self, name: str) -> None:
        """Removes a token for good; NotFoundError when there is none of this name."""
        with self._changing():
            known = self.listed()
            if all(other.name != name for other in known):
                raise NotFoundError("token", name, [other.name for other in known][:5])
            self._write(other for other in known if other.name != name)

    def _seen(self) -> _Stamp | None:
        """What tells one file from the next; None where there is none."""
        try:
            found = self.file.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"{self.file} cannot be read: {error.strerror}") from error
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _read(self) -> tuple[Token, ...]:
        try:
            return tuple(_LIST.validate_json(self.file.read_bytes()))
        except OSError as error:
            raise StoreError(f"{self.file} cannot be read: {error.strerror}") from error
        except ValidationError as error:
            raise StoreError(
                f"{self.file} is damaged; remove it and make the tokens again by `stratagem token make`"
            ) from error

    def _write(self, tokens: Iterable[Token]) -> None:
        content = TypeAdapter(list[dict[str, str]]).dump_json([asdict(t) for t in tokens], indent=1)
        files.replace(self.file, content + b"\n", MODE)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Waits until no other process changes the tokens; a change reads, then writes."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.file.with_suffix(".lock"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, MODE)
        except OSError as error:
            raise StoreError(f"{self.file} cannot be written: {error.strerror}") from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)
