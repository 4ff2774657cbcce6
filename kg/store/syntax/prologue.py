"""The prologues of an update in one place: the engine (pyoxigraph 0.5.13) reads one at the beginning only.

Grammar: https://www.w3.org/TR/sparql11-query/#rUpdate. There may be one before each operation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kg.errors import QueryRefusedError
from kg.store.syntax import lexer
from kg.store.syntax.lexer import Token

_LENGTHS: Final = {"PREFIX": 3, "BASE": 2, "VERSION": 2}


def gathered(text: str, stream: Sequence[Token]) -> str:
    """A decoded text, of which these are the tokens, with all declarations of prefixes at its beginning; the
    text itself where they stand there.

    QueryRefusedError where that would change what it says: a later BASE, a relative IRI, or a prefix that
    changes its meaning.
    """
    late, known = _declarations(stream)
    for begin, end in late:
        declared = stream[begin:end]
        name, iri = declared[1].text, declared[-1].text
        if declared[0].text.upper() != "PREFIX" or len(known[name]) > 1 or ":" not in iri:
            raise QueryRefusedError(
                f"“{declared[0].text} {name} {iri}” after an operation changes what names mean: "
                "send what follows by itself"
            )
    if not late:
        return text
    spans = [(stream[begin].at, _end(stream[end - 1])) for begin, end in late]
    moved = "".join(f"{text[begin:end]} " for begin, end in spans)
    for begin, end in reversed(spans):
        text = text[:begin] + text[end:]
    return moved + text


def _declarations(stream: Sequence[Token]) -> tuple[list[tuple[int, int]], dict[str, set[str]]]:
    """The places of declarations after the first operation, and what each prefix is declared to be."""
    late: list[tuple[int, int]] = []
    known: dict[str, set[str]] = {}
    depth = place = 0
    begins, begun = True, False
    while place < len(stream):
        token = stream[place]
        word = token.text.upper()
        if begins and token.kind == "word" and word in _LENGTHS:
            end = min(place + _LENGTHS[word], len(stream))
            known.setdefault(stream[place + 1 : end][0].text if end > place + 1 else "", set()).add(
                stream[end - 1].text
            )
            if begun:
                late.append((place, end))
            place = end
            continue
        depth += (word in lexer.OPENING) - (word in lexer.CLOSING) if token.kind == "op" else 0
        begins = token.kind == "op" and word == ";" and depth == 0
        begun = True
        place += 1
    return late, known


def _end(token: Token) -> int:
    return token.at + len(token.text)
