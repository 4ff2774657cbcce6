"""Full text: names, other names and definitions of things, and the words of claims, by SQLite's FTS5.

The index is made from a store and kept beside it in memory; it names the revision of the graph that it is of.
"""

from kg.search.beside import Search
from kg.search.documents import FIELDS, documents
from kg.search.results import SEARCHED, Facets, Hit, Results, Wanted, search
from kg.search.table import Table

__all__ = [
    "FIELDS",
    "SEARCHED",
    "Facets",
    "Hit",
    "Results",
    "Search",
    "Table",
    "Wanted",
    "documents",
    "search",
]
