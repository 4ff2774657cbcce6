"""The binder: terms enter a query only through its parameter lines, and nothing else changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import XSD, BNode, Graph, Literal, URIRef, Variable

from kg.binding import Bindable, Query, bind, load_query
from kg.errors import BindingError
from kg.store.embedded import EmbeddedStore

OPENAI = URIRef("https://w3id.org/stratagem/id/company/openai")
GOOGLE = URIRef("https://w3id.org/stratagem/id/company/google")
TEXT = """\
# question: Which values does a company have?
# answers: one row a value,
#   in both branches
# parameters: company, an IRI
SELECT ?value WHERE {
  {
    VALUES ?company { <https://example.org/working> }  # parameter
    BIND (?company AS ?value) }
  UNION
  {
    VALUES ?company { <https://example.org/working> }  # parameter
    BIND (STR(?company) AS ?value) }
  VALUES ?value { "none" "}" }  # optional parameter
}
LIMIT 50  # parameter limit
OFFSET 3  # optional parameter offset
"""
ECHO = 'SELECT ?x WHERE {\n  VALUES ?x { "example" }  # parameter\n}\n'


@pytest.fixture
def query_of(tmp_path: Path) -> Callable[[str], Query]:
    def write(text: str) -> Query:
        path = tmp_path / f"query-{len(list(tmp_path.iterdir()))}.rq"
        path.write_text(text, encoding="utf-8")
        return load_query(path)

    return write


def test_header_and_parameters_are_read(query_of: Callable[[str], Query]) -> None:
    query = query_of(TEXT)
    assert query.title == "Which values does a company have?"
    assert query.answers == "one row a value, in both branches"
    assert query.takes == "company, an IRI"
    assert dict(query.parameters) == {"company": False, "value": True, "limit": False, "offset": True}
    assert query.text == TEXT
    assert query.name == "query-0"


def test_every_line_of_a_parameter_is_replaced_and_the_rest_stands(query_of: Callable[[str], Query]) -> None:
    bound = bind(query_of(TEXT), company=OPENAI, limit=7)
    expected = TEXT.replace("https://example.org/working", str(OPENAI)).replace("LIMIT 50", "LIMIT 7")
    kept = [line for line in expected.splitlines(keepends=True) if "optional" not in line]
    assert bound == "".join(kept)


def test_optional_lines_stay_when_given(query_of: Callable[[str], Query]) -> None:
    bound = bind(query_of(TEXT), company=OPENAI, value=Literal("a"), limit=0, offset=2)
    assert 'VALUES ?value { "a" }  # optional parameter' in bound
    assert "OFFSET 2  # optional parameter offset" in bound


def test_none_leaves_an_optional_parameter_out(query_of: Callable[[str], Query]) -> None:
    query = query_of(TEXT)
    without = bind(query, company=OPENAI, limit=1)
    assert bind(query, company=OPENAI, limit=1, value=None, offset=None) == without
    with pytest.raises(BindingError, match="needs company"):
        bind(query, company=None, limit=1)


def test_several_terms(query_of: Callable[[str], Query]) -> None:
    rows = EmbeddedStore.memory().rows(bind(query_of(ECHO), x=[OPENAI, GOOGLE, Literal(3)]))
    assert [row["x"] for row in rows] == [str(OPENAI), str(GOOGLE), "3"]


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ({}, "needs company and needs limit"),
        ({"company": OPENAI}, "needs limit"),
        ({"company": OPENAI, "limit": 1, "front": OPENAI}, "has no parameter front"),
        ({"company": OPENAI, "limit": -1}, "limit is a number"),
        ({"company": OPENAI, "limit": True}, "limit is a number"),
        ({"company": OPENAI, "limit": Literal(1)}, "limit is a number"),
        ({"company": 5, "limit": 1}, "company is a term"),
        ({"company": "https://example.org/a", "limit": 1}, "company is a term"),
        ({"company": [], "limit": 1}, "company is a term"),
        ({"company": BNode("b"), "limit": 1}, "company"),
        ({"company": [OPENAI, BNode("b")], "limit": 1}, "company is an IRI or a literal"),
    ],
)
def test_what_does_not_fit_is_refused(
    query_of: Callable[[str], Query], terms: dict[str, Bindable], message: str
) -> None:
    query = query_of(TEXT)
    with pytest.raises(BindingError, match=message):
        bind(query, **terms)


@pytest.mark.parametrize(
    "iri",
    [
        "https://e/> } SELECT",
        "https://e/a b",
        "https://e/a\nb",
        "https://e/{x}",
        'https://e/"x',
        "https://e/\\u003e",
        "https://e/a|b",
        "https://e/`",
        "https://e/^",
        "https://e/\x00",
        "https://e/\ud800",
        "relative",
        "",
        "1https:x",
    ],
)
def test_hostile_iris_are_refused(query_of: Callable[[str], Query], iri: str) -> None:
    with pytest.raises(BindingError, match="x is no absolute IRI"):
        bind(query_of(ECHO), x=URIRef(iri))
    with pytest.raises(BindingError, match="x"):
        bind(query_of(ECHO), x=Literal("1", datatype=URIRef(iri or "relative")))


@pytest.mark.parametrize(
    "text",
    [
        "",
        'a"b',
        "a'b",
        'ends with "',
        "ends with \\",
        '\\"',
        '" } # parameter',
        '"""',
        "line\nline\r\nline\rline",
        "tab\tform feed\x0c line separator\u2028",
        "} UNION { ?s ?p ?o",
        "中文 😀 é",
        "\x01\x7f\ufffe",
        "?x $x <iri> _:b #",
    ],
)
@pytest.mark.parametrize("language", [None, "en", "zh-Hant"])
def test_hostile_texts_come_back_as_they_went_in(
    query_of: Callable[[str], Query], text: str, language: str | None
) -> None:
    bound = bind(query_of(ECHO), x=Literal(text, lang=language))
    assert [row["x"] for row in EmbeddedStore.memory().rows(bound)] == [text]
    found = [binding[Variable("x")] for binding in Graph().query(bound).bindings]
    assert found == [Literal(text, lang=language)]


@pytest.mark.parametrize("text", ["\\u0022 } #", "a\\U00000022", "\ud800", "a\x00b"])
def test_texts_that_engines_read_differently_are_refused(query_of: Callable[[str], Query], text: str) -> None:
    with pytest.raises(BindingError, match="SPARQL cannot hold safely"):
        bind(query_of(ECHO), x=Literal(text))


def test_datatypes_are_kept(query_of: Callable[[str], Query]) -> None:
    bound = bind(query_of(ECHO), x=[Literal("1.5", datatype=XSD.decimal), Literal("a", datatype=XSD.string)])
    assert f'"1.5"^^<{XSD.decimal}>' in bound
    assert f'"a"^^<{XSD.string}>' in bound


def test_a_language_tag_cannot_carry_text(query_of: Callable[[str], Query]) -> None:
    literal = Literal("a", lang="en")
    object.__setattr__(literal, "_language", 'en } "')
    with pytest.raises(BindingError, match="language tag"):
        bind(query_of(ECHO), x=literal)


@pytest.mark.parametrize(
    "line",
    [
        "VALUES (?a ?b) { (1 2) }  # parameter",
        "FILTER (?a = 1)  # parameter",
        "VALUES ?a { 1 }  # parameter a b",
        "LIMIT 5  # parameter",
        "LIMIT x  # parameter limit",
        "VALUES ?a {  # optional parameter",
    ],
)
def test_malformed_parameter_lines_are_refused(query_of: Callable[[str], Query], line: str) -> None:
    with pytest.raises(BindingError, match=r"query-0\.rq:2: a parameter line is"):
        query_of(f"SELECT * WHERE {{\n{line}\n}}")


def test_a_parameter_is_optional_everywhere_or_nowhere(query_of: Callable[[str], Query]) -> None:
    with pytest.raises(BindingError, match="optional on one line"):
        query_of("VALUES ?a { 1 }  # parameter\nVALUES ?a { 1 }  # optional parameter\n")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BindingError, match=r"absent\.rq cannot be read"):
        load_query(tmp_path / "absent.rq")


def test_files_are_read_once(query_of: Callable[[str], Query]) -> None:
    query = query_of(ECHO)
    query.path.unlink()
    assert load_query(query.path) is query


def test_the_working_example_runs_as_it_stands(query_of: Callable[[str], Query]) -> None:
    assert EmbeddedStore.memory().rows(query_of(ECHO).text) == [{"x": "example"}]
