"""A question is a file: no string of the library or of the interface holds SPARQL."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

import pytest

from tests.repo.checkout import modules, name

# Capital letters where prose could say the same, such as "select (or ask)". INSERT DATA is left alone: it
# carries data to an engine and asks nothing.
SPARQL: Final = re.compile(
    r"\b(?:SELECT|CONSTRUCT|DESCRIBE)\s+(?:DISTINCT\s+|REDUCED\s+)?[*(<?$]"
    r"|(?i:\bSELECT\s[^.{}]*\{)"
    r"|(?i:\b(?:CONSTRUCT|ASK|WHERE|DELETE|INSERT)\s*\{)"
    r"|(?i:\bPREFIX\s+[\w-]*:\s*<)"
)


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of every string; the parts of an f-string and strings joined by + are put together.

    A string that stands as a statement, such as a docstring, is documentation and may show an example.
    """
    documentation = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp) and node not in documentation:
            yield node.lineno, _text(node)


def _text(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=str() as value):
            return value
        case ast.Constant(value=bytes() as value):
            return value.decode("utf-8", "replace")
        case ast.JoinedStr(values=values):
            return "".join(_text(value) for value in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _text(left) + _text(right)
        case _:
            return "<…>"


def found_in(source: str, origin: str = "source") -> list[int]:
    """The lines of the strings in which SPARQL is found."""
    return sorted({line for line, text in texts(ast.parse(source, origin)) if SPARQL.search(text)})


def test_no_module_holds_sparql() -> None:
    found = [
        f"{name(path)}:{line}: SPARQL in a string; make it a .rq file"
        for path in modules("kg", "api")
        for line in found_in(path.read_text(encoding="utf-8"), name(path))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "source",
    [
        'query = "SELECT ?s WHERE { ?s ?p ?o }"',
        'query = "select distinct ?s { ?s ?p ?o }"',
        'query = f"ASK {{ <{iri}> ?p ?o }}"',
        'query = "CONSTRUCT " + pattern + " WHERE " + "{ ?s ?p ?o }"',
        'query = b"DESCRIBE <x>"',
        'query = f"""PREFIX sg: <{sg}>"""',
        'update = "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"',
    ],
)
def test_sparql_is_found(source: str) -> None:
    assert found_in(source) == [1]


@pytest.mark.parametrize(
    "source",
    [
        'kinds = ("SELECT", "ASK")',
        'text = "Select a company (or ask us)"',
        'where = f"{x}: where {y} stands"',
        'def ask():\n    """Example: stratagem query \'SELECT * { ?s ?p ?o }\'"""',
    ],
)
def test_other_text_is_left_alone(source: str) -> None:
    assert found_in(source) == []
