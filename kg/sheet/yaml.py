"""A strict YAML loader: plain data in which every scalar is the string that was written, and where each field
stands.

YAML guesses: `no` becomes false, `1:30` ninety, and a few anchors a billion nodes. Here nothing is guessed
and nothing expands: anchors, aliases, tags, merge keys, several documents, duplicate keys, tabs and empty
values are refused. Data is built from the parser's events, so a hostile file is refused at the first node
over a limit.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from kg.errors import SheetProblem
from kg.sheet.files import control_name, decode, read_bytes
from kg.sheet.problems import Document, Path_, Problems, shorten

MAX_DEPTH: Final = 12
MAX_NODES: Final = 1_000_000
_NULLS: Final = frozenset({"~", "null", "Null", "NULL"})


class _RefusedError(Exception):
    """Ends the reading of one file; never leaves this module."""

    def __init__(self, line: int, message: str, remedy: str) -> None:
        self.line, self.message, self.remedy = line, message, remedy
        super().__init__(message)


def read_yaml(file: Path, root: Path, problems: Problems) -> Document | None:
    """The data of a YAML file below the folder `root`, or None when problems were noted that end the reading.

    Duplicate keys and empty values are noted, all of them; the first value stands, so that reading goes on.
    """
    data = read_bytes(file, root, problems)
    text = None if data is None else decode(data, file, problems)
    return None if text is None else parse_yaml(text, file, problems)


def parse_yaml(text: str, file: Path, problems: Problems) -> Document | None:
    """As `read_yaml`, for a text that was read already; `file` is named in the problems."""
    tab = text.find("\t")
    try:
        if tab >= 0:
            column = tab - (text.rfind("\n", 0, tab) + 1) + 1
            raise _RefusedError(text.count("\n", 0, tab) + 1, f"a tab at column {column}", "use spaces")
        builder = _Builder(file, problems)
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except _RefusedError as refusal:
        problems.add(SheetProblem(file, refusal.line, "file", refusal.message, refusal.remedy))
        return None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        what = " ".join(part for part in (error.context, error.problem) if part)
        problems.add(
            SheetProblem(file, line, "file", f"this is not YAML: {shorten(what)}", _yaml_remedy(what))
        )
        return None
    except (YAMLError, ValueError) as error:
        problems.add(SheetProblem(file, 1, "file", f"this is not YAML: {shorten(str(error))}", ""))
        return None
    if not builder.places:
        problems.add(
            SheetProblem(file, 1, "file", "the file is empty", "write its entries or remove the folder")
        )
        return None
    return Document(file, builder.root, builder.places)


def _yaml_remedy(what: str) -> str:
    """What usually mends an error of the parser."""
    if "mapping values are not allowed" in what:
        return "put words that hold a colon between quotation marks"
    if "could not find expected ':'" in what or "expected <block end>" in what:
        return "mend the indentation, or put words that hold quotation marks between single quotation marks"
    return "mend the line, or put the words between quotation marks"


class _Builder:
    """Builds data from events: a stack of open collections, each with its path and, in a mapping, its open
    key."""

    def __init__(self, file: Path, problems: Problems) -> None:
        self.file, self.problems = file, problems
        self.root: Any = None
        self.places: dict[Path_, tuple[int, int]] = {}
        self._open: list[tuple[Any, Path_]] = []
        self._key: list[str | None] = []
        self._documents = 0

    def take(self, event: Event) -> None:
        """Takes the next event; _RefusedError when the file uses what is not allowed or is over a limit."""
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _RefusedError(
                    line, "a second document begins here", "keep one document, remove the ---"
                )
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self._open.pop()
            self._key.pop()
        elif isinstance(event, NodeEvent):
            self._refuse_devices(event, line)
            self._node(event, line, column)

    def _refuse_devices(self, event: NodeEvent, line: int) -> None:
        if isinstance(event, AliasEvent):
            raise _RefusedError(line, f"*{event.anchor} is an alias", "write the value out")
        if event.anchor is not None:
            raise _RefusedError(line, f"&{event.anchor} is an anchor", "remove it and write values out")
        if isinstance(event, (ScalarEvent, CollectionStartEvent)) and event.tag not in (None, "None", ""):
            raise _RefusedError(
                line, f"{event.tag} is a tag", "remove it: every value is read as it is written"
            )

    def _node(self, event: NodeEvent, line: int, column: int) -> None:
        if len(self.places) >= MAX_NODES:
            raise _RefusedError(line, f"the file has more than {MAX_NODES} values", "split the sheet")
        if isinstance(event, ScalarEvent):
            if self._is_key():
                self._take_key(event, line, column)
            else:
                self._put(self._scalar(event, line), line, column)
            return
        if self._is_key():
            raise _RefusedError(line, "a key is a list or a mapping", "keys are single words")
        if len(self._open) >= MAX_DEPTH:
            raise _RefusedError(line, f"values are nested more than {MAX_DEPTH} deep", "write the sheet flat")
        value: Any = {} if isinstance(event, MappingStartEvent) else []
        assert isinstance(event, (MappingStartEvent, SequenceStartEvent))
        path = self._put(value, line, column)
        self._open.append((value, path))
        self._key.append(None)

    def _is_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1][0], dict) and self._key[-1] is None

    def _take_key(self, event: ScalarEvent, line: int, column: int) -> None:
        mapping, path = self._open[-1]
        key = str(event.value)
        if key == "<<":
            raise _RefusedError(line, "<< merges another mapping", "write the keys out")
        if key in mapping:
            message, remedy = f"the key “{shorten(key)}” stands here a second time", "keep one of the two"
            self.problems.add(SheetProblem(self.file, line, shorten(key), message, remedy))
        else:
            self.places[(*path, key)] = (line, column)
        self._key[-1] = key

    def _put(self, value: Any, line: int, column: int) -> Path_:
        """Puts a value where it belongs and gives its path."""
        if not self._open:
            self.root = value
            self.places[()] = (line, column)
            return ()
        parent, path = self._open[-1]
        if isinstance(parent, list):
            path = (*path, len(parent))
            self.places[path] = (line, column)
            parent.append(value)
            return path
        key = self._key[-1]
        assert key is not None
        self._key[-1] = None
        parent.setdefault(key, value)
        return (*path, key)

    def _scalar(self, event: ScalarEvent, line: int) -> str:
        """A scalar as it is written, without white space around it."""
        value = str(event.value).strip()
        if event.style in (None, "") and value in _NULLS:
            field = self._key[-1] if self._open and self._key[-1] is not None else "value"
            message = f"“{value}” is no value"
            self.problems.add(SheetProblem(self.file, line, field, message, "write one or remove the key"))
        bad = next((c for c in value if (c < " " and c not in "\n\r") or "\x7f" <= c <= "\x9f"), None)
        if bad is not None:
            raise _RefusedError(line, f"{control_name(bad)} in a value", "remove this character")
        return value
