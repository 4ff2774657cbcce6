"""What a query text must be before the engine sees it: read-only, local, and within bounds.

The engine (pyoxigraph 0.5.13) has no limit of its own. Measured, with a stack of 8 MB: it crashes at 1,000
nested calls or EXISTS, 2,000 sub-selects, 4,000 groups or MINUS; it plans 50 joined patterns in 0.03 s, 100
in 0.7 s, 200 in over 8 s. A text within these bounds is planned in about a second at most; how long it then
runs is for the deadline of `kg.store.workers`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kg.errors import QueryRefusedError
from kg.store import engine, lexer, terms
from kg.store.lexer import Token


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


@dataclass(frozen=True, slots=True)
class Checked:
    """A query text that may be run: `text` with its codepoint escapes decoded, its form
    (SELECT, ASK, CONSTRUCT or DESCRIBE), and whether it names its graphs by FROM."""

    text: str
    form: str
    names_graphs: bool

    @property
    def media_types(self) -> tuple[str, ...]:
        """The media types that its result can be written as, the preferred one first."""
        return tuple(engine.TABLES if self.form in {"SELECT", "ASK"} else engine.GRAPHS)


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query reads, by their IRIs: its default graph is the union of `default`, and GRAPH
    sees those of `named`. They stand in the place of FROM and FROM NAMED; one that is not there is empty."""

    default: tuple[str, ...]
    named: tuple[str, ...]


DEFAULT_LIMITS: Final = Limits()
_UPDATES: Final = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
)
_OPERATORS: Final = frozenset(
    {"||", "&&", "!", "+", "-", "*", "/", "|", "^", "=", "!=", "<", ">", "<=", ">="}
)
_TERMS: Final = frozenset({"iri", "string", "var", "bnode", "pname", "number"})
_STATEMENT_BRACKETS: Final = frozenset({"<<", "<<(", "{|"})


def check(text: str, limits: Limits = DEFAULT_LIMITS) -> Checked:
    """Checks a query text; nothing of it is run.

    QueryRefusedError, with limit and measured value, for a text over a limit, for SERVICE in any spelling,
    and for an update; QueryError for what is no SPARQL at all. The engine may still refuse what passes.
    """
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise QueryRefusedError(f"the query text is not Unicode at character {error.start + 1}") from error
    _hold("bytes", limits.size, size)
    text = lexer.decode(text)
    outline = lexer.outline(text)
    form = outline.form
    if form.upper() in _UPDATES:
        raise QueryRefusedError(f"{form.upper()} is an update: this service only reads")
    if form not in lexer.FORMS:
        raise QueryRefusedError(f"a query is a SELECT, ASK, CONSTRUCT or DESCRIBE, not “{form[:40]}”")
    _measure(lexer.tokens(text), limits)
    return Checked(text, form, outline.names_graphs)


def check_dataset(default: Iterable[str], named: Iterable[str], limits: Limits = DEFAULT_LIMITS) -> Dataset:
    """The dataset of these graphs, each once: the engine counts a graph that is named twice double.

    QueryRefusedError for too many, RdfSyntaxError for a name that is no absolute IRI.
    """
    made = Dataset(tuple(dict.fromkeys(default)), tuple(dict.fromkeys(named)))
    names = (*made.default, *made.named)
    _hold("graphs", limits.graphs, len(names))
    for name in names:
        terms.engine_name(name)
    return made


def _hold(what: str, limit: int, measured: int) -> None:
    if measured > limit:
        raise QueryRefusedError(f"the query has {measured} {what}; {limit} are allowed", limit, measured)


def _measure(stream: Iterable[Token], limits: Limits) -> None:
    total = operators = 0
    joins = _Joins(limits.patterns)
    previous = Token("op", "", False)
    for token in stream:
        if token.kind == "iri" and joins.bracket == "(":
            # Where an expression stands, this may be a comparison whose right side runs on to a “>”.
            operators += sum(token.text.count(operator) for operator in "+-*/!&")
        if token.kind == "op" and token.text in _OPERATORS:
            operators += 1
            _hold("operators", limits.operators, operators)
        total += not token.in_values
        _hold("tokens", limits.tokens, total)
        _refuse_service(token, previous)
        joins.take(token, previous)
        _hold("nested brackets", limits.depth, joins.depth)
        previous = token
    _hold("operators", limits.operators, operators)


def _refuse_service(token: Token, previous: Token) -> None:
    """Refuses SERVICE as a word, and glued to what stands before or after it, as the engine reads it too.

    A prefix of that name is fine (`service:x`), but not before a group, where it can only be the keyword.
    """
    if token.kind == "word" and "SERVICE" in token.text.upper():
        raise QueryRefusedError("SERVICE is not allowed: a query reads this store only")
    prefix = previous.text.partition(":")[0].upper() if previous.kind == "pname" else ""
    if token.text == "{" and "SERVICE" in prefix:
        raise QueryRefusedError(
            f"“{previous.text[:40]}” before a group is read as SERVICE, which is not allowed"
        )


class _Joins:
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
        return len(self._brackets)

    @property
    def bracket(self) -> str:
        """The innermost open bracket."""
        return self._brackets[-1] if self._brackets else ""

    def take(self, token: Token, previous: Token) -> None:
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
        _hold("joined patterns", self._limit, own + patterns + last)


def _ends_item(token: Token) -> bool:
    """Whether what follows a token, both in parentheses, is the next item of a collection.

    An IRI may be a function's, with its arguments to follow.
    """
    return token.kind in _TERMS - {"iri", "pname"} or token.text in {")", "]"}
