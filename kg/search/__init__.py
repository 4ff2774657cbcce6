"""Full text: names, other names and definitions of things, and the words of claims, by SQLite's FTS5.

The index is made from a store and kept beside it in memory; it names the revision of the graph that it is of.
"""

from kg.search.beside import Search
from kg.search.results import Facets, Hit, Results, Wanted, search

__all__ = ["Facets", "Hit", "Results", "Search", "Wanted", "search"]
