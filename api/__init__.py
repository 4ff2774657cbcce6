"""Stratagem's HTTP interface: it reads through `kg.read` and speaks JSON-LD, RDF and SPARQL results."""
