"""Modules and functions stay short enough to read; the longer ones are named here, each with its reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

import pytest

from tests.repo.checkout import modules, name

PACKAGES: Final = ("kg", "api", "dev")
MODULE_LINES: Final = 250
FUNCTION_LINES: Final = 40

LONG_MODULES: Final[dict[str, str]] = {
    "kg/errors.py": "the one tree of errors: a reader sees all of it at once",
}
"""Path of a module and why it is one thing."""

LONG_FUNCTIONS: Final[dict[str, str]] = {}
"""`path:name` of a function and why it is one thing."""


def functions(source: str, origin: str = "source") -> Iterator[tuple[str, int]]:
    """Name and number of lines of each function, from `def` to its last line."""
    for node in ast.walk(ast.parse(source, origin)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_modules_are_short() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules(*PACKAGES)}
    long = {path: lines for path, lines in lengths.items() if lines > MODULE_LINES}
    assert sorted(long) == sorted(LONG_MODULES), long


def test_functions_are_short() -> None:
    long = {
        f"{name(path)}:{function}": lines
        for path in modules(*PACKAGES)
        for function, lines in functions(path.read_text(encoding="utf-8"), name(path))
        if lines > FUNCTION_LINES
    }
    assert sorted(long) == sorted(LONG_FUNCTIONS), long


@pytest.mark.parametrize("reasons", [LONG_MODULES, LONG_FUNCTIONS])
def test_each_exception_has_a_reason(reasons: dict[str, str]) -> None:
    assert all(reason.strip() for reason in reasons.values())


def test_length_of_a_function_counts_all_of_it() -> None:
    source = 'class A:\n    async def b(self):\n        """Two\n        lines."""\n        return 1\n'
    assert list(functions(source)) == [("b", 4)]
