"""What the text of a query or update must be before the engine sees it: local, within bounds, and a query
read-only. It is the one gate for such texts.

The engine (pyoxigraph 0.5.13) has no limit of its own. Measured, with a stack of 8 MB: it crashes at 1,000
nested calls or EXISTS, 2,000 sub-selects, 4,000 groups or MINUS; it plans 50 joined patterns in 0.03 s, 100
in 0.7 s, 200 in over 8 s. A text within these bounds is planned in about a second at most; how long it then
runs is for the deadline of `kg.store.pool.workers`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Final

from kg.errors import QueryRefusedError
from kg.store import engine, terms
from kg.store.syntax import lexer, operations, prologue
from kg.store.syntax.joins import Joins, Limits, hold
from kg.store.syntax.lexer import Token
from kg.store.syntax.operations import Operation

KEPT: Final = 128
"""Texts that were let through and are known again; one has 64 KiB at most."""


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


@dataclass(frozen=True, slots=True)
class CheckedUpdate:
    """An update text that may be run: `text` with its codepoint escapes decoded and its dataset as USING, and
    what it does."""

    text: str
    operations: tuple[Operation, ...]
    dataset: Dataset | None = None

    def graphs(self) -> tuple[str, ...]:
        """The IRIs of all graphs that it names, each once.

        QueryRefusedError where a graph stands there in another way than by its IRI; RdfSyntaxError for a name
        that is no absolute IRI.
        """
        read = (*self.dataset.default, *self.dataset.named) if self.dataset else ()
        found = dict.fromkeys((*read, *(name for each in self.operations for name in each.graphs())))
        for name in found:
            terms.engine_name(name)
        return tuple(found)


DEFAULT_LIMITS: Final = Limits()
UPDATE_LIMITS: Final = Limits(size=256 * 1024)
"""Bounds of an update and of each of its patterns. Data is bounded by size and depth alone; what is larger is
for the Graph Store Protocol."""
UPDATE_TOKENS: Final = 50_000
"""Tokens of an update; to read so many takes about 0.3 s."""
_UNBOUNDED: Final = 2**62
_OPERATORS: Final = frozenset(
    {"||", "&&", "!", "+", "-", "*", "/", "|", "^", "=", "!=", "<", ">", "<=", ">="}
)


@lru_cache(maxsize=KEPT)
def check(text: str, limits: Limits = DEFAULT_LIMITS) -> Checked:
    """Checks a query text; nothing of it is run.

    QueryRefusedError, with limit and measured value, for a text over a limit, for SERVICE in any spelling,
    and for an update; QueryError for what is no SPARQL at all. The engine may still refuse what passes.
    A text that was let through is known again: a client mostly asks the same, and 4 kB take 2 ms.
    """
    text = _decoded(text, limits)
    outline = lexer.outline(text)
    form = outline.form
    if form.upper() in operations.WORDS:
        raise QueryRefusedError(f"{form.upper()} is an update: queries go here, updates to /sparql/update")
    if form not in lexer.FORMS:
        raise QueryRefusedError(f"a query is a SELECT, ASK, CONSTRUCT or DESCRIBE, not “{form[:40]}”")
    _measure(lexer.tokens(text), limits)
    return Checked(text, form, outline.names_graphs)


def check_update(text: str, dataset: Dataset | None = None, limits: Limits = UPDATE_LIMITS) -> CheckedUpdate:
    """Checks an update text; nothing of it is run.

    Args:
        text: the text.
        dataset: the graphs that the patterns read, by the protocol (`using-graph-uri`); the text may then
            name none by USING or WITH.
        limits: its bounds.

    What LOAD would fetch cannot be had here. So LOAD is refused and LOAD SILENT does nothing. The errors are
    those of `check`. The engine may still refuse what passes.
    """
    text = _decoded(text, limits)
    stream = _tokens(text)
    if (moved := prologue.gathered(text, stream)) is not text:
        text, stream = moved, _tokens(moved)
    found = operations.operations(stream)
    for operation in found:
        for group in operation.groups:
            _measure(group.tokens, limits if group.kind == "WHERE" else _for_data(limits))
    for operation in found:
        if operation.word == "LOAD" and not operation.silent:
            raise QueryRefusedError("LOAD is not allowed: nothing is fetched; send the data itself")
        if dataset is not None and operation.chooses:
            raise QueryRefusedError("the graphs are chosen by parameters and by USING or WITH: choose once")
    return CheckedUpdate(_rewritten(text, found, dataset), tuple(found), dataset)


def _tokens(text: str) -> tuple[Token, ...]:
    found = tuple(islice(lexer.tokens(text), UPDATE_TOKENS + 1))
    hold("tokens", UPDATE_TOKENS, len(found))
    return found


def _rewritten(text: str, found: Iterable[Operation], dataset: Dataset | None) -> str:
    """The text with its dataset as USING, and an operation without effect in the place of LOAD SILENT."""
    using = ""
    if dataset is not None:
        using = "".join(f"USING <{name}> " for name in dataset.default)
        using += "".join(f"USING NAMED <{name}> " for name in dataset.named)
    changes: list[tuple[int, int, str]] = []
    for operation in found:
        if operation.word == "LOAD":
            changes.append((operation.start, operation.end, "INSERT DATA {}"))
        elif using and (where := operation.where) is not None:
            changes.append((where, where, operation.template(text) + using))
    for start, end, instead in reversed(changes):
        text = text[:start] + instead + text[end:]
    return text


def _for_data(limits: Limits) -> Limits:
    return replace(limits, patterns=_UNBOUNDED, operators=_UNBOUNDED, tokens=_UNBOUNDED)


def check_graph(name: str) -> str:
    """The name of a graph as it is; RdfSyntaxError when it is no absolute IRI."""
    return terms.engine_name(name).value


def check_dataset(default: Iterable[str], named: Iterable[str], limits: Limits = DEFAULT_LIMITS) -> Dataset:
    """The dataset of these graphs, each once: the engine counts a graph that is named twice double.

    QueryRefusedError for too many, RdfSyntaxError for a name that is no absolute IRI.
    """
    given = (tuple(default), tuple(named))
    hold("graphs", limits.graphs, sum(map(len, given)))
    made = Dataset(*(tuple(dict.fromkeys(graphs)) for graphs in given))
    names = (*made.default, *made.named)
    for name in names:
        terms.engine_name(name)
    return made


def _decoded(text: str, limits: Limits) -> str:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise QueryRefusedError(f"the query text is not Unicode at character {error.start + 1}") from error
    hold("bytes", limits.size, size)
    return lexer.decode(text)


def _measure(stream: Iterable[Token], limits: Limits) -> None:
    total = operators = 0
    joins = Joins(limits.patterns)
    previous = Token("op", "", False)
    for token in stream:
        if token.kind == "iri" and joins.bracket == "(":
            # Where an expression stands, this may be a comparison whose right side runs on to a “>”.
            operators += sum(token.text.count(operator) for operator in "+-*/!&")
        if token.kind == "op" and token.text in _OPERATORS:
            operators += 1
            hold("operators", limits.operators, operators)
        total += not token.in_values
        hold("tokens", limits.tokens, total)
        _refuse_service(token, previous)
        joins.take(token, previous)
        hold("nested brackets", limits.depth, joins.depth)
        previous = token
    hold("operators", limits.operators, operators)


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
