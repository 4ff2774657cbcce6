"""How much of a query text the engine has to plan at once: its bounds, and the patterns that are joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kg.errors import QueryRefusedError
from kg.store.syntax import lexer
from kg.store.syntax.lexer import Token


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a query text.

    Attributes:
        size: bytes in UTF-8.
        depth: brackets of all kinds open at once.
        patterns: patterns that are joined with each other: triples, path steps, items of collections, groups;
            the branches of a UNION count as the longest of them.
        operators: operators in expressions and paths.
        tokens: tokens in all, those in blocks of VALUES left out.
        graphs: graphs that a dataset names.
    """

    size: int = 64 * 1024
    depth: int = 64
    patterns: int = 100
    operators: int = 1000
    tokens: int = 8000
    graphs: int = 50


_TERMS: Final = frozenset({"iri", "string", "var", "bnode", "pname", "number"})
_STATEMENT_BRACKETS: Final = frozenset({"<<", "<<(", "{|"})


def hold(what: str, limit: int, measured: int) -> None:
    """QueryRefusedError, with both values, for a text over a limit."""
    if measured > limit:
        raise QueryRefusedError(f"the query has {measured} {what}; {limit} are allowed", limit, measured)


class Joins:
    """Counts the patterns that the engine joins: a group's own, and those of the groups in it.

    Branches of a UNION are planned each for itself, so only the longest of them counts.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._brackets: list[str] = []
        # Of each open group: its patterns so far, those of the last group in it, whether it follows a UNION.
        self._groups: list[tuple[int, int, bool]] = [(0, 0, False)]

    @property
    def depth(self) -> int:
        """How many brackets are open."""
        return len(self._brackets)

    @property
    def bracket(self) -> str:
        """The innermost open bracket."""
        return self._brackets[-1] if self._brackets else ""

    def take(self, token: Token, previous: Token) -> None:
        """Counts one token; QueryRefusedError when the limit is passed."""
        text, inside = token.text, self.bracket
        if token.kind != "op":
            in_collection = inside == "(" and not token.in_values and token.kind in _TERMS
            if in_collection and (previous.kind in {"iri", "pname"} or _ends_item(previous)):
                self._add(2)
        elif text in lexer.OPENING:
            self._open(token, previous)
        elif text in lexer.CLOSING:
            self._brackets.pop()
            if text == "}":
                self._close()
        elif text in {"/", "^"} or (text in {".", ";", ","} and inside != "("):
            self._add(1)

    def _open(self, token: Token, previous: Token) -> None:
        if token.text == "{":
            self._groups.append((0, 0, previous.text.upper() == "UNION"))
        elif token.text in _STATEMENT_BRACKETS:
            self._add(3)
        elif token.text == "[" or (self.bracket == "(" and not token.in_values and _ends_item(previous)):
            self._add(2)
        self._brackets.append(token.text)

    def _close(self) -> None:
        own, last, after_union = self._groups.pop()
        size = own + last + 1
        before, sibling, union = self._groups[-1]
        self._groups[-1] = (
            (before, max(sibling, size), union) if after_union else (before + sibling, size, union)
        )
        self._add(0)

    def _add(self, patterns: int) -> None:
        own, last, union = self._groups[-1]
        self._groups[-1] = (own + patterns, last, union)
        hold("joined patterns", self._limit, own + patterns + last)


def _ends_item(token: Token) -> bool:
    """Whether what follows a token, both in parentheses, is the next item of a collection.

    An IRI may be a function's, with its arguments to follow.
    """
    return token.kind in _TERMS - {"iri", "pname"} or token.text in {")", "]"}
