"""Which routes cost a client its time, and which are open to everybody."""

from __future__ import annotations

from typing import Final

METERED: Final = frozenset({"/sparql", "/sparql/update", "/validate"})
"""Routes whose work in other processes is charged to the client."""
SEARCH: Final = "/claims"
"""A route that reads every quote when it is asked for words: its whole time is charged then."""
ALWAYS_OPEN: Final = frozenset({"/healthz", "/readyz"})
"""Routes that need no token where reading is closed: they tell nothing of the graph."""
