"""How many rows or triples an answer has, read off its bytes: for the log, so at no cost."""

from __future__ import annotations

from typing import Final

_JSON: Final = frozenset({"application/sparql-results+json", "application/json"})
_LINES: Final = frozenset({"application/n-triples", "application/n-quads"})


def count_rows(data: bytes, media_type: str) -> int | None:
    """The rows of a result, the triples of a graph; None where the bytes do not tell (CSV with quotes, ASK,
    Turtle).

    In JSON a quote within a text is escaped, so that `},{"` stands between rows and nowhere else; rows
    without any value are not counted.
    """
    if media_type in _JSON:
        if b'"bindings":[' not in data:
            return None
        return data.count(b'},{"') + 1 if b'"bindings":[{"' in data else 0
    if media_type == "application/sparql-results+xml":
        return data.count(b"<result>") if b"<results>" in data else None
    if media_type in _LINES:
        return data.count(b"\n")
    if media_type == "text/tab-separated-values" or (media_type == "text/csv" and b'"' not in data):
        return max(0, data.count(b"\n") - 1)
    return None
