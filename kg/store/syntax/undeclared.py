"""Says of a prefix that is not declared that it is not: the engine tells which characters it hoped for."""

from __future__ import annotations

from kg.errors import QueryError
from kg.store.syntax import lexer


def explained(query: str, detail: str) -> str:
    """What the engine found wrong with a query, in words where the query uses a prefix that it does not
    declare: which, and in which line. Anything else as the engine has it."""
    try:
        stream = list(lexer.tokens(query))
    except QueryError:
        return detail
    declared: set[str] = set()
    before = ""
    for token in stream:
        if token.kind == "pname":
            prefix = token.text.partition(":")[0]
            if before == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared and prefix != "_":
                line = query.count("\n", 0, token.at) + 1
                return f"line {line}: the prefix {prefix}: is not declared; begin with PREFIX {prefix}: <…>"
        before = token.text.upper()
    return detail
