"""Whether a query could see the text of a source in its default graph: told from its tokens alone.

A text graph holds one triple, `<source> sg:text "…"`. A query whose patterns name their properties, and
not that one, answers alike over the union of all graphs and over all but texts; the union is faster.
Whatever is not surely so counts as seeing a text.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from kg.errors import QueryError, QueryRefusedError
from kg.store.syntax import lexer
from kg.store.syntax.lexer import Token

_NAME: Final = "text"
"""The end of the property's IRI; a shorter prefix may hold a part of it, so only ends are compared."""
_TERMS: Final = frozenset({"var", "iri", "pname", "bnode", "string", "number"})
_SUBJECT_AFTER: Final = frozenset({"{", ".", "}"})
_HEADS: Final = frozenset({"SELECT", "GROUP", "ORDER", "HAVING", "VALUES", "DESCRIBE"})
"""Words after which names of variables stand beside each other, until a bracket."""
_END: Final = Token("op", ".", False)


@lru_cache(maxsize=256)
def may_see_text(query: str) -> bool:
    """Whether a query may see a text; True for what has no tokens of SPARQL."""
    try:
        found = list(lexer.tokens(lexer.decode(query)))
    except (QueryError, QueryRefusedError):
        return True
    prefixes = _prefixes(found)
    beside = False
    calls, start = _Calls(), _Start()
    for before, token, after in zip([_END, *found], found, [*found[1:], _END], strict=False):
        word = token.text.upper()
        called, fixed = calls.take(before, token), start.take(before, token)
        if token.kind == "word" and word in _HEADS:
            beside = True
        elif token.kind == "op" and token.text in {"{", "}"}:
            beside = False
        if token.in_values:
            continue
        if (
            word.startswith("DESCRIBE")
            or _names_text(token, prefixes)
            or (_walks(before, token, after) and not fixed)
        ):
            return True
        if (
            token.kind == "var"
            and not beside
            and not called
            and before.text not in _SUBJECT_AFTER
            and _begins_term(after)
        ):
            return True
    return False


class _Start:
    """Follows whether a path starts at what a block of VALUES right before it, in its group, names by IRI."""

    def __init__(self) -> None:
        self._named: set[str] = set()
        self._header: list[str] = []
        self._strings = self._fixed = False

    def take(self, before: Token, token: Token) -> bool:
        """Whether the token belongs to a triple of such a subject."""
        if token.kind == "word" and token.text.upper() == "VALUES":
            self._header, self._strings, self._fixed = [], False, False
        elif token.in_values:
            self._strings |= token.kind in {"string", "number", "word"}
        elif token.kind == "op" and token.text == "}" and before.in_values:
            self._named |= set() if self._strings else set(self._header)
        elif token.kind == "op" and token.text in {"{", "}"}:
            self._named, self._fixed = set(), False
        elif token.kind == "var" and before.text.upper() == "VALUES":
            self._header = [token.text]
        elif token.kind == "var" and before.text in _SUBJECT_AFTER:
            self._fixed = token.text in self._named
        return self._fixed and token.text in {"?", "*"}


class _Calls:
    """Follows brackets: behind those of FILTER, BIND and functions stands the subject of the next pattern."""

    def __init__(self) -> None:
        self._open: list[bool] = []
        self._closed = False

    def take(self, before: Token, token: Token) -> bool:
        """Whether the token stands right behind the brackets of a call."""
        behind = self._closed
        self._closed = False
        if token.kind == "op" and token.text == "(":
            self._open.append(before.kind in {"word", "pname", "iri"})
        elif token.kind == "op" and token.text == ")" and self._open:
            self._closed = self._open.pop()
        return behind


def _prefixes(found: list[Token]) -> set[str]:
    """The IRIs of all prefixes; the empty one for names of a prefix that is not declared."""
    return {token.text[1:-1] for token in found if token.kind == "iri"}


def _names_text(token: Token, prefixes: set[str]) -> bool:
    if token.kind == "iri":
        return token.text.endswith(f"{_NAME}>")
    if token.kind == "pname":
        local = token.text.partition(":")[2].replace("\\", "")
        return local.endswith(_NAME) or any(f"{iri}{local}".endswith(f"#{_NAME}") for iri in prefixes)
    return False


def _walks(before: Token, token: Token, after: Token) -> bool:
    """Whether a path negates properties, or may have no step and no fixed end: then it meets every node."""
    if token.kind != "op":
        return False
    if token.text == "!":
        return after.kind in {"iri", "pname"} or after.text in {"a", "^", "("}
    if token.text == "?" or token.text.startswith(("<<", "{|")):
        return True
    steps = before.kind in {"iri", "pname"} or before.text in {"a", ")"}
    return token.text == "*" and steps and after.kind not in {"iri", "pname"}


def _begins_term(token: Token) -> bool:
    begins = token.kind in _TERMS or token.text in {"[", "(", "<<", "<<("}
    return begins or token.text.lower() in {"true", "false"}
