"""Stratagem's HTTP interface: reads the graph through `kg.read` and speaks JSON-LD, RDF and SPARQL results."""
