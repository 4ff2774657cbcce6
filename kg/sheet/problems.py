"""Gathers the problems of seed files, so that all of them are reported at once, each at its file and line."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kg.errors import SheetError, SheetProblem
from kg.model.resolved import Place

Path_ = tuple[str | int, ...]
MOST_PROBLEMS: Final = 1_000
_SEARCH_BUDGET: Final = 20_000_000
_NAME_COST: Final = 100
_SHORT_LIST: Final = 12


@dataclass(slots=True)
class Problems:
    """The problems found so far. `budget` (characters compared) bounds the hunt for near misses in a hostile
    file."""

    found: list[SheetProblem] = field(default_factory=list)
    budget: int = _SEARCH_BUDGET
    omitted: int = 0

    def add(self, problem: SheetProblem) -> None:
        """Takes one more problem; beyond `MOST_PROBLEMS` they are only counted."""
        if len(self.found) < MOST_PROBLEMS:
            self.found.append(problem)
        else:
            self.omitted += 1

    def may_search(self, cost: int) -> bool:
        """Whether another near miss should be looked for, at a cost of so many characters; each call spends
        them."""
        self.budget -= cost
        return self.budget >= 0

    def raise_if_any(self) -> None:
        """SheetError with all problems, by file and line, when there are any."""
        if not self.found:
            return
        ordered = sorted(dict.fromkeys(self.found), key=lambda p: (str(p.file), p.line))
        if self.omitted:
            message = f"{self.omitted} more problems are not shown"
            ordered.append(
                SheetProblem(ordered[-1].file, ordered[-1].line, "file", message, "mend these first")
            )
        raise SheetError(ordered)


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file as plain data, with the line and column (from 1) of each of its fields."""

    file: Path
    data: Any
    places: Mapping[Path_, tuple[int, int]]

    def line(self, path: Path_) -> int:
        """The line of a field, or of the nearest field around it that the file has."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))[0]

    def name(self, path: Path_) -> str:
        """A field as a person would call it: `claims[fronts-counted].asserts[1].value`, counted from 1."""
        name, data = "", self.data
        for step in path:
            data = _child(data, step)
            if isinstance(step, str):
                name += f".{step}" if name else step
            else:
                name += f"[{_handle(data) or step + 1}]"
        return name or "file"


def _child(data: Any, step: str | int) -> Any:
    """What stands under one key or index, or None."""
    if isinstance(data, dict):
        return data.get(step)
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return None


def _handle(data: Any) -> str | None:
    """The key or id by which an entry of a list is known."""
    if not isinstance(data, dict):
        return None
    handle = data.get("key") or data.get("id")
    return handle if isinstance(handle, str) and len(handle) <= 80 else None


@dataclass(frozen=True, slots=True)
class Reporter:
    """Reports problems of one field of one document; `at` moves to a field inside it."""

    problems: Problems
    document: Document
    path: Path_ = ()

    def at(self, *steps: str | int) -> Reporter:
        """A reporter for a field inside this one."""
        return Reporter(self.problems, self.document, (*self.path, *steps))

    @property
    def line(self) -> int:
        """The line of this field."""
        return self.document.line(self.path)

    @property
    def place(self) -> Place:
        """File and line of this field."""
        return Place(self.document.file, self.line)

    def report(self, message: str, remedy: str = "") -> None:
        """Notes a problem of this field."""
        name = self.document.name(self.path)
        self.problems.add(SheetProblem(self.document.file, self.line, name, message, remedy))

    def unknown(self, what: str, value: str, known: Collection[str]) -> None:
        """Notes a name that nothing bears, with the nearest names that there are."""
        cost = _NAME_COST * (100 + len(known))
        hint = nearest(value, known) if self.problems.may_search(cost) else ()
        if hint:
            remedy = f"the nearest {'is' if len(hint) == 1 else 'are'} {', '.join(hint)}"
        elif 0 < len(known) <= _SHORT_LIST:
            remedy = f"it must be one of {', '.join(known)}"
        else:
            remedy = "no known name is like it"
        self.report(f"“{shorten(value)}” is no known {what}", remedy)


def nearest(value: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The known names that look most like `value`, best first, letter case aside."""
    by_folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(value.casefold()[:200], by_folded, n=most, cutoff=0.6)
    return tuple(by_folded[name] for name in close)


def shorten(words: str, longest: int = 120) -> str:
    """Words fit for a message: on one line, cut in the middle when long."""
    flat = " ".join(words.split())
    if len(flat) <= longest:
        return flat
    half = longest // 2
    return f"{flat[:half]} … {flat[-half:]}"
