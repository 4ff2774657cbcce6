"""A graph with two sources: the text of one may be passed on, that of the other may not."""

from __future__ import annotations

from rdflib import RDF, RDFS, Literal

from kg.ns import REGISTER_GRAPH, SG, entity, source_graph, text_graph
from kg.store.embedded import EmbeddedStore

OPEN = "Words that may be passed on."
CLOSED = "Words that may not be passed on."


def two_sources() -> EmbeddedStore:
    """The sources `open` (rights `full`) and `closed` (`quotes`), both with their texts."""
    store = EmbeddedStore.memory()
    store.put_graph(REGISTER_GRAPH, [(entity("company", "a"), RDF.type, SG.Company)])
    for slug, rights, words in (("open", "full", OPEN), ("closed", "quotes", CLOSED)):
        node = entity("source", slug)
        names = [(node, term, Literal(slug)) for term in (SG.title, RDFS.label)]
        about = [(node, RDF.type, SG.Article), (node, SG.rights, Literal(rights))]
        store.put_graph(source_graph(slug), [*names, *about])
        store.put_graph(text_graph(slug), [(node, SG.text, Literal(words))])
    return store
