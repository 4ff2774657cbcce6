"""The commands in the documentation exist, and those marked `<!-- tested -->` print what stands below them.

In a tested block, which is of the kind `console`, a line `$ command` is followed by a part of its output, in
which `…` stands for anything. The blocks of one document are run in order, in one empty folder.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from dev.commands import COMMANDS, _files_of, groups
from tests.repo.checkout import ROOT, files, name

pytestmark = pytest.mark.usefixtures("uncounted")

BLOCK: Final = re.compile(r"^(<!-- tested -->\n+)?```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SHELL: Final = ("sh", "bash", "console")
RUN: Final = "./run"
STRATAGEM: Final = ("stratagem", ".venv/bin/stratagem")
START: Final = [sys.executable, "-c", "import sys; from kg.cli import main; sys.exit(main())"]
ENDS: Final = frozenset({"|", "||", "&", "&&", ";", ">", ">>", "2>"})


@dataclass(frozen=True)
class Command:
    """A command of ours in a document, with the output that the document shows for it."""

    document: str
    words: tuple[str, ...]
    shown: str
    tested: bool


def documents() -> list[Path]:
    """README, CONTRIBUTING and what stands in docs/."""
    return [path for path in files(".md") if path.parent == ROOT or name(path).startswith("docs/")]


def commands_in(document: str, text: str) -> Iterator[Command]:
    """Our commands in the shell blocks of a document."""
    for mark, kind, body in BLOCK.findall(text):
        if kind == "console":
            parts = re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]
        else:
            parts = body.splitlines() if kind in SHELL else []
        for part in parts:
            line, _, shown = part.partition("\n")
            words = [*shlex.split(line, comments=True)]
            end = next((place for place, word in enumerate(words) if word in ENDS), len(words))
            if words and words[0] in (RUN, *STRATAGEM):
                yield Command(document, tuple(words[:end]), shown.strip(), bool(mark))
            else:
                assert not mark, f"{document}: {line!r} cannot be tested; only ./run and stratagem can"


ALL: Final = [c for path in documents() for c in commands_in(name(path), path.read_text(encoding="utf-8"))]
TESTED: Final = sorted({command.document for command in ALL if command.tested})


def start(command: Command, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs a command in a folder; `stratagem` is the one of the Python that runs the tests."""
    program = [str(ROOT / "run")] if command.words[0] == RUN else START
    return subprocess.run(
        [*program, *command.words[1:]],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def matches(shown: str, output: str) -> bool:
    """Whether the output has the part that is shown, with anything in the place of `…`."""
    lines = "\n".join(line.rstrip() for line in output.splitlines())
    return bool(re.search(".*?".join(map(re.escape, shown.split("…"))), lines, re.DOTALL))


def test_the_documents_have_commands_of_both_kinds() -> None:
    assert {command.words[0] == RUN for command in ALL} == {True, False}
    assert TESTED


def test_each_command_of_run_exists() -> None:
    used = {
        command.words[1]: command.document for command in ALL if command.words[0] == RUN and command.words[1:]
    }
    assert not {word: document for word, document in used.items() if word not in COMMANDS}


@pytest.mark.parametrize("word", sorted({c.words[1] for c in ALL if c.words[0] in STRATAGEM and c.words[1:]}))
def test_each_command_of_stratagem_exists(word: str, tmp_path: Path) -> None:
    result = start(Command("", ("stratagem", word, "--help"), "", False), tmp_path)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("document", TESTED)
def test_a_document_shows_what_its_commands_print(document: str, tmp_path: Path) -> None:
    for command in ALL:
        if command.document == document and command.tested:
            result = start(command, tmp_path)
            assert result.returncode == 0, f"{' '.join(command.words)}: {result.stderr}"
            assert matches(command.shown, result.stdout), f"{' '.join(command.words)}:\n{result.stdout}"


def test_every_command_of_run_is_in_its_help() -> None:
    shown = start(Command("", (RUN,), "", False), ROOT)
    assert shown.returncode == 0
    assert set(re.findall(r"^  ./run (\w+)", shown.stdout, re.MULTILINE)) == set(COMMANDS)


def test_commands_are_read_from_blocks() -> None:
    tested = "<!-- tested -->\n```console\n$ ./run groups\na: …\n$ stratagem ask x | head\nrow\n```\n"
    text = f"{tested}\n```sh\n./run demo # up\nls\n```\n"
    assert [(c.words, c.shown, c.tested) for c in commands_in("x.md", text)] == [
        (("./run", "groups"), "a: …", True),
        (("stratagem", "ask", "x"), "row", True),
        (("./run", "demo"), "", False),
    ]


@pytest.mark.parametrize(
    ("shown", "same"), [("a … c\nd", True), ("b", True), ("a … x", False), ("c d", False)]
)
def test_an_ellipsis_stands_for_anything(shown: str, same: bool) -> None:
    assert matches(shown, "first\na b c  \nd\n") is same


def test_each_group_has_files_of_its_own() -> None:
    assert not [name for name in groups() if not _files_of(["-m", name])]


@pytest.mark.parametrize("arguments", [["-m", "w3c or nginx"], ["-m", "w3c", "-x"], ["tests/unit"], []])
def test_what_is_no_group_alone_looks_at_all_files(arguments: list[str]) -> None:
    assert _files_of(arguments) == []
