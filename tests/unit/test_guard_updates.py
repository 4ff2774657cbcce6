"""What an update must be before the engine sees it, and which graphs it names."""

from __future__ import annotations

import pytest

from kg.errors import QueryError, QueryRefusedError, RdfSyntaxError
from kg.store.syntax.guard import UPDATE_LIMITS, UPDATE_TOKENS, Dataset, check_update
from kg.store.syntax.operations import MOST

G = "<urn:x:g>"


@pytest.mark.parametrize(
    ("text", "graphs"),
    [
        ("", ()),
        ("PREFIX a: <urn:x:>", ()),
        (f"INSERT DATA {{ GRAPH {G} {{ <urn:x:a> <urn:x:b> 1 }} }}", ("urn:x:g",)),
        (f"WITH {G} DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}", ("urn:x:g",)),
        ("PREFIX a: <urn:x:> DROP GRAPH a:g", ("urn:x:g",)),
        ("PREFIX a: <urn:x:> COPY a:g TO GRAPH <urn:x:h>", ("urn:x:g", "urn:x:h")),
        (f"DELETE WHERE {{ GRAPH {G} {{ ?s ?p ?o }} }} ; CLEAR GRAPH <urn:x:h>", ("urn:x:g", "urn:x:h")),
        (
            f"INSERT {{ GRAPH {G} {{ ?s ?p ?o }} }} USING NAMED <urn:x:h> "
            "WHERE { GRAPH <urn:x:h> { ?s ?p ?o } }",
            ("urn:x:h", "urn:x:g"),
        ),
        (f"INSERT DATA {{ GRAPH {G} {{ <urn:x:a> <urn:x:b> 'GRAPH <urn:x:not>' }} }} # GRAPH <urn:x:no>",
         ("urn:x:g",)),
    ],
)  # fmt: skip
def test_the_graphs_that_it_names(text: str, graphs: tuple[str, ...]) -> None:
    assert check_update(text).graphs() == graphs


@pytest.mark.parametrize(
    "text",
    [
        "DROP ALL",
        "CLEAR NAMED",
        "CLEAR DEFAULT",
        f"MOVE DEFAULT TO {G}",
        "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "LOAD SILENT <http://127.0.0.1:9/x> INTO GRAPH <urn:x:g>",
        "PREFIX a: <urn:x:> DROP GRAPH b:g",
        r"PREFIX a: <urn:x:> DROP GRAPH a:\-g",
        "BASE <urn:x:> DROP GRAPH <g>",
    ],
)
def test_each_graph_is_named_by_its_iri(text: str) -> None:
    checked = check_update(text)
    with pytest.raises(QueryRefusedError):
        checked.graphs()


def test_a_name_that_is_no_iri() -> None:
    with pytest.raises(RdfSyntaxError):
        check_update("DROP GRAPH <g>").graphs()


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://127.0.0.1:9/x>",
        "CREATE GRAPH <urn:x:g> ; LOAD <http://127.0.0.1:9/x> INTO GRAPH <urn:x:g>",
        "load<http://127.0.0.1:9/x>",
        "PREFIX ex: <http://127.0.0.1:9/> LOADex:x",
        r"\u004cOAD <http://127.0.0.1:9/x>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "INSERT { ?s ?p ?o } WHERE { { SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } } } }",
        "PREFIX ex: <urn:x:> WITHex:g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "DELETE WHERE " + "{" * 100 + "}" * 100,
        "INSERT { ?a ?b ?c } WHERE {" + " ?s ?p ?o ." * 200 + "}",
        "INSERT DATA { <urn:x:a> <urn:x:b> " + "(" * 100 + ")" * 100 + " }",
    ],
)
def test_what_is_refused(text: str) -> None:
    with pytest.raises(QueryRefusedError):
        check_update(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o }",
        "LOAD",
        "DROP GRAPH",
        "CREATE ALL",
        "COPY <urn:x:a>",
        "CREATE GRAPH <urn:x:g> CREATE GRAPH <urn:x:h>",
        "CREATE GRAPH <urn:x:g> ; ;",
        "INSERT DATA { <urn:x:a> <urn:x:b> 1",
        "INSERT DATA FROM { }",
    ],
)
def test_what_is_no_update(text: str) -> None:
    with pytest.raises(QueryError):
        check_update(text)


def test_data_is_bounded_by_its_size_alone() -> None:
    many = " . ".join(f"<urn:x:a> <urn:x:b> {number}" for number in range(5000))
    assert check_update(f"INSERT DATA {{ {many} }}").operations[0].word == "INSERT"
    with pytest.raises(QueryRefusedError) as caught:
        check_update("#" * (UPDATE_LIMITS.size + 1))
    assert (caught.value.limit, caught.value.measured) == (UPDATE_LIMITS.size, UPDATE_LIMITS.size + 1)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("INSERT DATA { " + "." * UPDATE_TOKENS + " }", UPDATE_TOKENS),
        ("DROP GRAPH <urn:x:g> ; " * (MOST + 1), MOST),
    ],
)
def test_what_takes_long_to_read_is_refused(text: str, limit: int) -> None:
    with pytest.raises(QueryRefusedError) as caught:
        check_update(text)
    assert (caught.value.limit, caught.value.measured) == (limit, limit + 1)


def test_the_dataset_of_the_protocol_becomes_using() -> None:
    dataset = Dataset(("urn:x:d",), ("urn:x:n",))
    text = "INSERT { ?s ?p 1 } WHERE { ?s ?p ?o } ; DELETE WHERE { ?s ?p 2 } ; INSERT DATA { }"
    using = "USING <urn:x:d> USING NAMED <urn:x:n>"
    assert check_update(text, dataset).text == (
        f"INSERT {{ ?s ?p 1 }} {using} WHERE {{ ?s ?p ?o }} ; "
        f"DELETE {{ ?s ?p 2 }} {using} WHERE {{ ?s ?p 2 }} ; INSERT DATA {{ }}"
    )
    for choosing in ("WITH <urn:x:g> DELETE { ?s ?p ?o }", "DELETE { ?s ?p ?o } USING <urn:x:g>"):
        with pytest.raises(QueryRefusedError, match="choose once"):
            check_update(f"{choosing} WHERE {{ ?s ?p ?o }}", dataset)


def test_each_operation_may_have_prefixes() -> None:
    text = "PREFIX a: <urn:a:> DROP GRAPH a:g ; PREFIX a: <urn:a:> PREFIX b: <urn:b:> DROP GRAPH b:g ; "
    checked = check_update(text)
    said = "PREFIX a: <urn:a:> PREFIX b: <urn:b:> PREFIX a: <urn:a:> DROP GRAPH a:g ; DROP GRAPH b:g ;"
    assert " ".join(checked.text.split()) == said
    assert checked.graphs() == ("urn:a:g", "urn:b:g")
    for late in ("PREFIX a: <urn:b:>", "BASE <urn:b:>", "PREFIX c: <d>"):
        with pytest.raises(QueryRefusedError, match="by itself"):
            check_update(f"PREFIX a: <urn:a:> DROP GRAPH a:g ; {late} DROP GRAPH a:g")


def test_what_fails_silently_does_nothing() -> None:
    checked = check_update(
        "CREATE GRAPH <urn:x:g> ; LOAD SILENT <http://127.0.0.1:9/x> ; DROP GRAPH <urn:x:g>"
    )
    assert checked.text == "CREATE GRAPH <urn:x:g> ; INSERT DATA {} ; DROP GRAPH <urn:x:g>"


def test_the_dataset_of_the_protocol_is_among_the_graphs() -> None:
    text = f"INSERT {{ GRAPH {G} {{ ?s ?p 1 }} }} WHERE {{ ?s ?p ?o }}"
    assert check_update(text, Dataset(("urn:x:d",), ())).graphs() == ("urn:x:d", "urn:x:g")
