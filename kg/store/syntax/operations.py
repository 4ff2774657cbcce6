"""A SPARQL 1.1 Update as its operations: what each is, which graphs it names, where its parts stand.

Grammar: https://www.w3.org/TR/sparql11-query/#rUpdate. Operations that move whole graphs are read by it to
the end; of those with groups the keywords outside the groups are, and the engine reads the groups. The engine
takes a keyword without a blank before the next name (`LOADex:a` is `LOAD ex:a`): outside groups that is
refused here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.errors import QueryError, QueryRefusedError
from kg.store.syntax import lexer
from kg.store.syntax.lexer import Token

MOVES: Final = frozenset({"LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"})
WORDS: Final = MOVES | {"INSERT", "DELETE", "WITH"}
MOST: Final = 1000
"""Operations of an update."""
_PROLOGUE: Final = {"PREFIX": 2, "BASE": 1, "VERSION": 1}
_GRAPHS: Final = ("GRAPH", "IRI")
_FORMS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "LOAD": (("IRI",), ("IRI", "INTO", "GRAPH", "IRI")),
    "CLEAR": (_GRAPHS, ("DEFAULT",), ("NAMED",), ("ALL",)),
    "DROP": (_GRAPHS, ("DEFAULT",), ("NAMED",), ("ALL",)),
    "CREATE": (_GRAPHS,),
    **dict.fromkeys(
        ("ADD", "MOVE", "COPY"),
        tuple(
            (*left, "TO", *right)
            for left in (_GRAPHS, ("IRI",), ("DEFAULT",))
            for right in (_GRAPHS, ("IRI",), ("DEFAULT",))
        ),
    ),
}
"""What may follow each word, `SILENT` left out."""
_AROUND: Final = frozenset({"INSERT", "DELETE", "WITH", "DATA", "WHERE", "USING", "NAMED"})
"""The words outside the groups of an operation that has some."""
_ESCAPED: Final = "\\"


@dataclass(frozen=True, slots=True)
class Group:
    """What stands in a pair of braces outside all others, with the braces. `kind` is DATA, TEMPLATE or WHERE,
    by the word before it; the group of `DELETE WHERE` is a WHERE."""

    kind: str
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its first word, all its tokens, its groups, the tokens outside them, and the prefixes in
    force."""

    word: str
    tokens: tuple[Token, ...]
    groups: tuple[Group, ...]
    outside: tuple[Token, ...]
    prefixes: dict[str, str] = field(default_factory=dict)
    based: bool = False

    @property
    def words(self) -> list[str]:
        """The keywords outside its groups, in capitals."""
        return [token.text.upper() for token in self.outside if token.kind == "word"]

    @property
    def silent(self) -> bool:
        """Whether it says that its failing is no failure."""
        return self.word in MOVES and self.words[1:2] == ["SILENT"]

    @property
    def chooses(self) -> bool:
        """Whether it says by USING or WITH which graphs its pattern reads."""
        return bool({"USING", "WITH"} & set(self.words))

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return self.tokens[0].at

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.tokens[-1].at + len(self.tokens[-1].text)

    @property
    def where(self) -> int | None:
        """Where its WHERE stands in the text, when it has a pattern."""
        return next((token.at for token in self.outside if token.text.upper() == "WHERE"), None)

    def template(self, text: str) -> str:
        """What `DELETE WHERE` leaves out: its pattern is its template too. Else nothing."""
        if self.words != ["DELETE", "WHERE"] or len(self.groups) != 1:
            return ""
        group = self.groups[0].tokens
        return f"{text[group[0].at : group[-1].at + 1]} "

    def graphs(self) -> list[str]:
        """The IRIs of all graphs that it names, as they stand, prefixes replaced.

        QueryRefusedError where a graph is a variable, or a part of the operation stands for graphs that it
        does not name.
        """
        if self.word == "LOAD" or {"ALL", "NAMED", "DEFAULT"} & set(self.words[1:]) - self._using_named():
            raise QueryRefusedError(f"{self.word} here must name its graph by an IRI")
        named = list(self._iris(self.outside))
        for group in self.groups:
            before = Token("op", "", False)
            for token in group.tokens:
                if before.kind == "word" and before.text.upper() == "GRAPH":
                    named.append(self._iri(token))
                before = token
        return list(dict.fromkeys(named))

    def _using_named(self) -> set[str]:
        return {"NAMED"} if "USING" in self.words else set()

    def _iris(self, tokens: Sequence[Token]) -> list[str]:
        return [self._iri(token) for token in tokens if token.kind in {"iri", "pname"}]

    def _iri(self, token: Token) -> str:
        if token.kind == "iri":
            if self.based and ":" not in token.text:
                raise QueryRefusedError(
                    f"name the graph {token.text} by its whole IRI: BASE is not used here"
                )
            return token.text[1:-1]
        if token.kind != "pname":
            raise QueryRefusedError(f"name each graph by an IRI, not by “{token.text[:40]}”")
        prefix, _, local = token.text.partition(":")
        if prefix not in self.prefixes or _ESCAPED in local:
            raise QueryRefusedError(f"write the graph “{token.text[:100]}” as a whole IRI")
        return self.prefixes[prefix] + local


def operations(stream: Sequence[Token]) -> list[Operation]:
    """The operations among the tokens of a decoded text, none for a prologue alone.

    QueryError for what is no update; QueryRefusedError for a keyword glued to what follows it.
    """
    found: list[Operation] = []
    prefixes: dict[str, str] = {}
    based = False
    place = 0
    while place < len(stream):
        token = stream[place]
        word = token.text.upper()
        if token.kind == "word" and word in _PROLOGUE:
            end = place + 1 + _PROLOGUE[word]
            if word == "PREFIX":
                prefixes = prefixes | _prefix(stream[place + 1 : end])
            based |= word == "BASE"
            place = end
            continue
        end = _end(stream, place)
        found.append(_operation(tuple(stream[place:end]), prefixes, based))
        if len(found) > MOST:
            raise QueryRefusedError(f"the update has more than {MOST} operations", MOST, len(found))
        place = end + 1
    return found


def _prefix(parts: Sequence[Token]) -> dict[str, str]:
    if [part.kind for part in parts] != ["pname", "iri"] or not parts[0].text.endswith(":"):
        raise QueryError("PREFIX takes a name that ends in a colon, and an IRI")
    return {parts[0].text[:-1]: parts[1].text[1:-1]}


def _end(stream: Sequence[Token], start: int) -> int:
    """The place of the `;` that ends an operation, or of the end of the text."""
    depth = 0
    for place in range(start, len(stream)):
        token = stream[place]
        if token.kind == "op":
            depth += (token.text in lexer.OPENING) - (token.text in lexer.CLOSING)
            if token.text == ";" and depth == 0:
                return place
    return len(stream)


def _operation(tokens: tuple[Token, ...], prefixes: dict[str, str], based: bool) -> Operation:
    if not tokens:
        raise QueryError("an operation is missing before “;”")
    word = tokens[0].text.upper()
    if tokens[0].kind != "word" or word not in WORDS:
        if any(word.startswith(known) for known in (*WORDS, *_PROLOGUE)):
            raise QueryRefusedError(f"put a blank after the keyword in “{tokens[0].text[:40]}”")
        known = ", ".join(sorted(WORDS))
        raise QueryError(f"an operation begins with {known}, not with “{tokens[0].text[:40]}”")
    groups, outside = _groups(tokens)
    made = Operation(word, tokens, groups, outside, prefixes, based)
    _check_form(made)
    return made


def _groups(tokens: Sequence[Token]) -> tuple[tuple[Group, ...], tuple[Token, ...]]:
    """The groups among the tokens of an operation, and the tokens outside them."""
    found: list[Group] = []
    outside: list[Token] = []
    depth = begin = 0
    for place, token in enumerate(tokens):
        brace = token.kind == "op" and token.text in {"{", "}"}
        if not depth and not (brace and token.text == "{"):
            outside.append(token)
        if not brace:
            continue
        depth += 1 if token.text == "{" else -1
        if token.text == "{" and depth == 1:
            begin = place
        elif depth == 0:
            before = tokens[begin - 1].text.upper() if begin else ""
            kind = {"DATA": "DATA", "WHERE": "WHERE"}.get(before, "TEMPLATE")
            found.append(Group(kind, tuple(tokens[begin : place + 1])))
    return tuple(found), tuple(outside)


def _check_form(operation: Operation) -> None:
    outside = operation.outside
    if operation.word in MOVES:
        form = tuple("IRI" if t.kind in {"iri", "pname"} else t.text.upper() for t in outside[1:])
        form = form[1:] if form[:1] == ("SILENT",) else form
        if operation.groups or form not in _FORMS[operation.word]:
            raise QueryError(f"{operation.word} is not followed by what it takes")
        return
    before = ""
    for token in outside:
        word, names_graph = token.text.upper(), before in {"WITH", "USING", "NAMED"}
        if not names_graph and token.kind == "pname" and word.startswith(tuple(_AROUND)):
            raise QueryRefusedError(f"put a blank after the keyword in “{token.text[:40]}”")
        if not (names_graph and token.kind in {"iri", "pname"}) and word not in _AROUND:
            raise QueryError(f"“{token.text[:40]}” stands where {operation.word} does not take it")
        before = word
