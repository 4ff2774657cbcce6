"""From seeds to named graphs: pure functions, no store and no file. A triple stands in one graph only."""

from kg.compile.coverage import Coverage, Uncovered, coverage
from kg.compile.graphs import Graphs, compile_register, compile_seeds, compile_source, provenance, quads

__all__ = [
    "Coverage",
    "Graphs",
    "Uncovered",
    "compile_register",
    "compile_seeds",
    "compile_source",
    "coverage",
    "provenance",
    "quads",
]
