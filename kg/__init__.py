"""Stratagem's library: from articles and claim sheets to a checked, reasoned, served knowledge graph."""

from typing import Final

__version__: Final = "0.1.0"
