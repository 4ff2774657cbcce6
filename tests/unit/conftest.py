"""The command line, called in this process."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
import pytest

from kg.cli import main


@dataclass(frozen=True)
class Outcome:
    """Exit code, standard output and standard error of a command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, read as JSON."""
        return orjson.loads(self.out)


Stratagem = Callable[..., Outcome]


@pytest.fixture
def stratagem(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Stratagem:
    """Runs a command; `stdin` are the bytes that it reads. The width of whoever runs the tests is not its."""
    monkeypatch.delenv("COLUMNS", raising=False)

    def run(*words: object, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "argv", ["stratagem", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), printed.out, printed.err)

    return run
