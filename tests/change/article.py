"""A small article as its sender would write it over HTTP: one sentence, its quote, claims that rest on it."""

from __future__ import annotations

import hashlib

from rdflib import RDF, RDFS, XSD, Graph, Literal, URIRef

from kg.ns import SG, content_id, entity, source_graph, text_graph

WORDS = "The industry of generative artificial intelligence has come to its maturity."
ABOUT = (entity("trend", "industry-maturity"), SG.about, entity("industry", "generative-ai"))
PURSUES = (entity("company", "openai"), SG.pursues, entity("strategy", "clearer-positioning"))

Graphs = dict[str, bytes]


def article(
    slug: str, words: str = WORDS, said: tuple[URIRef, URIRef, URIRef] = ABOUT, extra: int = 0
) -> Graphs:
    """The two graphs of a source: a text of `words`, said by its author; `extra` claims make no assertion."""
    source, author, sentence = entity("source", slug), entity("speaker", f"{slug}-author"), f"{slug}-001"
    graph = Graph()
    for predicate, value in (
        (RDF.type, SG.Article),
        (RDFS.label, Literal(f"Article {slug}", lang="en")),
        (SG.title, Literal(f"Article {slug}")),
        (SG.sha256, Literal(hashlib.sha256(words.encode()).hexdigest())),
        (SG.rights, Literal("full")),
        (SG.origin, Literal("http")),
        (SG.author, author),
    ):
        graph.add((source, predicate, value))
    graph.add((author, RDF.type, SG.ArticleAuthor))
    graph.add((author, RDFS.label, Literal(f"the author of {slug}", lang="en")))
    _words(graph, entity("sentence", sentence), SG.Sentence, source, words)
    graph.add((entity("sentence", sentence), SG.ordinal, Literal(1)))
    graph.add((entity("sentence", sentence), SG.states, Literal(True)))
    quote = entity("quote", content_id(slug, "quote"))
    _words(graph, quote, SG.Quote, source, words)
    graph.add((quote, SG.exact, Literal(words)))
    graph.add((quote, SG.inSentence, entity("sentence", sentence)))
    _claim(graph, slug, 0, words, said)
    for number in range(1, extra + 1):
        _claim(graph, slug, number, words, None)
    text = Graph().add((source, SG.text, Literal(words)))
    return {
        str(source_graph(slug)): graph.serialize(format="nt").encode(),
        str(text_graph(slug)): text.serialize(format="nt").encode(),
    }


def _words(graph: Graph, node: URIRef, cls: URIRef, source: URIRef, words: str) -> None:
    graph.add((node, RDF.type, cls))
    graph.add((node, SG.inSource, source))
    graph.add((node, SG.startOffset, Literal(0, datatype=XSD.integer)))
    graph.add((node, SG.endOffset, Literal(len(words), datatype=XSD.integer)))


def _claim(
    graph: Graph, slug: str, number: int, words: str, said: tuple[URIRef, URIRef, URIRef] | None
) -> None:
    name = content_id(slug, str(number))
    claim, assertion = entity("claim", name), entity("assertion", name)
    for predicate, value in (
        (RDF.type, SG.Claim),
        (RDFS.label, Literal(words, lang="en")),
        (SG.inSource, entity("source", slug)),
        (SG.speaker, entity("speaker", f"{slug}-author")),
        (SG.modality, SG.fact),
        (SG.certainty, SG.certain),
        (SG.polarity, SG.affirmed),
        (SG.hasQuote, entity("quote", content_id(slug, "quote"))),
    ):
        graph.add((claim, predicate, value))
    if said is None:
        graph.add((claim, SG.untypedReason, Literal("said for a test")))
        return
    graph.add((claim, SG.asserts, assertion))
    graph.add((claim, SG.hasHead, assertion))
    graph.add((assertion, RDF.type, SG.Assertion))
    for predicate, value in zip(
        (SG.assertedSubject, SG.assertedProperty, SG.assertedObject), said, strict=True
    ):
        graph.add((assertion, predicate, value))
