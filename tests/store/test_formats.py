"""Files of RDF: bounds on what is read, the same bytes for what is written."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import orjson
import pyld
import pytest
from rdflib import OWL, RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from kg.errors import RdfSyntaxError
from kg.store.formats import (
    BY_MEDIA_TYPE,
    BY_SUFFIX,
    FORMATS,
    JSON_LD,
    MAX_DEPTH,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    TRIG,
    TURTLE,
    Format,
    Quad,
    parse,
    serialize,
    to_nquads,
)

E = "https://example.org/"
ROOT = Path(__file__).resolve().parents[2]
TRIG_TEXT = b"""
@prefix e: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
e:g {
  e:onto a owl:Ontology .
  e:s e:p [ e:q 0.80 , "x"@en , "a\\n\\"b\\" \\\\ \\u00e9" ; e:r [ e:q [] ] ] , ( 1 2 "two" ) ; a e:C .
  [] e:p e:o . [] e:p e:o , [ e:p [] ] .
}
e:h { e:s e:p true . }
e:d e:p e:o .
"""


def read() -> list[Quad]:
    return parse(TRIG_TEXT, TRIG)


def merged(quads: list[Quad]) -> Graph:
    graph = Graph()
    for subject, predicate, obj, _ in quads:
        graph.add((subject, predicate, obj))
    return graph


def relabelled(quads: list[Quad], chance: random.Random) -> list[Quad]:
    labels: dict[Node, BNode] = {}

    def name(term: Node) -> Node:
        return labels.setdefault(term, BNode()) if isinstance(term, BNode) else term

    shuffled = [(name(s), p, name(o), g) for s, p, o, g in quads]
    chance.shuffle(shuffled)
    return shuffled


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.suffix)
def test_what_is_written_reads_the_same(form: Format) -> None:
    again = parse(serialize(read(), form), form)
    assert isomorphic(merged(again), merged(read()))
    names = {quad[3] for quad in again}
    assert names == ({None, URIRef(E + "g"), URIRef(E + "h")} if form.graphs else {None})
    assert Literal("0.80", datatype=XSD.decimal, normalize=False) in {quad[2] for quad in again}


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.suffix)
def test_the_same_bytes_whatever_the_order_and_the_labels(form: Format) -> None:
    chance = random.Random(7)
    first = serialize(read(), form)
    for _ in range(20):
        assert serialize(relabelled(read(), chance), form) == first
    assert serialize([*read(), *read()[:1]], form) == first


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.suffix)
def test_the_same_bytes_in_another_process(form: Format) -> None:
    program = (
        "import sys; from kg.store.formats import *\n"
        "sys.stdout.buffer.write(serialize(parse(sys.stdin.buffer.read(), TRIG), BY_SUFFIX[sys.argv[1]]))"
    )
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", program, form.suffix],
            input=TRIG_TEXT,
            capture_output=True,
            check=True,
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed},
        )
        assert done.stdout == serialize(read(), form)


def test_labels_are_those_of_another_implementation_of_the_canonical_form() -> None:
    ours = serialize(read(), N_QUADS).decode()
    assert "_:c14n0" in ours
    theirs = pyld.jsonld.normalize(
        serialize(read(), N_QUADS).decode(),
        {"algorithm": "URDNA2015", "inputFormat": "application/n-quads", "format": "application/n-quads"},
    )
    assert sorted(ours.splitlines()) == sorted(theirs.splitlines())


def test_subjects_named_by_the_caller_come_first() -> None:
    onto = URIRef(E + "onto")
    quads = [q for q in read() if q[3] == URIRef(E + "g")]
    lines = serialize(quads, N_TRIPLES, first=[onto, URIRef(E + "s")]).decode().splitlines()
    assert lines[0] == f"<{onto}> <{RDF.type}> <{OWL.Ontology}> ."
    assert lines[1] == f"<{E}s> <{RDF.type}> <{E}C> ."
    assert serialize(quads, N_TRIPLES).decode().splitlines()[0] == lines[0]
    assert serialize(quads, N_TRIPLES, first=[URIRef(E + "s")]).decode().startswith(f"<{E}s> <{RDF.type}>")


def test_triples_without_a_graph_are_written_too() -> None:
    triple = (URIRef(E + "s"), URIRef(E + "p"), Literal("o"))
    assert serialize([triple], N_QUADS) == f'<{E}s> <{E}p> "o" .\n'.encode()
    assert serialize([triple], TURTLE).startswith(b"@prefix dcterms:")
    assert serialize([], TURTLE) == b""


def test_terms_that_a_format_cannot_hold_are_refused() -> None:
    bad = (URIRef(E + "s"), URIRef(E + "p/1"), Literal("o"))
    with pytest.raises(RdfSyntaxError, match="RDF/XML"):
        serialize([bad], RDF_XML)
    with pytest.raises(RdfSyntaxError):
        serialize([(Literal("s"), URIRef(E + "p"), Literal("o"))], TURTLE)


def test_tables_of_formats() -> None:
    assert BY_MEDIA_TYPE["application/ld+json"] is JSON_LD
    assert BY_SUFFIX["ttl"] is TURTLE
    assert BY_SUFFIX["owl"] is RDF_XML


def test_nquads_for_the_store() -> None:
    lines = to_nquads(TRIG_TEXT, TRIG, E + "default").decode().splitlines()
    assert f"<{E}d> <{E}p> <{E}o> <{E}default> ." in lines
    assert len([line for line in lines if line.endswith(f"<{E}h> .")]) == 1
    both = to_nquads(b"_:a <a:p> 1 .", TURTLE, E) + to_nquads(b"_:a <a:p> 1 .", TURTLE, E)
    assert len(set(both.splitlines())) == 2


def test_relative_iris_need_a_base() -> None:
    with pytest.raises(RdfSyntaxError, match="IRI"):
        parse(b"<s> <p> <o> .", TURTLE)
    assert parse(b"<s> <p> <o> .", TURTLE, base=E)[0][0] == URIRef(E + "s")


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.suffix)
@pytest.mark.parametrize("data", [b"\xff\xfe", b"<a:b> <a:b>", b'{"@id": ', b"<rdf:RDF"])
def test_what_is_not_of_the_format_is_refused_by_name(form: Format, data: bytes) -> None:
    with pytest.raises(RdfSyntaxError, match=f"upload: not {form.name}"):
        parse(data, form, origin="upload")


def test_an_error_names_the_line() -> None:
    with pytest.raises(RdfSyntaxError, match="line 2"):
        parse(b"<a:b> <a:b> 1 .\n<a:b> .", TURTLE)


def test_a_doctype_is_refused_before_its_entities_grow() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha" * 10}">' for n in range(9))
    bomb = (
        f"<?xml version='1.0'?><!DOCTYPE rdf:RDF [{levels}]><rdf:RDF xmlns:rdf='{RDF}' xmlns:a='a:'>"
        "<rdf:Description rdf:about='a:b'><a:c>&e8;</a:c></rdf:Description></rdf:RDF>"
    )
    begin = time.perf_counter()
    with pytest.raises(RdfSyntaxError, match="DOCTYPE"):
        parse(bomb.encode(), RDF_XML)
    assert time.perf_counter() - begin < 1


def test_other_encodings_do_not_hide_a_doctype() -> None:
    text = f"<?xml version='1.0' encoding='UTF-16'?><!DOCTYPE a><rdf:RDF xmlns:rdf='{RDF}'/>"
    for data in (text.encode("utf-16"), text.encode()):
        with pytest.raises(RdfSyntaxError):
            parse(data, RDF_XML)


@pytest.mark.parametrize(
    "document",
    [
        {"@context": "http://127.0.0.1:1/context", "@id": E, "a": 1},
        {"@context": [{}, "http://127.0.0.1:1/context"]},
        {"@context": {"@import": "http://127.0.0.1:1/context"}},
        {"@context": {"a": {"@id": E, "@context": "http://127.0.0.1:1/context"}}, "@id": E, "a": {"b": 1}},
        [{"@graph": [{"@context": "relative"}]}],
    ],
)
def test_a_remote_context_is_refused(document: object) -> None:
    with pytest.raises(RdfSyntaxError, match="remote context"):
        parse(orjson.dumps(document), JSON_LD)


def test_a_context_in_the_document_is_read() -> None:
    document = {"@context": {"name": E + "name", "@base": None}, "@id": E + "s", "name": "n"}
    assert parse(orjson.dumps(document), JSON_LD) == [
        (URIRef(E + "s"), URIRef(E + "name"), Literal("n"), None)
    ]


DEEP: dict[str, tuple[Format, Callable[[int], str]]] = {
    "objects": (JSON_LD, lambda n: '{"a:b":' * n + "1" + "}" * n),
    "arrays": (JSON_LD, lambda n: '{"a:b":' + "[" * n + "1" + "]" * n + "}"),
    "elements": (
        RDF_XML,
        lambda n: (
            f"<rdf:RDF xmlns:rdf='{RDF}' xmlns:a='a:'>" + "<a:b><a:c>" * n + "</a:c></a:b>" * n + "</rdf:RDF>"
        ),
    ),
    "triple terms": (TURTLE, lambda n: "<a:b> <a:b> " + "<<( <a:b> <a:b> " * n + "1" + " )>>" * n + " ."),
}


@pytest.mark.parametrize("name", DEEP)
@pytest.mark.parametrize("levels", [MAX_DEPTH + 1, 60_000])
def test_depth_is_bounded(name: str, levels: int) -> None:
    form, build = DEEP[name]
    begin = time.perf_counter()
    with pytest.raises(RdfSyntaxError):
        parse(build(levels).encode(), form)
    assert time.perf_counter() - begin < 3


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.store.formats.MAX_BYTES", 10)
    with pytest.raises(RdfSyntaxError, match="11 bytes; 10 are allowed"):
        parse(b" " * 11, TURTLE)


def test_signs_of_triple_terms_in_texts_do_not_count() -> None:
    texts = ("'<<'", '"<<"', "'''<'<'<<'''", '"""a"<<"b"""', '"\\\\"', "1 . # don't <<\n<a:b> <a:b> 1")
    data = "".join(f"<a:s> <a:p> {text} .\n" for text in texts) * MAX_DEPTH
    assert len(parse(data.encode(), TURTLE)) == (len(texts) + 1) * MAX_DEPTH


def test_a_triple_term_is_refused_by_name() -> None:
    with pytest.raises(RdfSyntaxError, match=r"RDF 1\.2"):
        parse(b"<a:s> <a:p> <<( <a:s> <a:p> 1 )>> .", TURTLE)
