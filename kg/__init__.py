"""Stratagem's library: from articles and claim sheets to a checked, reasoned, served knowledge graph."""
