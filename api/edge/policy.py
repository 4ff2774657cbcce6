"""Which routes cost a client its time, and which are open to everybody."""

from __future__ import annotations

from typing import Final

_METERED: Final = frozenset({"/sparql", "/sparql/update", "/validate", "/graphs"})
QUERIES: Final = "/sparql"
"""The route that asks the query workers."""
SEARCHES: Final = frozenset({"/claims", "/search"})
"""Routes that look through every quote when they are asked for words: their whole time is charged then."""
ALWAYS_OPEN: Final = frozenset({"/healthz", "/readyz"})
"""Routes that need no token where reading is closed: they tell nothing of the graph."""


def is_metered(path: str) -> bool:
    """Whether what other processes do for a route is charged to the client."""
    return path in _METERED or path.startswith("/graphs/")
