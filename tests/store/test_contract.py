"""What every store must do. Another engine is added to `ENGINES`, and nothing else."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import orjson
import pyld
import pytest
from rdflib import RDFS, XSD, BNode, Graph, Literal, URIRef

from kg.errors import QueryError, QueryRefusedError, RdfSyntaxError
from kg.ns import GRAPH, REGISTER_GRAPH, STATEMENTS_GRAPH, source_graph, text_graph
from kg.store.base import Store, Triple, duplicated_triples
from kg.store.embedded import EmbeddedStore

ENGINES: dict[str, Callable[[Path], Store]] = {
    "memory": lambda _: EmbeddedStore.memory(),
    "disk": lambda directory: EmbeddedStore.open(directory / "store"),
}
E = "https://example.org/"
SOURCE, TEXT = source_graph("first"), text_graph("first")


def iri(name: str) -> URIRef:
    return URIRef(E + name)


def edge(subject: str, predicate: str, obj: str) -> Triple:
    return iri(subject), iri(predicate), iri(obj)


@pytest.fixture(params=sorted(ENGINES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return ENGINES[request.param](tmp_path)


@pytest.fixture
def filled(store: Store) -> Store:
    store.put_graph(REGISTER_GRAPH, [(iri("openai"), RDFS.label, Literal("OpenAI", lang="en"))])
    store.put_graph(SOURCE, [edge("claim", "asserts", "assertion")])
    store.put_graph(TEXT, [(iri("first"), iri("text"), Literal("The whole text."))])
    return store


def test_an_empty_store(store: Store) -> None:
    assert len(store) == 0
    assert store.graphs() == []
    assert store.get_graph(SOURCE) == b""
    assert store.rows("SELECT * WHERE { ?s ?p ?o }") == []
    assert store.ask("ASK { ?s ?p ?o }") is False
    assert store.construct("CONSTRUCT WHERE { ?s ?p ?o }") == []


def test_the_default_graph_is_all_but_texts(filled: Store) -> None:
    rows = filled.rows("SELECT ?s WHERE { ?s ?p ?o } ORDER BY ?s")
    assert rows == [{"s": E + "claim"}, {"s": E + "openai"}]
    assert {str(s) for s, _, _ in filled.construct("CONSTRUCT WHERE { ?s ?p ?o }")} == {
        E + "claim",
        E + "openai",
    }
    assert filled.construct(f"DESCRIBE <{E}first>") == []


def test_patterns_join_over_graphs(filled: Store) -> None:
    filled.put_graph(STATEMENTS_GRAPH, [edge("openai", "saidIn", "claim")])
    query = f"SELECT ?label ?a WHERE {{ ?c <{RDFS.label}> ?label ; <{E}saidIn>/<{E}asserts> ?a }}"
    assert filled.rows(query) == [{"label": "OpenAI", "a": E + "assertion"}]


def test_texts_are_reached_by_graph(filled: Store) -> None:
    assert filled.rows(f"SELECT ?o WHERE {{ GRAPH <{TEXT}> {{ ?s ?p ?o }} }}") == [{"o": "The whole text."}]
    rows = filled.rows("SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
    assert [row["g"] for row in rows] == [str(SOURCE), str(TEXT), str(REGISTER_GRAPH)]


@pytest.mark.parametrize(
    ("clauses", "default", "named"),
    [
        ("FROM <{text}>", [E + "first"], []),
        ("FROM <{source}> FROM <{text}>", [E + "claim", E + "first"], []),
        ("FROM NAMED <{text}>", [], [E + "first"]),
        ("from <{source}> from named <{text}>", [E + "claim"], [E + "first"]),
        ("FROM<{source}>", [E + "claim"], []),
        ("# FROM <{text}>\n", [E + "claim", E + "openai"], [E + "claim", E + "first", E + "openai"]),
        ("FROM <https://example.org/none>", [], []),
    ],
)
def test_from_names_the_graphs(filled: Store, clauses: str, default: list[str], named: list[str]) -> None:
    clauses = clauses.format(text=TEXT, source=SOURCE)
    in_default = filled.rows(f"SELECT ?s {clauses} WHERE {{ ?s ?p ?o }} ORDER BY ?s")
    in_named = filled.rows(f"SELECT ?s {clauses} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }} ORDER BY ?s")
    assert [row["s"] for row in in_default] == default
    assert [row["s"] for row in in_named] == named


def test_a_word_like_from_elsewhere_changes_nothing(filled: Store) -> None:
    query = (
        f'PREFIX from: <{E}> SELECT ?from WHERE {{ ?from from:asserts ?o FILTER (STR(?o) != "FROM <x>") }}'
    )
    assert filled.rows(query) == [{"from": E + "claim"}]


def test_only_a_text_graph_is_left_out(store: Store) -> None:
    for name in ("text", "a/text/b", "a/texts", "a/b/text"):
        store.put_graph(GRAPH + name, [edge(name, "p", "o")])
    store.put_graph(GRAPH + "a/text", [edge("hidden", "p", "o")])
    found = [row["s"] for row in store.rows("SELECT ?s WHERE { ?s ?p ?o }")]
    assert E + "hidden" not in found
    assert len(found) == 4


def test_graphs_follow_every_write(store: Store) -> None:
    everything = "SELECT ?s WHERE { ?s ?p ?o } ORDER BY ?s"
    store.put_graph(SOURCE, [edge("a", "p", "o")])
    assert store.rows(everything) == [{"s": E + "a"}]
    store.put_graph(TEXT, [edge("t", "p", "o")])
    assert store.rows(everything) == [{"s": E + "a"}]
    store.update(f"INSERT DATA {{ GRAPH <{GRAPH}second> {{ <{E}b> <{E}p> <{E}o> }} }}")
    assert store.rows(everything) == [{"s": E + "a"}, {"s": E + "b"}]
    store.load(f"<{E}c> <{E}p> <{E}o> <{GRAPH}third> .\n".encode())
    assert store.rows(everything) == [{"s": E + "a"}, {"s": E + "b"}, {"s": E + "c"}]
    store.delete_graph(SOURCE)
    store.delete_graph(SOURCE)
    assert store.rows(everything) == [{"s": E + "b"}, {"s": E + "c"}]
    assert store.graphs() == [str(TEXT), GRAPH + "second", GRAPH + "third"]
    assert len(store) == 3


def test_put_replaces_a_graph(store: Store) -> None:
    store.put_graph(SOURCE, [edge("a", "p", "o"), edge("b", "p", "o")])
    store.put_graph(SOURCE, [edge("b", "p", "o"), edge("c", "p", "o")])
    assert store.get_graph(SOURCE).splitlines() == [
        f"<{E}b> <{E}p> <{E}o> .".encode(),
        f"<{E}c> <{E}p> <{E}o> .".encode(),
    ]
    store.put_graph(SOURCE, [])
    assert len(store) == 0


@pytest.mark.parametrize(
    "bad",
    [
        (Literal("a"), iri("p"), iri("o")),
        (iri("s"), BNode("p"), iri("o")),
        (iri("s"), iri("p"), URIRef("no blank")),
        (iri("s"), iri("p"), Literal("1", datatype=URIRef("not an iri"))),
        (BNode("not a label"), iri("p"), iri("o")),
    ],
)
def test_a_malformed_term_is_refused_and_nothing_written(store: Store, bad: Triple) -> None:
    store.put_graph(SOURCE, [edge("a", "p", "o")])
    with pytest.raises(RdfSyntaxError):
        store.put_graph(SOURCE, [edge("b", "p", "o"), bad])
    assert store.rows("SELECT ?s WHERE { ?s ?p ?o }") == [{"s": E + "a"}]


def test_a_graph_name_must_be_an_iri(store: Store) -> None:
    for name in ("relative", f"{GRAPH}a> ; DROP ALL #"):
        with pytest.raises(RdfSyntaxError):
            store.put_graph(name, [])
        with pytest.raises(RdfSyntaxError):
            store.delete_graph(name)


def test_terms_come_back_as_they_went_in(store: Store) -> None:
    terms = [
        Literal("plain"),
        Literal("lang", lang="en"),
        Literal('"quoted" \\ and\nlines\t} 😀'),
        Literal("12.5", datatype=XSD.decimal),
        Literal("7", datatype=XSD.integer),
        Literal("true", datatype=XSD.boolean),
        Literal("2026", datatype=URIRef(E + "partialDate")),
        iri("é"),
        BNode("b1"),
    ]
    store.put_graph(SOURCE, [(iri("s"), iri("p"), term) for term in terms])
    found = [obj for _, _, obj in store.construct("CONSTRUCT WHERE { ?s ?p ?o }")]
    blank = [term for term in found if isinstance(term, BNode)]
    assert len(blank) == 1
    assert {term for term in found if term not in blank} == set(terms[:-1])


def test_rows_leave_unbound_variables_out(filled: Store) -> None:
    rows = filled.rows(f"SELECT ?s ?x WHERE {{ ?s <{E}asserts> ?o OPTIONAL {{ ?s <{E}none> ?x }} }}")
    assert rows == [{"s": E + "claim"}]


def test_construct_gives_each_triple_once(store: Store) -> None:
    store.put_graph(SOURCE, [edge("a", "p", "x"), edge("a", "p", "y")])
    assert store.construct(f"CONSTRUCT {{ ?s a <{E}C> }} WHERE {{ ?s ?p ?o }}") == [
        (iri("a"), URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), iri("C"))
    ]


def test_load_takes_only_the_graphs_named(store: Store) -> None:
    good = f"<{E}a> <{E}p> <{E}o> <{SOURCE}> .\n".encode()
    other = f"<{E}b> <{E}p> <{E}o> <{TEXT}> .\n".encode()
    with pytest.raises(RdfSyntaxError, match="another graph"):
        store.load(good + other, [SOURCE])
    with pytest.raises(RdfSyntaxError, match="no named graph"):
        store.load(good + f"<{E}b> <{E}p> <{E}o> .\n".encode())
    with pytest.raises(RdfSyntaxError, match="N-Quads"):
        store.load(good + b"<broken\n")
    assert len(store) == 0
    store.load(good + other, [SOURCE, TEXT])
    assert len(store) == 2


def test_an_update_is_one_transaction(store: Store) -> None:
    with pytest.raises(QueryError):
        store.update(f"INSERT DATA {{ GRAPH <{SOURCE}> {{ <{E}a> <{E}p> 1 }} }} ; CLEAR GRAPH <{E}none>")
    assert len(store) == 0


@pytest.mark.parametrize("text", ["SELECT", "SELECT * WHERE {", "DROP ALL", "", "SELECT ?x FROM WHERE {}"])
def test_what_is_no_query_is_refused(filled: Store, text: str) -> None:
    for method in (filled.rows, filled.ask, filled.construct):
        with pytest.raises(QueryError):
            method(text)
    assert len(filled) == 3


def test_forms_are_not_mixed_up(filled: Store) -> None:
    ask, select, construct = "ASK {}", "SELECT * {}", "CONSTRUCT {} WHERE {}"
    for method, others in ((filled.rows, (ask, construct)), (filled.ask, (select, construct))):
        for other in others:
            with pytest.raises(QueryError, match="is no"):
                method(other)
    with pytest.raises(QueryError, match="is no"):
        filled.construct(select)


def test_an_evaluation_that_fails_is_a_query_error(filled: Store) -> None:
    with pytest.raises(QueryError, match="none/fun"):
        filled.rows(f"SELECT * WHERE {{ ?s ?p ?o FILTER (<{E}none/fun>(?s)) }}")


def test_tables_in_each_format(filled: Store) -> None:
    select = f"SELECT ?o WHERE {{ <{E}openai> <{RDFS.label}> ?o }}"
    json = orjson.loads(filled.query(select, "application/sparql-results+json"))
    assert json["results"]["bindings"] == [{"o": {"type": "literal", "value": "OpenAI", "xml:lang": "en"}}]
    xml = ET.fromstring(filled.query(select, "application/sparql-results+xml"))
    assert [node.text for node in xml.iter("{http://www.w3.org/2005/sparql-results#}literal")] == ["OpenAI"]
    assert filled.query(select, "text/csv") == b"o\r\nOpenAI\r\n"
    assert filled.query(select, "text/tab-separated-values") == b'?o\n"OpenAI"@en\n'
    assert orjson.loads(filled.query("ASK {}", "application/sparql-results+json"))["boolean"] is True


@pytest.mark.parametrize(
    "media_type", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
)
def test_graphs_in_each_format(filled: Store, media_type: str) -> None:
    data = filled.query("CONSTRUCT WHERE { ?s ?p ?o }", media_type)
    if media_type == "application/ld+json":
        data = pyld.jsonld.to_rdf(orjson.loads(data), {"format": "application/n-quads"}).encode()
        media_type = "application/n-triples"
    graph = Graph().parse(data, format=media_type)
    assert set(graph) == {
        (iri("openai"), RDFS.label, Literal("OpenAI", lang="en")),
        edge("claim", "asserts", "assertion"),
    }


@pytest.mark.parametrize(
    ("query", "media_type"),
    [
        ("CONSTRUCT { ?s <https://example.org/p/1> ?o } WHERE { ?s ?p ?o }", "application/rdf+xml"),
        ("SELECT * {}", "text/turtle"),
        ("ASK {}", "image/png"),
        ("DESCRIBE <https://example.org/a>", "text/csv"),
    ],
)
def test_a_format_that_does_not_fit_is_refused(filled: Store, query: str, media_type: str) -> None:
    with pytest.raises(QueryRefusedError, match=r"cannot be written|no XML name"):
        filled.query(query, media_type)


def test_duplicated_triples_are_found(filled: Store) -> None:
    assert duplicated_triples(filled) == []
    filled.put_graph(STATEMENTS_GRAPH, [edge("claim", "asserts", "assertion"), edge("a", "p", "o")])
    row = {"subject": E + "claim", "predicate": E + "asserts", "object": E + "assertion"}
    (found,) = duplicated_triples(filled)
    assert sorted(found.pop("graphs").split()) == [str(SOURCE), str(STATEMENTS_GRAPH)]
    assert found == row
